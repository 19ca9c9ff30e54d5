using FollowUps.Calls;
using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Sending;
using NodaTime;

namespace FollowUps;

/// <summary>What this installation has decided, as of now: read at the edge, at most a minute old, and passed in.</summary>
public sealed record Installation
{
    /// <summary>Which follow-ups, when.</summary>
    public required PlanBook PlanBook { get; init; }

    /// <summary>Who signs, who is told, whose mail it is.</summary>
    public required ContactDirectory Directory { get; init; }

    /// <summary>The words.</summary>
    public required Render Render { get; init; }

    /// <summary>Whether mail goes out, and to whom.</summary>
    public required MailMode Mode { get; init; }

    /// <summary>The sender's address at the provider's domain.</summary>
    public required EmailAddress From { get; init; }

    /// <summary>Where the links in mails lead; without a slash at the end.</summary>
    public required Uri LinksBase { get; init; }

    /// <summary>
    /// Decides about the words of a promise before a customer reads them, by text and language: why they are not quoted, a line per finding; empty: they
    /// are. Default everything is quoted.
    /// </summary>
    public IReadOnlyList<string> Withhold(string text, string? language) =>
        Messages.Tone.TypedText.Of(Render.Tone, text, language) is Messages.Tone.WithheldText withheld ? withheld.Because : [];

    /// <summary>The provider's limits; default 30 a minute, 100 an hour.</summary>
    public QuotaLimits Quota { get; init; } = new();

    /// <summary>The call platforms that are understood beside our own contract; default none.</summary>
    public Platforms.PlatformMappings Platforms { get; init; } = FollowUps.Platforms.PlatformMappings.None;

    /// <summary>How long a call is kept after it closed; default 365 days.</summary>
    public Duration Retention { get; init; } = Duration.FromDays(365);
}
