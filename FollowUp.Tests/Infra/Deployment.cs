using System.Text.Json;
using Xunit;

namespace FollowUps.Tests.Infra;

/// <summary>What a parameter file would create, as the compiler foretells it: resources with everything resolved that does not need Azure to be known.</summary>
internal sealed class Deployment
{
    private const string Nobody = "00000000-0000-0000-0000-000000000000";

    private Deployment(JsonElement snapshot) => Resources = [.. snapshot.GetProperty("predictedResources").EnumerateArray()];

    public IReadOnlyList<JsonElement> Resources { get; }

    /// <summary>The app's settings. Values that only Azure knows are expressions in square brackets.</summary>
    public IReadOnlyDictionary<string, string> Settings => Config("appsettings").EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetString()!, StringComparer.Ordinal);

    public JsonElement SignIn => Config("authsettingsV2");

    public static async Task<Deployment> ForetellAsync(BicepCli bicep, string parameters)
    {
        var (exitCode, said) = await bicep.RunAsync(
            "snapshot", $"{parameters}.bicepparam", "--mode", "overwrite", "--subscription-id", Nobody, "--tenant-id", Nobody, "--resource-group", "rg", "--location", "westeurope");
        Assert.True(exitCode == 0 && said.Length == 0, said);
        using var snapshot = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(bicep.Folder, $"{parameters}.snapshot.json")));
        Assert.Empty(snapshot.RootElement.GetProperty("diagnostics").EnumerateArray());
        return new Deployment(snapshot.RootElement.Clone());
    }

    public IEnumerable<JsonElement> OfType(string type) => Resources.Where(r => r.GetProperty("type").GetString() == type);

    public JsonElement Properties(string type) => Assert.Single(OfType(type)).GetProperty("properties");

    /// <summary>Last parts of the names of all resources of a type.</summary>
    public IEnumerable<string> Names(string type) => OfType(type).Select(r => r.GetProperty("name").GetString()!.Split('/')[^1]);

    private JsonElement Config(string name) =>
        Assert.Single(OfType("Microsoft.Web/sites/config"), r => r.GetProperty("name").GetString()!.EndsWith($"/{name}", StringComparison.Ordinal)).GetProperty("properties");
}
