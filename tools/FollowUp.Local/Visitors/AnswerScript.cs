using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace FollowUps.Local.Visitors;

/// <summary>Somebody who answers a mail, or a machine that opens it.</summary>
public sealed record Visitor
{
    /// <summary>How the progress calls them.</summary>
    public required string Who { get; init; }

    /// <summary>The kind of the mail that they wait for; the first one about the call is theirs.</summary>
    public required string Mail { get; init; }

    /// <summary>The call that the mail is about.</summary>
    public required string Call { get; init; }

    /// <summary>What they do with it, one after the other.</summary>
    public required IReadOnlyList<Visit> Visits { get; init; }
}

/// <summary>One page that is opened, and the form that is sent from it.</summary>
public sealed record Visit
{
    /// <summary>How long after the mail, or after the visit before: "20s", "45m", "3h", "1d".</summary>
    public required string After { get; init; }

    /// <summary>For the progress: "not solved, 1 of 5".</summary>
    public required string Says { get; init; }

    /// <summary>Which link of the mail: "r", "u", "p", "b" or "h".</summary>
    public required string Link { get; init; }

    /// <summary>What stands behind the question mark of the link: "score=5"; null: nothing.</summary>
    public string? Query { get; init; }

    /// <summary>How long the page is read before the button is pressed.</summary>
    public string Reads { get; init; } = "30s";

    /// <summary>What is entered beside what the page has chosen already; null: nothing is sent. The value "#2" takes the second choice of a list.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>A machine: every link of that letter is opened, and every form sent, with whatever the page has chosen.</summary>
    public bool EveryLink { get; init; }

    /// <summary>A mail program's own button: the one-click POST of RFC 8058, without a page.</summary>
    public bool OneClick { get; init; }
}

/// <summary>The answers that a run plays: a JSON array of <see cref="Visitor"/>.</summary>
public static class AnswerScript
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="RunnerException">It is not there or not right; the message says where and what would be.</exception>
    public static IReadOnlyList<Visitor> Read(string path) =>
        File.Exists(path) ? Parse(File.ReadAllText(path), path) : throw new RunnerException($"--answers {path}: there is no such file.");

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="name">The file, for error messages.</param>
    /// <exception cref="RunnerException">It is not right.</exception>
    public static IReadOnlyList<Visitor> Parse(string text, string name)
    {
        IReadOnlyList<Visitor> visitors;
        try
        {
            visitors = JsonSerializer.Deserialize<IReadOnlyList<Visitor>>(text, Json) ?? [];
        }
        catch (JsonException e)
        {
            throw new RunnerException($"{name}: {e.Message}", cause: e);
        }

        foreach (var (visitor, visit) in visitors.SelectMany(visitor => visitor.Visits.Select(visit => (visitor, visit))))
        {
            if (visit.Link is not ("r" or "u" or "p" or "b" or "h")) throw new RunnerException($"{name}: {visitor.Who}: the link '{visit.Link}' is none of r, u, p, b, h.");
            foreach (var (field, value) in new[] { ("after", visit.After), ("reads", visit.Reads) })
                if (TryParse(value) is null)
                    throw new RunnerException($"{name}: {visitor.Who}: {field} '{value}' is no time: write it like 20s, 45m, 3h or 1d.");
        }

        return visitors;
    }

    /// <summary>A length of time of the file.</summary>
    internal static Duration Length(string text) => TryParse(text)!.Value;

    private static Duration? TryParse(string text) =>
        text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? null
        : text[^1] switch
        {
            's' => Duration.FromSeconds(number),
            'm' => Duration.FromMinutes(number),
            'h' => Duration.FromHours(number),
            'd' => Duration.FromDays(number),
            _ => null,
        };
}
