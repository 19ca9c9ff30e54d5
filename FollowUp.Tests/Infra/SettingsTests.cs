using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace FollowUps.Tests.Infra;

/// <summary>The settings that are deployed: the program reads each, and starts with them.</summary>
[Collection(Deployments.Once)]
public sealed partial class SettingsTests(Deployments deployments)
{
    /// <summary>Read by the host or the platform, with who reads it.</summary>
    private static readonly Dictionary<string, string> ReadByAzure = new()
    {
        ["AzureWebJobsStorage__credential"] = "the host's storage client",
        ["OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID"] = "the platform's sign-in",
    };

    private static readonly Dictionary<string, string> KnownToAzureOnly = new()
    {
        ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = "ClientId=44444444-4444-4444-4444-444444444444;Authorization=AAD",
        ["AzureWebJobsStorage__accountName"] = "stfollowup",
        ["AzureWebJobsStorage__clientId"] = "44444444-4444-4444-4444-444444444444",
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "InstrumentationKey=55555555-5555-5555-5555-555555555555;IngestionEndpoint=https://westeurope.in.applicationinsights.azure.com/",
        ["Config__BlobContainerUri"] = "https://stfollowup.blob.core.windows.net/config",
        ["Email__Endpoint"] = "https://acs-followup.europe.communication.azure.com",
        ["Links__BaseUrl"] = "https://func-followup.azurewebsites.net",
        ["Mail__From"] = "DoNotReply@mail.example.com",
    };

    [Fact]
    public void Each_setting_is_read()
    {
        var read = ReadByProgram().Concat(ReadByBindings()).Concat(ReadByAzure.Keys).ToHashSet(StringComparer.Ordinal);
        Assert.All(deployments.All, deployment => Assert.Empty(deployment.Settings.Keys.Select(k => LinkKey().Replace(k, "Links__Keys")).Except(read)));
    }

    [Fact]
    public void Each_name_in_a_function_json_is_set()
    {
        Assert.NotEmpty(ReadByBindings());
        Assert.All(deployments.All, deployment => Assert.Empty(ReadByBindings().Except(deployment.Settings.Keys)));
    }

    [Fact]
    public void The_program_starts_with_what_is_set()
    {
        Assert.All(deployments.All, deployment =>
        {
            FollowUpOptions.Read(AsTheProgramSees(deployment.Settings), out var errors);
            Assert.Empty(errors);
        });
    }

    [Fact]
    public void Queues_and_table_have_the_names_that_are_declared() => Assert.All(deployments.All, deployment =>
    {
        var options = FollowUpOptions.Read(AsTheProgramSees(deployment.Settings), out _);
        var declared = deployment.Names("Microsoft.Storage/storageAccounts/queueServices/queues").ToList();
        Assert.All([options.CallClosedQueue, options.CallUpdatesQueue, options.DeliveryReportsQueue, options.SendQueue, options.OutcomesQueue], queue => Assert.Contains(queue, declared));
        Assert.All(deployment.Settings.Where(s => s.Key.StartsWith("Queues__", StringComparison.Ordinal)), s => Assert.Contains(s.Value, declared));
        Assert.Equal(deployment.Names("Microsoft.Storage/storageAccounts/tableServices/tables"), [options.Table]);
    });

    [Fact]
    public void A_pilot_redirects_production_is_off_and_the_quota_is_the_one_of_the_domain()
    {
        Assert.Equal("Redirect", deployments.Dev.Settings["Mail__Mode"]);
        Assert.Equal("Off", deployments.Prod.Settings["Mail__Mode"]);
        Assert.Equal("example.com,ada@example.org", deployments.Everything.Settings["Mail__AllowList"]);
        Assert.Equal(("5", "10"), Quota(deployments.Dev));
        Assert.Equal(("5", "10"), Quota(deployments.Prod));
        Assert.Equal(("30", "100"), Quota(deployments.Everything));
        static (string, string) Quota(Deployment deployment) => (deployment.Settings["Sending__PerMinute"], deployment.Settings["Sending__PerHour"]);
    }

    [Fact]
    public void The_desk_trusts_the_sign_in_exactly_where_it_is_on()
    {
        Assert.All(deployments.All, deployment =>
        {
            var on = deployment.SignIn.GetProperty("platform").GetProperty("enabled").GetBoolean();
            Assert.Equal(on ? "true" : "false", deployment.Settings["Desk__TrustPrincipal"]);
            Assert.Equal(on, deployment.Settings.ContainsKey("OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID"));

            // Customers have no account: their pages must stay open.
            Assert.Equal("AllowAnonymous", deployment.SignIn.GetProperty("globalValidation").GetProperty("unauthenticatedClientAction").GetString());
        });
        Assert.Equal("false", deployments.Prod.Settings["Desk__TrustPrincipal"]);
        Assert.Equal("true", deployments.Everything.Settings["Desk__TrustPrincipal"]);
    }

    [Fact]
    public void Two_link_keys_are_two_settings_and_the_higher_one_signs()
    {
        var options = FollowUpOptions.Read(AsTheProgramSees(deployments.Everything.Settings), out _);
        Assert.Equal([2, 1], options.LinkKeys.Select(k => (int)k.Id));
    }

    /// <summary>Every name the program asks its configuration for, in each mail mode.</summary>
    private static IEnumerable<string> ReadByProgram() => ((string[])["Off", "Redirect", "AllowList", "Live"]).SelectMany(mode =>
    {
        var asked = new AskedConfiguration(new ConfigurationBuilder().AddInMemoryCollection([new("Mail:Mode", mode), new("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=0")]).Build());
        FollowUpOptions.Read(asked, out _);
        return asked.Names.Select(name => name.Replace(":", "__", StringComparison.Ordinal));
    });

    private static IReadOnlyList<string> ReadByBindings() =>
        [.. Repo.Files.Where(f => f.EndsWith("/function.json", StringComparison.Ordinal)).SelectMany(f => Binding().Matches(Repo.Read(f))).Select(m => m.Groups[1].Value)];

    private static IConfiguration AsTheProgramSees(IReadOnlyDictionary<string, string> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s =>
        new KeyValuePair<string, string?>(s.Key.Replace("__", ":", StringComparison.Ordinal), s.Value.StartsWith('[') ? Plausible(s.Key) : s.Value))).Build();

    private static string Plausible(string setting) => KnownToAzureOnly.GetValueOrDefault(setting)
        ?? (setting == "FollowUp__Pepper" || LinkKey().IsMatch(setting) ? Convert.ToBase64String(new byte[32]) : setting);

    [GeneratedRegex("^Links__Keys__[0-9]+$")]
    private static partial Regex LinkKey();

    [GeneratedRegex("\"%([^%]+)%\"")]
    private static partial Regex Binding();

    private sealed class AskedConfiguration(IConfiguration inner) : IConfiguration
    {
        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public string? this[string key]
        {
            get
            {
                Names.Add(key);
                return inner[key];
            }

            set => inner[key] = value;
        }

        public IConfigurationSection GetSection(string key)
        {
            Names.Add(key);
            return inner.GetSection(key);
        }

        public IEnumerable<IConfigurationSection> GetChildren() => inner.GetChildren();

        public IChangeToken GetReloadToken() => inner.GetReloadToken();
    }
}
