using FollowUps.Local;
using FollowUps.Local.Verbs;
using Xunit;

namespace FollowUps.Tests.Local;

/// <summary>The doctor, on a domain whose records a resolver on loopback tells, and on the kept data of a run.</summary>
public sealed class DoctorVerbTests
{
    private const string Domain = "mail.quillmere.example";
    private const string Spf = "v=spf1 include:spf.protection.outlook.com -all";

    [Fact]
    public async Task A_domain_with_everything_the_provider_asks_for_is_well()
    {
        await using var dns = Complete();
        var (exitCode, text) = await RunAsync("--domain", Domain, "--resolver", dns.Address);

        Assert.Equal(0, exitCode);
        Assert.EndsWith("All is well.\n", text, StringComparison.Ordinal);
        Assert.Equal(4, text.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_domain_without_records_gets_each_of_them_named_with_what_to_publish()
    {
        await using var dns = new FakeDns();
        var (exitCode, text) = await RunAsync("--domain", Domain, "--resolver", dns.Address);

        Assert.Equal(1, exitCode);
        Assert.Contains($"Publish the TXT record \"{Spf}\" at {Domain}.", text, StringComparison.Ordinal);
        Assert.Contains("Publish it as a CNAME of selector1-azurecomm-prod-net._domainkey.azurecomm.net.", text, StringComparison.Ordinal);
        Assert.Contains("Publish it as a CNAME of selector2-azurecomm-prod-net._domainkey.azurecomm.net.", text, StringComparison.Ordinal);
        Assert.Contains($"_dmarc.{Domain} is missing", text, StringComparison.Ordinal);
        Assert.EndsWith("4 errors, 0 warnings.\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=spf1 include:other.example -all", "error", "does not name the email provider")]
    [InlineData("v=spf1 include:spf.protection.outlook.com ?all", "warning", "lets everybody send")]
    [InlineData("google-site-verification=1", "error", "has no SPF record")]
    public async Task A_weak_spf_record_is_told_from_a_wrong_one(string record, string level, string what)
    {
        await using var dns = new FakeDns().WithText(Domain, record);
        var (_, text) = await RunAsync("--domain", Domain, "--resolver", dns.Address);
        Assert.Contains(text.Split('\n'), line => line.StartsWith(level, StringComparison.Ordinal) && line.Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_spf_records_are_none()
    {
        await using var dns = new FakeDns().WithText(Domain, Spf).WithText(Domain, "v=spf1 -all");
        var (_, text) = await RunAsync("--domain", Domain, "--resolver", dns.Address);
        Assert.Contains("has 2 SPF records: receivers then trust none", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=DMARC1; p=reject; sp=none", "warning")]
    [InlineData("v=DMARC1; p=none", "warning")]
    [InlineData("v=DMARC1; p=quarantine; rua=mailto:dmarc@quillmere.example", "ok")]
    [InlineData("v=DMARC1; rua=mailto:dmarc@quillmere.example", "error")]
    public async Task A_domain_without_a_policy_of_its_own_has_that_of_the_domain_above(string record, string level)
    {
        await using var dns = new FakeDns().WithText("_dmarc.quillmere.example", record);
        var (_, text) = await RunAsync("--domain", Domain, "--resolver", dns.Address);
        Assert.Contains(text.Split('\n'), line => line.StartsWith(level, StringComparison.Ordinal) && line.Contains("_dmarc.quillmere.example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_resolver_that_does_not_answer_is_a_finding_among_the_others()
    {
        using var silent = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var resolver = (System.Net.IPEndPoint)silent.Client.LocalEndPoint!;
        var finding = Assert.Single(await new MailDomain(Domain, resolver, TimeSpan.FromMilliseconds(50)).LookAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("dns", "error"), (finding.Check, finding.Level));
        Assert.Contains(resolver.ToString(), finding.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--domain", Domain)]
    [InlineData("--domain", Domain, "--resolver", "my-router")]
    [InlineData("--depth", "1")]
    [InlineData("--port")]
    public async Task Wrong_use_is_answered_with_what_would_be_right(params string[] arguments) =>
        await Assert.ThrowsAsync<RunnerException>(() => RunAsync(arguments));

    private static FakeDns Complete() => new FakeDns()
        .WithText(Domain, "google-site-verification=1").WithText(Domain, Spf)
        .WithAlias($"selector1-azurecomm-prod-net._domainkey.{Domain}", "selector1-azurecomm-prod-net._domainkey.azurecomm.net")
        .WithAlias($"selector2-azurecomm-prod-net._domainkey.{Domain}", "selector2-azurecomm-prod-net._domainkey.azurecomm.net")
        .WithText($"_dmarc.{Domain}", "v=DMARC1; p=quarantine; rua=mailto:dmarc@quillmere.example");

    private static async Task<(int ExitCode, string Text)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        var exitCode = await DoctorVerb.RunAsync(arguments, output, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString().ReplaceLineEndings("\n"));
    }
}
