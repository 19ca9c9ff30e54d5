using System.Text.Json;
using FollowUps.Local.Functions;
using Xunit;

namespace FollowUps.Tests.Infra;

/// <summary>What the infrastructure must be, whatever else it becomes: clean, closed, and with every queue that a function reads.</summary>
[Collection(Deployments.Once)]
public sealed class TemplateTests(Deployments deployments)
{
    private static readonly FunctionApp App = ReadFunctionApp.From(HandlerCommand.Find(null).Folder, new Dictionary<string, string>());

    [Fact]
    public void The_strict_linter_finds_nothing() => Assert.Equal((0, ""), deployments.Lint);

    [Fact]
    public void Every_file_is_formatted() => Assert.Empty(deployments.Unformatted);

    [Fact]
    public void Every_queue_that_a_function_reads_is_declared_with_its_poison_twin()
    {
        var needed = App.Queues.SelectMany(q => q.ReadsPoison ? [q.Queue] : new[] { q.Queue, q.PoisonQueue }).Append(new FollowUpOptions().OutcomesQueue).Distinct();
        Assert.All(deployments.All, deployment => Assert.Equal(
            needed.Order(StringComparer.Ordinal),
            deployment.Names("Microsoft.Storage/storageAccounts/queueServices/queues").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_table_of_the_program_is_declared() =>
        Assert.All(deployments.All, deployment => Assert.Equal([new FollowUpOptions().Table], deployment.Names("Microsoft.Storage/storageAccounts/tableServices/tables")));

    [Fact]
    public void Package_and_configuration_have_a_container_each() =>
        Assert.All(deployments.All, deployment => Assert.Equal(["app-package", "config"], deployment.Names("Microsoft.Storage/storageAccounts/blobServices/containers")));

    [Fact]
    public void Nothing_can_be_opened_with_a_key()
    {
        Assert.All(deployments.All, deployment =>
        {
            var storage = deployment.Properties("Microsoft.Storage/storageAccounts");
            Assert.False(storage.GetProperty("allowSharedKeyAccess").GetBoolean());
            Assert.False(storage.GetProperty("allowBlobPublicAccess").GetBoolean());
            Assert.True(deployment.Properties("Microsoft.Communication/communicationServices").GetProperty("disableLocalAuth").GetBoolean());
            Assert.True(deployment.Properties("Microsoft.Insights/components").GetProperty("DisableLocalAuth").GetBoolean());
            Assert.True(deployment.Properties("Microsoft.OperationalInsights/workspaces").GetProperty("features").GetProperty("disableLocalAuth").GetBoolean());
            Assert.True(deployment.Properties("Microsoft.KeyVault/vaults").GetProperty("enableRbacAuthorization").GetBoolean());
            Assert.Equal(2, deployment.OfType("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Count(p => !p.GetProperty("properties").GetProperty("allow").GetBoolean()));
        });
        Assert.DoesNotContain(Repo.Files.Where(f => f.StartsWith("infra/", StringComparison.Ordinal)), file =>
            Repo.Read(file).Contains("listKeys", StringComparison.OrdinalIgnoreCase) || Repo.Read(file).Contains("listSecrets", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Everything_speaks_TLS_1_2_at_least() => Assert.All(deployments.All, deployment =>
    {
        var storage = deployment.Properties("Microsoft.Storage/storageAccounts");
        Assert.Equal("TLS1_2", storage.GetProperty("minimumTlsVersion").GetString());
        Assert.True(storage.GetProperty("supportsHttpsTrafficOnly").GetBoolean());
        var site = deployment.Properties("Microsoft.Web/sites");
        Assert.True(site.GetProperty("httpsOnly").GetBoolean());
        Assert.Equal("1.2", site.GetProperty("siteConfig").GetProperty("minTlsVersion").GetString());
        Assert.Equal("1.2", site.GetProperty("siteConfig").GetProperty("scmMinTlsVersion").GetString());
    });

    [Fact]
    public void What_the_vault_holds_can_neither_be_purged_nor_read_from_the_template()
    {
        Assert.All(deployments.All, deployment =>
        {
            Assert.True(deployment.Properties("Microsoft.KeyVault/vaults").GetProperty("enablePurgeProtection").GetBoolean());
            Assert.Empty(deployment.OfType("Microsoft.KeyVault/vaults/secrets"));
            Assert.All(deployment.Settings.Where(s => s.Key == "FollowUp__Pepper" || s.Key.StartsWith("Links__Keys__", StringComparison.Ordinal)), s =>
                Assert.StartsWith("[format('@Microsoft.KeyVault(VaultName={0};SecretName={1})', ", s.Value, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Delivery_reports_come_to_the_queue_of_their_function_by_identity() => Assert.All(deployments.All, deployment =>
    {
        var subscription = deployment.Properties("Microsoft.EventGrid/systemTopics/eventSubscriptions");
        Assert.Equal(["Microsoft.Communication.EmailDeliveryReportReceived"], subscription.GetProperty("filter").GetProperty("includedEventTypes").EnumerateArray().Select(t => t.GetString()!));
        var destination = subscription.GetProperty("deliveryWithResourceIdentity").GetProperty("destination");
        Assert.Equal(App.Queues.Single(q => q.Name == "DeliveryReports").Queue, destination.GetProperty("properties").GetProperty("queueName").GetString());
    });

    [Fact]
    public void A_domain_is_linked_only_when_its_records_are_verified()
    {
        Assert.EndsWith("/AzureManagedDomain", Linked(deployments.Dev), StringComparison.Ordinal);
        Assert.EndsWith("/AzureManagedDomain", Linked(deployments.Prod), StringComparison.Ordinal);
        Assert.Contains("mail.example.com", deployments.Prod.Names("Microsoft.Communication/emailServices/domains"));
        Assert.EndsWith("/mail.example.com", Linked(deployments.Everything), StringComparison.Ordinal);
        Assert.Empty(deployments.Prod.OfType("Microsoft.Communication/emailServices/domains/senderUsernames"));
        Assert.Equal(["care", "supervisor"], deployments.Everything.Names("Microsoft.Communication/emailServices/domains/senderUsernames"));
        static string Linked(Deployment deployment) => Assert.Single(deployment.Properties("Microsoft.Communication/communicationServices").GetProperty("linkedDomains").EnumerateArray()).GetString()!;
    }

    [Fact]
    public void A_private_installation_lets_only_listed_addresses_and_private_endpoints_in()
    {
        foreach (var type in (string[])["Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"])
        {
            Assert.Equal("Allow", deployments.Prod.Properties(type).GetProperty("networkAcls").GetProperty("defaultAction").GetString());
            var closed = deployments.Everything.Properties(type).GetProperty("networkAcls");
            Assert.Equal("Deny", closed.GetProperty("defaultAction").GetString());
            Assert.Equal("198.51.100.7", Assert.Single(closed.GetProperty("ipRules").EnumerateArray()).GetProperty("value").GetString());
        }

        var doors = deployments.Everything.OfType("Microsoft.Network/privateEndpoints")
            .Select(e => e.GetProperty("properties").GetProperty("privateLinkServiceConnections")[0].GetProperty("name").GetString()!);
        Assert.Equal(["blob", "queue", "table", "vault"], doors);
        Assert.True(deployments.Everything.Properties("Microsoft.Web/sites").TryGetProperty("virtualNetworkSubnetId", out var subnet) && subnet.ValueKind == JsonValueKind.String);
    }
}
