using System.Globalization;
using System.Net;

namespace FollowUps.Local.Verbs;

/// <summary><c>doctor</c>: what an installation stands on (its own findings, made with its own identity), and whether mail of its domain will be believed.</summary>
public static class DoctorVerb
{
    private const int DnsPort = 53;
    private static readonly string[] ValueOptions = ["--port", "--url", "--data", "--domain", "--resolver"];

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new(
        "doctor",
        $"doctor {RunningApi.Options} [--domain D --resolver IP[:PORT]]",
        "look for gaps: configuration, directory, templates, storage, roles, quota; with --domain also SPF, DKIM and DMARC",
        (arguments, token) => RunAsync(arguments, Console.Out, token));

    /// <summary>Runs it.</summary>
    /// <returns>0; 1 when there is an error among the findings.</returns>
    /// <exception cref="RunnerException">Wrong use, or nobody answers.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var options = Read(arguments);
        var (domain, resolver) = (options.GetValueOrDefault("--domain"), options.GetValueOrDefault("--resolver"));
        if (domain is null != resolver is null) throw new RunnerException("--domain and --resolver go together: --domain mail.example.com --resolver 9.9.9.9.");
        var findings = new List<DoctorFinding>();
        if (domain is not null) findings.AddRange(await new MailDomain(domain.TrimEnd('.').ToLowerInvariant(), EndPointOf(resolver!)).LookAsync(cancellationToken));

        // A domain can be looked at before there is an installation.
        if (domain is null || options.Keys.Any(name => name is "--port" or "--url" or "--data")) findings.InsertRange(0, await InstallationAsync(options, cancellationToken));
        foreach (var finding in findings)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{finding.Level,-8} {finding.Check,-14} {finding.What}"));
            if (finding.Fix is { } fix) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{"",-23} Fix: {fix}"));
        }

        var (errors, warnings) = (findings.Count(f => f.Level == "error"), findings.Count(f => f.Level == "warning"));
        await output.WriteLineAsync(errors + warnings == 0 ? "All is well." : $"{Counted(errors, "error")}, {Counted(warnings, "warning")}.");
        return errors > 0 ? 1 : 0;
    }

    private static async Task<IReadOnlyList<DoctorFinding>> InstallationAsync(Dictionary<string, string> options, CancellationToken cancellationToken)
    {
        await using var api = await DeskApi.OpenAsync(PortOf(options), options.GetValueOrDefault("--url"), options.GetValueOrDefault("--data"), cancellationToken);
        var (status, body) = await api.CallAsync(HttpMethod.Get, "/api/v1/doctor", cancellationToken);
        if (status != 200) throw new RunnerException($"The installation answers with status {status} to /api/v1/doctor.", 1);
        return [.. body.GetProperty("findings").EnumerateArray().Select(finding => new DoctorFinding(
            finding.GetProperty("check").GetString()!, finding.GetProperty("level").GetString()!, finding.GetProperty("what").GetString()!,
            finding.TryGetProperty("fix", out var fix) ? fix.GetString() : null))];
    }

    private static Dictionary<string, string> Read(IReadOnlyList<string> arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!ValueOptions.Contains(arguments[i])) throw new RunnerException($"Unknown option '{arguments[i]}'. Known: {string.Join(", ", ValueOptions)}.");
            if (i + 1 == arguments.Count) throw new RunnerException($"{arguments[i]} needs a value.");
            options[arguments[i]] = arguments[++i];
        }

        return options;
    }

    private static IPEndPoint EndPointOf(string resolver) => IPEndPoint.TryParse(resolver, out var at)
        ? at.Port == 0 ? new IPEndPoint(at.Address, DnsPort) : at
        : throw new RunnerException($"--resolver {resolver}: an address is needed, such as 9.9.9.9 or 127.0.0.1:5353.");

    private static int? PortOf(Dictionary<string, string> options) => options.GetValueOrDefault("--port") is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port
        : throw new RunnerException($"--port {text}: a number is needed.");

    private static string Counted(int number, string word) => $"{number} {word}{(number == 1 ? "" : "s")}";
}
