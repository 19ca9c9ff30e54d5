using Xunit;

namespace FollowUps.Tests.Infra;

/// <summary>What the compiler says, once for all tests: it takes seconds, and none of them changes anything.</summary>
[CollectionDefinition(Once)]
public sealed class Deployments : IAsyncLifetime, ICollectionFixture<Deployments>
{
    internal const string Once = "deployments";

    private Foretold? _found;

    /// <summary>The pilot, as shipped.</summary>
    internal Deployment Dev => Found.Dev;

    /// <summary>Production, as shipped.</summary>
    internal Deployment Prod => Found.Prod;

    /// <summary>Everything that is optional, switched on.</summary>
    internal Deployment Everything => Found.Everything;

    internal IEnumerable<Deployment> All => [Dev, Prod, Everything];

    /// <summary>What the linter found.</summary>
    internal (int ExitCode, string Said) Lint => Found.Lint;

    /// <summary>Files that the formatter would change.</summary>
    internal IReadOnlyList<string> Unformatted => Found.Unformatted;

    private Foretold Found
    {
        get
        {
            Assert.SkipWhen(_found is null, "The pinned Bicep compiler runs on Linux x64.");
            return _found!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!BicepCli.IsThere)
        {
            return;
        }

        using var bicep = new BicepCli();
        _found = new Foretold(
            await bicep.RunAsync("lint", "main.bicep"),
            await Deployment.ForetellAsync(bicep, "main.dev"),
            await Deployment.ForetellAsync(bicep, "main.prod"),
            await Deployment.ForetellAsync(bicep, "everything"),
            await FormatAsync(bicep));
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

    private sealed record Foretold((int ExitCode, string Said) Lint, Deployment Dev, Deployment Prod, Deployment Everything, IReadOnlyList<string> Unformatted);
}
