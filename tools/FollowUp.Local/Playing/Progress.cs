using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local.Playing;

/// <summary>The lines that a person watches while time is played: one for each instant, or each hour of a large run, at which something visible happened.</summary>
/// <param name="clock">The simulated clock.</param>
/// <param name="tally">What happened.</param>
/// <param name="output">Where lines go.</param>
/// <param name="byHour">True: one line for each simulated hour.</param>
public sealed class Progress(SimulatedClock clock, RunTally tally, TextWriter output, bool byHour)
{
    private static readonly InstantPattern Stamp = InstantPattern.Create("ddd dd MMM HH:mm", CultureInfo.InvariantCulture);

    // Passing a message on or reporting a delivery is machinery; the mails and failures that come of it are shown.
    private static readonly string[] Machinery = ["send", "delivery-reports"];

    private readonly SortedDictionary<string, int> _delivered = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _mails = new(StringComparer.Ordinal);
    private Instant? _since;

    /// <summary>Shows what happened since the last call, if it is worth a line.</summary>
    public void Write()
    {
        var now = clock.Now;
        if (byHour && _since is { } since && Hour(since) != Hour(now)) Flush();
        var (delivered, mails, notes) = tally.TakeRecent();
        foreach (var (queue, count) in delivered)
            if (!Machinery.Contains(queue))
                _delivered[queue] = _delivered.GetValueOrDefault(queue) + count;
        foreach (var (kind, count) in mails) _mails[kind] = _mails.GetValueOrDefault(kind) + count;
        if (_delivered.Count + _mails.Count > 0) _since ??= now;
        foreach (var told in tally.TakeTold()) output.WriteLine($"{Stamp.Format(now)}  · {told}");
        foreach (var note in notes) output.WriteLine($"{Stamp.Format(now)}  ! {note}");
        if (!byHour) Flush();
    }

    /// <summary>Shows what is held back for the hour.</summary>
    public void Flush()
    {
        if (_since is not { } since) return;
        var parts = new[] { List(_delivered), Mails() }.Where(p => p.Length > 0);
        output.WriteLine($"{Stamp.Format(byHour ? Hour(since) : since)}  {string.Join(" → ", parts)}");
        _delivered.Clear();
        _mails.Clear();
        _since = null;
    }

    private static Instant Hour(Instant instant) => Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds() / 3600 * 3600);

    private static string List(SortedDictionary<string, int> counts) =>
        string.Join(", ", counts.Select(c => c.Value == 1 ? c.Key : $"{c.Key} ×{c.Value}"));

    private string Mails()
    {
        var total = _mails.Values.Sum();
        return total == 0 ? "" : $"{total} {(total == 1 ? "mail" : "mails")} ({List(_mails)})";
    }
}
