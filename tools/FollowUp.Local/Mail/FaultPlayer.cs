using NodaTime;

namespace FollowUps.Local.Mail;

/// <summary>Decides what happens to each send: counts matches of the rules and, on the simulated clock, the quota. Safe for concurrent use.</summary>
public sealed class FaultPlayer(MailboxFaults faults)
{
    private static readonly Duration Minute = Duration.FromMinutes(1);
    private static readonly Duration Hour = Duration.FromHours(1);

    private readonly Lock _lock = new();
    private readonly int[] _matched = new int[faults.Rules.Count];
    private readonly int[] _played = new int[faults.Rules.Count];
    private readonly List<Instant> _accepted = [];

    /// <summary>How repeats of an operation are treated.</summary>
    public RepeatedOperation Repeated => faults.Repeated;

    /// <summary>The rule to play on this send; null: none.</summary>
    public FaultRule? Next(SendRequest mail)
    {
        lock (_lock)
        {
            FaultRule? decided = null;
            for (var i = 0; i < faults.Rules.Count; i++)
            {
                var rule = faults.Rules[i];
                if (!rule.Fits(mail)) continue;
                _matched[i]++;
                if (decided is not null || _played[i] >= rule.Times) continue;
                if (rule.Nth is { } nth && _matched[i] != nth) continue;
                if (rule.Every is { } every && _matched[i] % every != 0) continue;
                _played[i]++;
                decided = rule;
            }

            return decided;
        }
    }

    /// <summary>Counts a send against the quota.</summary>
    /// <returns>Null when it fits, else the seconds until one would.</returns>
    public int? SecondsUntilQuota(Instant now)
    {
        lock (_lock)
        {
            _accepted.RemoveAll(a => a <= now - Hour);
            var wait = Math.Max(Wait(faults.PerHour, Hour, now), Wait(faults.PerMinute, Minute, now));
            if (wait > 0) return wait;
            _accepted.Add(now);
            return null;
        }
    }

    // The window is full when the quota-th send from the end still lies in it; it frees when that one leaves.
    private int Wait(int? quota, Duration window, Instant now) =>
        quota is { } q && _accepted.Count >= q ? Math.Max(0, (int)Math.Ceiling((_accepted[^q] + window - now).TotalSeconds)) : 0;
}
