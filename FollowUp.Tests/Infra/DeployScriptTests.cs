using System.Text.RegularExpressions;
using Xunit;

namespace FollowUps.Tests.Infra;

/// <summary>Both deploy scripts, told the same, do the same: what they ask Azure for, in which order, and where they stop.</summary>
public sealed class DeployScriptTests
{
    public static TheoryData<string> Scripts => ["deploy.sh", "deploy.ps1"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task From_nothing_it_deploys_makes_secrets_uploads_and_checks(string script)
    {
        using var run = await DeployRun.OfAsync(script, "", "--resource-group", "rg", "--location", "westeurope", "--parameter", "mailMode=Off");

        Assert.True(run.ExitCode == 0, run.Said);
        string[] order =
        [
            "az account show", "az group create --name rg --location westeurope", "az deployment group create", "az keyvault secret list --vault-name kvfollowupx",
            "az keyvault secret set --vault-name kvfollowupx --name pepper --file", "az keyvault secret set --vault-name kvfollowupx --name link-key-1 --file",
            "az rest --method post --url /subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/func-followup-x/config/configreferences/appsettings/refresh",
            "az functionapp deployment source config-zip", "az functionapp function list", "az rest --method get", "curl https://func-followup-x.azurewebsites.net/r/check",
            "curl https://func-followup-x.azurewebsites.net/desk", "curl https://func-followup-x.azurewebsites.net/api/v1/dead-letters",
        ];
        var at = order.Select(call => run.Calls.ToList().FindIndex(c => c.StartsWith(call, StringComparison.Ordinal))).ToList();
        Assert.True(at.All(i => i >= 0) && at.SequenceEqual(at.Order()), string.Join('\n', run.Calls));
        Assert.Contains(run.Calls, c => c.Contains("--parameters infra/main.dev.bicepparam --parameters mailMode=Off", StringComparison.Ordinal));
        Assert.Equal(3, run.Calls.Count(c => c.Contains("/hostruntime/admin/functions/", StringComparison.Ordinal)));
        Assert.Contains("https://func-followup-x.azurewebsites.net/desk", run.Said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_secret_is_32_random_bytes_that_nobody_sees(string script)
    {
        using var run = await DeployRun.OfAsync(script, "", "--resource-group", "rg");

        Assert.Equal(2, run.Secrets.Distinct().Count());
        Assert.All(run.Secrets, secret => Assert.Equal(32, Convert.FromBase64String(secret).Length));
        Assert.All(run.Secrets, secret => Assert.DoesNotContain(secret, run.Said + string.Concat(run.Calls), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task What_is_in_the_vault_is_never_made_again(string script)
    {
        using var again = await DeployRun.OfAsync(script, "secrets-there", "--resource-group", "rg");
        Assert.True(again.ExitCode == 0, again.Said);
        Assert.Empty(again.Secrets);
        Assert.DoesNotContain(again.Calls, c => c.Contains("configreferences", StringComparison.Ordinal));

        using var rotated = await DeployRun.OfAsync(script, "pepper-there", "--resource-group", "rg");
        Assert.Single(rotated.Secrets);
        Assert.DoesNotContain(rotated.Calls, c => c.Contains("secret set", StringComparison.Ordinal) && c.Contains("pepper", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_vault_that_cannot_be_listed_gets_no_new_pepper(string script)
    {
        using var run = await DeployRun.OfAsync(script, "vault-closed", "--resource-group", "rg");

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Secrets);
        Assert.DoesNotContain(run.Calls, c => c.Contains("config-zip", StringComparison.Ordinal));
        Assert.Contains("Nothing was made", run.Said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_package_that_one_deploy_refuses_goes_to_the_container_and_the_triggers_are_synced(string script)
    {
        using var run = await DeployRun.OfAsync(script, "one-deploy-refuses,secrets-there", "--resource-group", "rg");

        Assert.True(run.ExitCode == 0, run.Said);
        var from = run.Calls.ToList().FindIndex(c => c.Contains("config-zip", StringComparison.Ordinal));
        Assert.StartsWith("az storage blob upload --account-name stfollowupx --container-name app-package --name released-package.zip", run.Calls[from + 1], StringComparison.Ordinal);
        Assert.Contains("--auth-mode login", run.Calls[from + 1], StringComparison.Ordinal);
        Assert.Contains("/syncfunctiontriggers?", run.Calls[from + 2], StringComparison.Ordinal);
        Assert.StartsWith("az functionapp restart", run.Calls[from + 3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy.sh", "function-missing", "Missing: Web")]
    [InlineData("deploy.ps1", "function-missing", "Missing: Web")]
    [InlineData("deploy.sh", "function-broken", "DueSweep (The schedule does not resolve)")]
    [InlineData("deploy.ps1", "function-broken", "DueSweep (The schedule does not resolve)")]
    [InlineData("deploy.sh", "no-answer", "/r/check answers 503")]
    [InlineData("deploy.ps1", "no-answer", "/r/check answers 503")]
    public async Task A_check_that_fails_fails_the_deployment_and_says_what_is_wrong(string script, string azure, string problem)
    {
        using var run = await DeployRun.OfAsync(script, $"{azure},secrets-there", "--resource-group", "rg");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(problem, run.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("== done", run.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy.sh", "deployment-fails")]
    [InlineData("deploy.ps1", "deployment-fails")]
    [InlineData("deploy.sh", "signed-out")]
    [InlineData("deploy.ps1", "signed-out")]
    public async Task Nothing_is_uploaded_after_a_failure(string script, string azure)
    {
        using var run = await DeployRun.OfAsync(script, azure, "--resource-group", "rg");

        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain(run.Calls, c => c.Contains("keyvault", StringComparison.Ordinal) || c.Contains("config-zip", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task What_if_shows_and_changes_nothing(string script)
    {
        using var run = await DeployRun.OfAsync(script, "", "--resource-group", "rg", "--environment", "prod", "--what-if");

        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Equal(["az account show --output none", "az deployment group what-if --resource-group rg --name followup-prod --parameters infra/main.prod.bicepparam"], run.Calls);
        Assert.Contains("Resource changes", run.Said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task App_only_takes_the_last_deployment_and_leaves_the_infrastructure_alone(string script)
    {
        using var run = await DeployRun.OfAsync(script, "secrets-there", "--resource-group", "rg", "--app-only");
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.DoesNotContain(run.Calls, c => c.Contains("group create", StringComparison.Ordinal));
        Assert.Contains(run.Calls, c => c.Contains("config-zip", StringComparison.Ordinal));

        using var never = await DeployRun.OfAsync(script, "never-deployed", "--resource-group", "rg", "--app-only");
        Assert.Equal(1, never.ExitCode);
        Assert.Contains("nothing has been deployed to rg yet", never.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("posix", false)]
    [InlineData("windows", true)]
    public async Task After_azd_has_provisioned_its_hook_does_the_rest(string system, bool inPowerShell)
    {
        var hook = Regex.Match(Repo.Read("azure.yaml"), $@"{system}:\n\s+shell: {(inPowerShell ? "pwsh" : "sh")}\n\s+run: (.+)\n");
        Assert.True(hook.Success, "azure.yaml has no such hook.");

        using var run = await DeployRun.OfHookAsync(hook.Groups[1].Value, inPowerShell);

        Assert.True(run.ExitCode == 0, run.Said);
        Assert.DoesNotContain(run.Calls, c => c.Contains("group create", StringComparison.Ordinal));
        Assert.Contains(run.Calls, c => c.Contains("config-zip --resource-group rg-of-azd", StringComparison.Ordinal));
        Assert.Contains("Every function is listed and loaded", run.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy.sh", "--environment", "test", "infra/main.test.bicepparam")]
    [InlineData("deploy.ps1", "--environment", "test", "infra/main.test.bicepparam")]
    public async Task A_mistake_is_named_before_Azure_is_asked(string script, string option, string value, string named)
    {
        using var run = await DeployRun.OfAsync(script, "", "--resource-group", "rg", option, value);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(named, run.Said, StringComparison.Ordinal);
        Assert.Empty(run.Calls);
    }
}
