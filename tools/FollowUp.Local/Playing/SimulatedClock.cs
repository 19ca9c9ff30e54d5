using NodaTime;

namespace FollowUps.Local.Playing;

/// <summary>
/// The business clock of a run. It stands still until it is moved; after <see cref="Run"/> it also goes on at real speed. It never goes
/// backwards. Safe for concurrent use.
/// </summary>
public sealed class SimulatedClock(Instant start, TimeProvider process)
{
    private readonly Lock _lock = new();
    private Instant _anchor = start;
    private long? _runningSince;

    /// <summary>The simulated instant.</summary>
    public Instant Now
    {
        get
        {
            lock (_lock) return At();
        }
    }

    /// <summary>Jumps forward to an instant; an earlier one changes nothing.</summary>
    public void AdvanceTo(Instant instant)
    {
        lock (_lock)
        {
            if (instant <= At()) return;
            _anchor = instant;
            if (_runningSince is not null) _runningSince = process.GetTimestamp();
        }
    }

    /// <summary>From here on time passes at real speed.</summary>
    public void Run()
    {
        lock (_lock) _runningSince ??= process.GetTimestamp();
    }

    private Instant At() => _runningSince is { } since ? _anchor + Duration.FromTimeSpan(process.GetElapsedTime(since)) : _anchor;
}
