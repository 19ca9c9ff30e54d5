using System.Collections.Immutable;
using FollowUps.Calls.Reading;

namespace FollowUps.Platforms;

/// <summary>
/// How one text is taken from an event: from a path, a constant, the first rule of several that finds something, or several joined to one; then, in
/// this order, cut down, stripped, translated from the platform's codes, and read as a time.
/// </summary>
internal sealed record MappingRule
{
    /// <summary>What must hold of the event for this rule to say anything.</summary>
    public ImmutableArray<SourceTest> When { get; init; } = [];

    /// <summary>Where it is.</summary>
    public SourcePath? Path { get; init; }

    /// <summary>What it always is.</summary>
    public string? Constant { get; init; }

    /// <summary>Tried one after the other.</summary>
    public ImmutableArray<MappingRule> First { get; init; } = [];

    /// <summary>Put one after the other, with <see cref="With"/> between; what finds nothing is left out.</summary>
    public ImmutableArray<MappingRule> Joined { get; init; } = [];

    /// <summary>Between joined texts.</summary>
    public string With { get; init; } = " ";

    /// <summary>Only what comes after the last of these ("/" in an ARN); null: all of it.</summary>
    public string? After { get; init; }

    /// <summary>Beginnings to take away; the first one that fits.</summary>
    public ImmutableArray<string> Strip { get; init; } = [];

    /// <summary>The platform's words in ours, without regard to case. A word that is not here stays as it is, for the plan book to know or to refuse.</summary>
    public ImmutableDictionary<string, string> Map { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The form of a time (<see cref="PlatformTime.Words"/>); null: no time.</summary>
    public string? Time { get; init; }

    /// <summary>Where this rule looks, for errors.</summary>
    public IEnumerable<string> Places => (Path is null ? [] : new[] { Path.Text }).Concat(First.Concat(Joined).SelectMany(rule => rule.Places));

    /// <summary>The text; null: there is none.</summary>
    /// <param name="item">The event.</param>
    /// <param name="field">The field it is for ("data.closedAt"), for errors.</param>
    /// <param name="holdsNoText">True: the field holds no free text.</param>
    /// <param name="findings">Takes what cannot be read.</param>
    public string? Read(SourceValue item, string field, bool holdsNoText, Findings findings)
    {
        if (!SourceTest.All(When, item))
        {
            return null;
        }

        var text = Constant ?? Path?.Find(item, holdsNoText) switch
        {
            { IsList: true } list => list.Item(0)?.Text,
            var value => value?.Text,
        };
        text ??= First.Select(rule => rule.Read(item, field, holdsNoText, findings)).FirstOrDefault(found => found is not null);
        text ??= string.Join(With, Joined.Select(rule => rule.Read(item, field, holdsNoText, findings)).OfType<string>()) is { Length: > 0 } joined ? joined : null;
        if (text is null)
        {
            return null;
        }

        text = After is { } mark && text.LastIndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? text[(at + mark.Length)..] : text;
        text = Strip.FirstOrDefault(head => text.StartsWith(head, StringComparison.OrdinalIgnoreCase)) is { } stripped ? text[stripped.Length..] : text;
        text = Map.GetValueOrDefault(text, text);
        return Time is null ? text : AsTime(text, field, findings);
    }

    private string? AsTime(string text, string field, Findings findings)
    {
        var time = PlatformTime.Read(Time!, text);
        if (time is null)
        {
            findings.Refuse(field, $"{field} is not a time of the form {Time}.", $"Look what the platform sends at {string.Join(" or ", Places)}, and name its form under \"time\".");
        }

        return time;
    }
}

/// <summary>How a list of texts is taken from an event.</summary>
internal sealed record MappingList
{
    /// <summary>One text from each of these.</summary>
    public ImmutableArray<MappingRule> Rules { get; init; } = [];

    /// <summary>The list in the event; null: none.</summary>
    public SourcePath? Each { get; init; }

    /// <summary>What of each item; null: the item itself.</summary>
    public MappingRule? Take { get; init; }

    /// <summary>What separates the texts in one text; null: it is one text.</summary>
    public string? Split { get; init; }

    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Read(SourceValue item, string field, bool holdsNoText, Findings findings)
    {
        var items = Each?.Find(item, holdsNoText: false)?.Items ?? [];
        var taken = items.Select(one => Take is { } take ? take.Read(one, field, holdsNoText, findings) : Kept(one, holdsNoText))
            .Concat(Rules.Select(rule => rule.Read(item, field, holdsNoText, findings))).OfType<string>();
        return [.. taken.SelectMany(text => Split is null ? [text] : text.Split(Split, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
    }

    private static string? Kept(SourceValue item, bool holdsNoText)
    {
        if (holdsNoText)
        {
            item.Keep();
        }

        return item.Text;
    }
}

/// <summary>How promises are taken from a list in an event.</summary>
/// <param name="Each">The list.</param>
/// <param name="Fields">The fields of each.</param>
internal sealed record MappingPromises(SourcePath Each, ImmutableDictionary<string, MappingRule> Fields)
{
    /// <summary>The promises.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string>> Read(SourceValue item, Findings findings) =>
        (Each.Find(item, holdsNoText: false)?.Items ?? []).Select(one => Fields
            .Select(field => (Name: field.Key, Text: field.Value.Read(one, $"data.promises.{field.Key}", holdsNoText: true, findings)))
            .Where(field => field.Text is not null).ToDictionary(field => field.Name, field => field.Text!));
}
