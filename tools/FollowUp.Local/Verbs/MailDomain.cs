using System.Net;
using DnsClient;
using DnsClient.Protocol;

namespace FollowUps.Local.Verbs;

/// <summary>
/// Asks a resolver whether mail of a domain, sent through Azure Communication Services, will be believed: SPF (RFC 7208), the provider's two DKIM selectors,
/// DMARC (RFC 7489).
/// </summary>
/// <param name="domain">What stands after the @ in <c>Mail__From</c>.</param>
/// <param name="resolver">Where to ask.</param>
/// <param name="patience">How long to wait for an answer, twice; null: 3 seconds.</param>
public sealed class MailDomain(string domain, IPEndPoint resolver, TimeSpan? patience = null)
{
    // What the provider asks every custom domain to publish.
    private const string Provider = "include:spf.protection.outlook.com";
    private static readonly string[] Selectors = ["selector1-azurecomm-prod-net", "selector2-azurecomm-prod-net"];

    private readonly LookupClient _dns = new(new LookupClientOptions(resolver) { UseCache = false, Timeout = patience ?? TimeSpan.FromSeconds(3), Retries = 1, ThrowDnsErrors = false });

    /// <summary>Everything that was looked at; a resolver that does not answer is a finding too.</summary>
    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return [await SpfAsync(cancellationToken), .. await DkimAsync(cancellationToken), await DmarcAsync(cancellationToken)];
        }
        catch (DnsResponseException e)
        {
            return [new("dns", "error", $"The resolver {resolver} does not answer ({e.Code}): nothing is known of {domain}.", "Name another one with --resolver; some networks let only their own answer.")];
        }
    }

    private async Task<DoctorFinding> SpfAsync(CancellationToken cancellationToken)
    {
        var records = await TextsAsync(domain, "v=spf1", cancellationToken);
        var fix = $"Publish the TXT record \"v=spf1 {Provider} -all\" at {domain}.";
        return records switch
        {
            [] => new("spf", "error", $"{domain} has no SPF record: mail of it is likely to be refused.", fix),
            [var one] when !one.Split(' ').Contains(Provider, StringComparer.OrdinalIgnoreCase) => new("spf", "error", $"The SPF record of {domain} does not name the email provider.", $"Add {Provider} to it."),
            [var one] when one.TrimEnd().EndsWith("+all", StringComparison.OrdinalIgnoreCase) || one.TrimEnd().EndsWith("?all", StringComparison.OrdinalIgnoreCase) =>
                new("spf", "warning", $"The SPF record of {domain} lets everybody send in its name.", "End it with -all."),
            [_] => new("spf", "ok", $"The SPF record of {domain} names the email provider."),
            _ => new("spf", "error", $"{domain} has {records.Count} SPF records: receivers then trust none.", "Join them into one."),
        };
    }

    private async Task<IEnumerable<DoctorFinding>> DkimAsync(CancellationToken cancellationToken)
    {
        var findings = new List<DoctorFinding>();
        foreach (var selector in Selectors)
        {
            var name = $"{selector}._domainkey.{domain}";
            var answer = await _dns.QueryAsync(name, QueryType.CNAME, cancellationToken: cancellationToken);
            var target = answer.Answers.OfType<CNameRecord>().FirstOrDefault()?.CanonicalName.Value.TrimEnd('.');
            var wanted = $"{selector}._domainkey.azurecomm.net";
            findings.Add(wanted.Equals(target, StringComparison.OrdinalIgnoreCase)
                ? new("dkim", "ok", $"{name} leads to the provider's key.")
                : new("dkim", "error", target is null ? $"{name} is missing: mails are not signed for this domain." : $"{name} leads to {target}.", $"Publish it as a CNAME of {wanted}."));
        }

        return findings;
    }

    /// <summary>The policy of the domain itself, else of the domain above it that has one.</summary>
    private async Task<DoctorFinding> DmarcAsync(CancellationToken cancellationToken)
    {
        for (var at = domain; at.Contains('.', StringComparison.Ordinal); at = at[(at.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (await TextsAsync($"_dmarc.{at}", "v=DMARC1", cancellationToken) is not { Count: > 0 } records) continue;
            var tags = records[0].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(tag => tag.Split('=', 2, StringSplitOptions.TrimEntries)).Where(tag => tag.Length == 2).ToLookup(tag => tag[0], tag => tag[1], StringComparer.OrdinalIgnoreCase);
            var policy = (at == domain ? null : tags["sp"].FirstOrDefault()) ?? tags["p"].FirstOrDefault();
            return policy?.ToLowerInvariant() switch
            {
                "reject" or "quarantine" => new("dmarc", "ok", $"_dmarc.{at} asks receivers to {policy.ToLowerInvariant()} what is forged."),
                "none" => new("dmarc", "warning", $"_dmarc.{at} only watches (p=none): forged mails arrive.", "Go to p=quarantine once the reports (rua) show that your own mails pass."),
                _ => new("dmarc", "error", $"_dmarc.{at} has no policy that receivers understand.", "Publish \"v=DMARC1; p=quarantine; rua=mailto:…\"."),
            };
        }

        return new("dmarc", "error", $"_dmarc.{domain} is missing: large mailbox providers turn away mail without it.", $"Publish the TXT record \"v=DMARC1; p=none; rua=mailto:…\" at _dmarc.{domain}, and tighten it later.");
    }

    private async Task<List<string>> TextsAsync(string name, string version, CancellationToken cancellationToken)
    {
        var answer = await _dns.QueryAsync(name, QueryType.TXT, cancellationToken: cancellationToken);
        return [.. answer.Answers.OfType<TxtRecord>().Select(record => string.Concat(record.Text)).Where(text => text.StartsWith(version, StringComparison.OrdinalIgnoreCase))];
    }
}

/// <summary>One thing that the doctor looked at, as the API has it.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Level"><c>ok</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="What">What was found.</param>
/// <param name="Fix">What to do; null: nothing.</param>
public sealed record DoctorFinding(string Check, string Level, string What, string? Fix = null);
