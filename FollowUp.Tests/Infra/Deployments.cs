using Xunit;

namespace FollowUps.Tests.Infra;

/// <summary>What the compiler says, once for all tests: it takes seconds, and none of them changes anything.</summary>
[CollectionDefinition(Once)]
public sealed class Deployments : IAsyncLifetime, ICollectionFixture<Deployments>
{
    internal const string Once = "deployments";

    /// <summary>The pilot, as shipped.</summary>
    internal Deployment Dev { get; private set; } = null!;

    /// <summary>Production, as shipped.</summary>
    internal Deployment Prod { get; private set; } = null!;

    /// <summary>Everything that is optional, switched on.</summary>
    internal Deployment Everything { get; private set; } = null!;

    internal IEnumerable<Deployment> All => [Dev, Prod, Everything];

    /// <summary>What the linter found.</summary>
    internal (int ExitCode, string Said) Lint { get; private set; }

    /// <summary>Files that the formatter would change.</summary>
    internal IReadOnlyList<string> Unformatted { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        using var bicep = new BicepCli();
        Lint = await bicep.RunAsync("lint", "main.bicep");
        Dev = await Deployment.ForetellAsync(bicep, "main.dev");
        Prod = await Deployment.ForetellAsync(bicep, "main.prod");
        Everything = await Deployment.ForetellAsync(bicep, "everything");
        Unformatted = await FormatAsync(bicep);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<IReadOnlyList<string>> FormatAsync(BicepCli bicep)
    {
        var files = Directory.GetFiles(bicep.Folder, "*.bicep*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".bicep" or ".bicepparam").ToList();
        var before = files.ToDictionary(f => f, File.ReadAllText);
        var (exitCode, said) = await bicep.RunAsync("format", "--pattern", "./**/*.bicep*");
        Assert.True(exitCode == 0, said);
        return [.. files.Where(f => File.ReadAllText(f) != before[f]).Select(f => Path.GetRelativePath(bicep.Folder, f))];
    }
}
