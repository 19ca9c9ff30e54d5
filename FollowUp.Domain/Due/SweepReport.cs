using System.Collections.Immutable;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Due;

/// <summary>What one sweep did, for the host's answer and for the telemetry.</summary>
/// <param name="Next">The earliest instant after now at which another sweep could act; null when nothing waits.</param>
/// <param name="Released">Mails handed to the send queue.</param>
/// <param name="Dropped">Surveys dropped because more is due than the quota takes.</param>
/// <param name="Forecast">The next 24 hours; null when nothing was held back, or it was made less than ten minutes ago.</param>
public sealed record SweepReport(Instant? Next, int Released, int Dropped, Backlog? Forecast)
{
    /// <summary>For each mail released: how long after its due instant.</summary>
    public ImmutableArray<Duration> Lags { get; init; } = [];

    /// <summary>How long the oldest mail that had to stay has been due; null: every due mail was released.</summary>
    public Duration? OldestWaits { get; init; }

    /// <summary>Mails that the provider's hour still takes after this sweep.</summary>
    public int QuotaLeft { get; init; }

    /// <summary>What the statistics counted in this sweep.</summary>
    public ImmutableArray<Counted> Facts { get; init; } = [];
}
