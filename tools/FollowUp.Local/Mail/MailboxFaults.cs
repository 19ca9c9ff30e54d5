using System.Text.Json;

namespace FollowUps.Local.Mail;

/// <summary>What the mailbox makes of a second POST with an Operation-Id it has already accepted.</summary>
public enum RepeatedOperation
{
    /// <summary>A second mail: the worst that a provider without a promise may do.</summary>
    Accept,

    /// <summary>409, no second mail.</summary>
    Refuse,

    /// <summary>202 once more, no second mail.</summary>
    Same,
}

/// <summary>The faults file (docs/mailbox-faults.md): rules, the provider's quota, and how repeats are treated.</summary>
public sealed record MailboxFaults
{
    private static readonly string[] RootFields = ["$schema", "rules", "quota", "repeatedOperation"];
    private static readonly string[] QuotaFields = ["perMinute", "perHour"];
    private static readonly string[] RuleFields = ["match", "do", "retryAfter", "retryAfterAs", "reports", "reportAfter", "seconds", "times", "note"];
    private static readonly string[] RetryFields = ["retryAfter", "retryAfterAs"];
    private static readonly string[] MatchFields = ["address", "subject", "kind", "nth", "every"];

    private const int Throttled = 429;

    /// <summary>No faults, no quota.</summary>
    public static MailboxFaults None { get; } = new();

    /// <summary>The first rule that fits decides.</summary>
    public IReadOnlyList<FaultRule> Rules { get; init; } = [];

    /// <summary>Sends accepted in any simulated minute; null: without limit.</summary>
    public int? PerMinute { get; init; }

    /// <summary>Sends accepted in any simulated hour; null: without limit.</summary>
    public int? PerHour { get; init; }

    /// <summary>Default: a second mail.</summary>
    public RepeatedOperation Repeated { get; init; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="RunnerException">It is missing or wrong; the message names the field and the fix.</exception>
    public static MailboxFaults Read(string path)
    {
        if (!File.Exists(path)) throw new RunnerException($"--mailbox {path}: there is no such file.");
        var text = File.ReadAllText(path);
        try
        {
            return Parse(text);
        }
        catch (JsonException e)
        {
            throw BrokenJson.In($"--mailbox {path}", text, e);
        }
        catch (FormatException e)
        {
            throw new RunnerException($"--mailbox {path}: {e.Message}", 2, e);
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="FormatException">A field is wrong; the message names it and the fix.</exception>
    public static MailboxFaults Parse(string text)
    {
        using var json = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var root = Fields(json.RootElement, "", RootFields);
        var quota = root.TryGetProperty("quota", out var q) ? Fields(q, "quota", QuotaFields) : default;
        return new MailboxFaults
        {
            PerMinute = Whole(quota, "perMinute", "quota"),
            PerHour = Whole(quota, "perHour", "quota"),
            Repeated = Text(root, "repeatedOperation", "") switch
            {
                null or "accept" => RepeatedOperation.Accept,
                "409" => RepeatedOperation.Refuse,
                "same" => RepeatedOperation.Same,
                var other => throw new FormatException($"repeatedOperation is \"{other}\": use accept, 409 or same."),
            },
            Rules = root.TryGetProperty("rules", out var rules)
                ? rules.ValueKind == JsonValueKind.Array
                    ? [.. rules.EnumerateArray().Select((rule, i) => ReadRule(rule, $"rules[{i}]"))]
                    : throw new FormatException("rules must be a list: put it in [ and ].")
                : [],
        };
    }

    private static FaultRule ReadRule(JsonElement rule, string path)
    {
        Fields(rule, path, RuleFields);
        var match = rule.TryGetProperty("match", out var m) ? Fields(m, path + ".match", MatchFields) : default;
        var word = Text(rule, "do", path);
        var fault = Fault.All.FirstOrDefault(f => f.Word == word)
            ?? throw new FormatException($"{path}.do is \"{word}\": use one of {string.Join(", ", Fault.All.Select(f => f.Word))}.");
        if (fault.Status != Throttled && RetryFields.FirstOrDefault(name => rule.TryGetProperty(name, out _)) is { } needless)
            throw new FormatException($"{path}.{needless} says nothing about \"{word}\": only a 429 has a Retry-After. Leave it out.");
        return new FaultRule
        {
            Do = fault,
            Address = Text(match, "address", path),
            Subject = Text(match, "subject", path),
            Kind = KindOf(Text(match, "kind", path), path),
            Nth = Whole(match, "nth", path + ".match"),
            Every = Whole(match, "every", path + ".match"),
            Times = Whole(rule, "times", path),
            RetryAfter = Whole(rule, "retryAfter", path) ?? 60,
            RetryAfterIsDate = Text(rule, "retryAfterAs", path) switch
            {
                null or "seconds" => false,
                "date" => true,
                var other => throw new FormatException($"{path}.retryAfterAs is \"{other}\": use seconds or date."),
            },
            Reports = Whole(rule, "reports", path),
            ReportAfter = Whole(rule, "reportAfter", path),
            Seconds = Whole(rule, "seconds", path),
        };
    }

    private static string? KindOf(string? word, string path) => word is null || Plans.FollowUpKinds.TryParse(word, out _)
        ? word
        : throw new FormatException($"{path}.match.kind is \"{word}\": use one of {string.Join(", ", Enum.GetValues<Plans.FollowUpKind>().Select(kind => Plans.FollowUpKinds.Word(kind)))}.");

    private static JsonElement Fields(JsonElement element, string path, string[] known)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new FormatException($"{(path.Length == 0 ? "the file" : path)} must be an object.");
        foreach (var property in element.EnumerateObject())
            if (!known.Contains(property.Name))
                throw new FormatException($"{path}{(path.Length == 0 ? "" : ".")}{property.Name} is not known: use {string.Join(", ", known)}.");
        return element;
    }

    private static string? Text(JsonElement parent, string name, string path) =>
        parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new FormatException($"{path}{(path.Length == 0 ? "" : ".")}{name} must be a text in quotes.");

    private static int? Whole(JsonElement parent, string name, string path) =>
        parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 ? number
        : throw new FormatException($"{path}.{name} must be a whole number from 1.");
}
