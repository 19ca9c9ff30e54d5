using System.Collections.Immutable;
using NodaTime;

namespace FollowUps.State;

/// <summary><c>n</c> in <c>_</c>: a division that has had an event.</summary>
public sealed record DivisionRow(string Division, Instant Since);

/// <summary><c>g:pause</c> and <c>g:circuit</c> in <c>_</c>: sending stands still, and why.</summary>
/// <param name="Since">When it was set first.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Until">Until when; null: until a person says otherwise.</param>
/// <param name="Probing">For the circuit: one mail is on its way as a probe, and <paramref name="Until"/> is when its answer is given up.</param>
public sealed record SwitchRow(Instant Since, string Reason, Instant? Until, bool Probing = false);

/// <summary><c>g:pace</c> in <c>_</c>: what was released lately, by minute since 1970.</summary>
public sealed record PaceRow
{
    /// <summary>Minute of <see cref="Released"/>'s first entry.</summary>
    public long FirstMinute { get; init; }

    /// <summary>Mails released in each minute from there on; at most the last 61 minutes.</summary>
    public ImmutableArray<int> Released { get; init; } = [];

    /// <summary>Nothing before this instant: the provider said Retry-After.</summary>
    public Instant? NotBefore { get; init; }
}

/// <summary><c>g:forecast</c> in <c>_</c>: when the last forecast was made, and what it said.</summary>
/// <param name="At">When.</param>
/// <param name="Due">Mails due by hour from then on; the first hour holds what was due already.</param>
/// <param name="Held">How many of them will still wait after a day.</param>
public sealed record ForecastRow(Instant At, ImmutableArray<int> Due, int Held);
