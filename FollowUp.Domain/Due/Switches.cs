using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Due;

/// <summary>What the installation's switches say about releasing mail now: one range of rows, read once per sweep.</summary>
public sealed record Switches(SwitchRow? Pause, SwitchRow? Circuit, StoredRow? PaceRow)
{
    /// <summary>The budget; empty before the first mail.</summary>
    public PaceRow Pace => PaceRow?.As<PaceRow>() ?? new PaceRow();

    /// <summary>Sorts the rows of <see cref="Keys.Switches"/>.</summary>
    public static Switches From(IReadOnlyList<StoredRow> rows) => new(
        rows.FirstOrDefault(r => r.Key == Keys.Pause)?.As<SwitchRow>(),
        rows.FirstOrDefault(r => r.Key == Keys.Circuit)?.As<SwitchRow>(),
        rows.FirstOrDefault(r => r.Key == Keys.Pace));

    /// <summary>How many mails may be released now.</summary>
    public int Left(QuotaLimits limits, Instant now) => Stands(Pause, now) || Stands(Circuit, now) ? 0 : Quota.Left(Pace, limits, now);

    /// <summary>When mail may be released again; null: when a person says so.</summary>
    public Instant? FreesAt(QuotaLimits limits, Instant now)
    {
        var standing = new[] { Pause, Circuit }.Where(s => Stands(s, now)).ToList();
        if (standing.Exists(s => s!.Until is null))
        {
            return null;
        }

        var from = standing.Select(s => s!.Until!.Value).Append(now).Max();
        return Quota.Left(Pace, limits, from) > 0 && from > now ? from : Quota.FreesAt(Pace, limits, from);
    }

    private static bool Stands(SwitchRow? row, Instant now) => row is not null && (row.Until is null || row.Until > now);
}
