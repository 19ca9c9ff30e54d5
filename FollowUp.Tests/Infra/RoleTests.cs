using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace FollowUps.Tests.Infra;

/// <summary>Who may do what: exactly what the table in docs/deploy.md says, and nothing beyond the one thing it is said of.</summary>
[Collection(Deployments.Once)]
public sealed partial class RoleTests(Deployments deployments)
{
    private static readonly Dictionary<string, string> BuiltIn = new()
    {
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["8a0f0c08-91a1-4084-bc3d-661d67233fed"] = "Storage Queue Data Message Processor",
        ["c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"] = "Storage Queue Data Message Sender",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
    };

    [Fact]
    public void Roles_are_exactly_those_of_the_table()
    {
        var documented = Row().Matches(Section("Who may do what")).Select(row => new Grant(row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value)).Skip(1).ToHashSet();
        Assert.Equal(13, documented.Count);
        Assert.Equal(documented, Grants(deployments.Everything).ToHashSet());
        var always = documented.Where(g => g.Who != "outcomes reader").ToHashSet();
        Assert.Equal(always, Grants(deployments.Dev).ToHashSet());
        Assert.Equal(always, Grants(deployments.Prod).ToHashSet());
    }

    [Fact]
    public void The_role_of_our_own_only_sends_and_only_here() => Assert.All(deployments.All, deployment =>
    {
        var role = deployment.Properties("Microsoft.Authorization/roleDefinitions");
        var permission = Assert.Single(role.GetProperty("permissions").EnumerateArray());
        Assert.Equal(["actions"], permission.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["Microsoft.Communication/CommunicationServices/Read", "Microsoft.Communication/CommunicationServices/Write"],
            permission.GetProperty("actions").EnumerateArray().Select(a => a.GetString()!));
        Assert.EndsWith("/resourceGroups/rg", Assert.Single(role.GetProperty("assignableScopes").EnumerateArray()).GetString(), StringComparison.Ordinal);
    });

    private static IEnumerable<Grant> Grants(Deployment deployment) => deployment.OfType("Microsoft.Authorization/roleAssignments").Select(assignment =>
    {
        var properties = assignment.GetProperty("properties");
        var role = properties.GetProperty("roleDefinitionId").GetString()!.Split('/')[^1];
        return new Grant(Who(properties), BuiltIn.GetValueOrDefault(role) ?? Custom(deployment, role), On(assignment.GetProperty("id").GetString()!));
    });

    private static string Who(JsonElement properties) => properties.GetProperty("principalId").GetString()! switch
    {
        "[deployer().objectId]" => "deployer",
        "22222222-2222-2222-2222-222222222222" => "call platform",
        "33333333-3333-3333-3333-333333333333" => "outcomes reader",
        var id when id.Contains("/id-followup-call-platform-", StringComparison.Ordinal) => "call platform",
        var id when id.Contains("/id-followup-reports-", StringComparison.Ordinal) => "reports",
        var id when AppIdentity().IsMatch(id) => "app",
        var id => id,
    };

    private static string Custom(Deployment deployment, string role)
    {
        var definition = Assert.Single(deployment.OfType("Microsoft.Authorization/roleDefinitions"));
        Assert.Equal(role, definition.GetProperty("name").GetString());
        return Assert.IsType<string>(definition.GetProperty("properties").GetProperty("roleName").GetString())[..^14];
    }

    /// <summary>The scope that an assignment's id begins with: a known resource, or a queue whose account is an output of another module.</summary>
    private static string On(string id)
    {
        if (QueueScope().Match(id) is { Success: true } queue)
        {
            return $"queue {queue.Groups[1].Value}";
        }

        var scope = KnownScope().Match(id);
        Assert.True(scope.Success, id);
        return (scope.Groups[1].Value, scope.Groups[2].Value) switch
        {
            ("Microsoft.Storage/storageAccounts", _) when !scope.Groups[2].Value.Contains('/', StringComparison.Ordinal) => "storage account",
            ("Microsoft.Storage/storageAccounts", var name) when name.Contains("/blobServices/default/containers/", StringComparison.Ordinal) => $"container {name.Split('/')[^1]}",
            ("Microsoft.KeyVault/vaults", _) => "vault",
            ("Microsoft.Insights/components", _) => "Application Insights",
            ("Microsoft.Communication/communicationServices", _) => "communication service",
            _ => id,
        };
    }

    private static string Section(string title)
    {
        var text = Repo.Read("docs/deploy.md");
        var from = text.IndexOf($"## {title}\n", StringComparison.Ordinal);
        return text[from..text.IndexOf("\n## ", from + 3, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"^\| (?!-)([^|]+?) \| ([^|]+?) \| ([^|]+?) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\[if\(equals\(resourceId\([^,]+, [^,]+, 'Microsoft\.Storage/storageAccounts/queueServices/queues', .*?\.accountName\.value, 'default', '([a-z-]+)'\)")]
    private static partial Regex QueueScope();

    [GeneratedRegex(@"^\[extensionResourceId\('/subscriptions/[^/]+/resourceGroups/rg/providers/([^/]+/[^/]+)/([^']+)', 'Microsoft\.Authorization/roleAssignments'")]
    private static partial Regex KnownScope();

    [GeneratedRegex("/id-followup-(dev|prod|all)-")]
    private static partial Regex AppIdentity();

    private sealed record Grant(string Who, string Role, string On);
}
