using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Calls.Reading;
using NodaTime;

namespace FollowUps.Platforms;

/// <summary>How the events of one call platform become ours: a data file (<c>config/platforms/NAME.json</c>), read by <see cref="ReadPlatformMapping"/>.</summary>
public sealed record PlatformMapping
{
    internal PlatformMapping()
    {
    }

    /// <summary>What it is called: in HTTP paths, in errors, and as <c>/platforms/NAME</c> in CloudEvents sources.</summary>
    public required string Name { get; init; }

    /// <summary>The <c>source</c> that its calls carry, by which the plan book maps codes.</summary>
    public string Source => PlatformMappings.SourcePrefix + Name;

    /// <summary>True for bodies of type <c>application/x-www-form-urlencoded</c>.</summary>
    internal bool IsForm { get; init; }

    /// <summary>How an event's own <c>source</c> begins; empty: it has none.</summary>
    internal ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>What tells its events from all others; empty: only source or path do.</summary>
    internal ImmutableArray<SourceTest> Detect { get; init; } = [];

    /// <summary>Events that are no closed call, and why.</summary>
    internal ImmutableArray<IgnoredEvent> Ignore { get; init; } = [];

    /// <summary>Events that are one; the first that fits.</summary>
    internal ImmutableArray<MappedEvent> Events { get; init; } = [];

    /// <summary>Events of which several make one call; null: each is a whole call.</summary>
    internal PartsRule? Join { get; init; }

    /// <summary>How a customer is found in the table of known customers.</summary>
    internal CustomerRule Customer { get; init; } = new();

    /// <summary>What a field is that nothing else gave a value.</summary>
    internal ImmutableDictionary<string, string> Defaults { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>True when the event is one of this platform's.</summary>
    internal bool Fits(SourceValue item) =>
        (Sources.Length > 0 && item.Property("source")?.Text is { } source && Sources.Any(head => source.StartsWith(head, StringComparison.OrdinalIgnoreCase)))
        || (Detect.Length > 0 && SourceTest.All(Detect, item));
}

/// <summary>An event that is no closed call.</summary>
/// <param name="When">What must hold of it.</param>
/// <param name="Reason">Why it is none, in a few words: counted under this name.</param>
internal sealed record IgnoredEvent(ImmutableArray<SourceTest> When, string Reason);

/// <summary>An event that is a closed call, or a part of one.</summary>
internal sealed record MappedEvent(string Name)
{
    public ImmutableArray<SourceTest> When { get; init; } = [];

    public ImmutableDictionary<string, MappingRule> Texts { get; init; } = ImmutableDictionary<string, MappingRule>.Empty;

    public ImmutableDictionary<string, MappingList> Lists { get; init; } = ImmutableDictionary<string, MappingList>.Empty;

    public MappingPromises? Promises { get; init; }

    /// <summary>Where the mapping looks for a field, for errors.</summary>
    public IEnumerable<string> PlacesOf(string field) => Texts.GetValueOrDefault(field)?.Places ?? [];

    /// <summary>Applies the rules; the error is the first thing that could not be read.</summary>
    public (MappedFields Fields, InputError? Error) Map(SourceValue item)
    {
        var (fields, findings) = (new MappedFields(), new Findings());
        foreach (var (name, rule) in Texts)
        {
            fields[name] = rule.Read(item, $"data.{name}", !MappedFields.IsFreeText(name), findings);
        }

        foreach (var (name, list) in Lists)
        {
            fields.SetList(name, list.Read(item, $"data.{name}", !MappedFields.IsFreeText(name), findings));
        }

        fields.SetPromises(Promises?.Read(item, findings) ?? []);
        return (fields, findings.Error);
    }
}

/// <summary>Several events of one call that are put together.</summary>
/// <param name="Parts">Names of the events; of a field that several have, the first one's counts.</param>
/// <param name="Within">How long the first waits for the others.</param>
/// <param name="TakesIncomplete">What happens then: true, the call is taken with what there is; false, what came becomes a dead letter.</param>
/// <param name="Fill">For a call that is taken incomplete: what a missing field is.</param>
internal sealed record PartsRule(ImmutableArray<string> Parts, Duration Within, bool TakesIncomplete, ImmutableDictionary<string, string> Fill);

/// <summary>How a customer is found in the table of known customers.</summary>
internal sealed record CustomerRule
{
    /// <summary>Look up by the platform's customer id.</summary>
    public bool ById { get; init; }

    /// <summary>Look up by telephone number.</summary>
    public bool ByPhone { get; init; }

    /// <summary>When neither the event nor the table has an id: the telephone number is the id.</summary>
    public bool PhoneIsId { get; init; }
}
