using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Due;

/// <summary>What the installation's switches say about releasing mail now: one range of rows, read once per sweep and before each wave of mails.</summary>
public sealed record Switches(SwitchRow? Pause, StoredRow? CircuitRow, StoredRow? PaceRow, StoredRow? ForecastRow, EverywhereFilterRow? Everywhere = null)
{
    /// <summary>The budget; empty before the first mail.</summary>
    public PaceRow Pace => PaceRow?.As<PaceRow>() ?? new PaceRow();

    /// <summary>The provider's circuit while it is not closed; null: closed.</summary>
    public SwitchRow? Circuit => CircuitRow?.As<SwitchRow>();

    /// <summary>Sorts the rows of <see cref="Keys.Switches"/>.</summary>
    public static Switches From(IReadOnlyList<StoredRow> rows) => new(
        rows.FirstOrDefault(r => r.Key == Keys.Pause)?.As<SwitchRow>(),
        rows.FirstOrDefault(r => r.Key == Keys.Circuit),
        rows.FirstOrDefault(r => r.Key == Keys.Pace),
        rows.FirstOrDefault(r => r.Key == Keys.Forecast),
        rows.FirstOrDefault(r => r.Key == Keys.EverywhereFilter)?.As<EverywhereFilterRow>());

    /// <summary>How many mails may be released now: after a block by the provider, one as a probe.</summary>
    public int Left(QuotaLimits limits, Instant now) =>
        Stands(Pause, now) || Stands(Circuit, now) ? 0
        : Circuit is null ? Quota.Left(Pace, limits, now)
        : Math.Min(1, Quota.Left(Pace, limits, now));

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

    /// <summary>True when the next mail released is a probe: the provider blocked us, and the wait is over.</summary>
    public bool Probes(Instant now) => Circuit is { } circuit && !Stands(circuit, now);

    /// <summary>True when mails that are already claimed must not be posted now either.</summary>
    public bool Forbids(Instant now) => Stands(Pause, now) || Pace.NotBefore > now || (Circuit is { Probing: false } circuit && Stands(circuit, now));

    /// <summary>True when nothing but the hour's budget holds mail back: neither a person nor the provider asked to wait.</summary>
    public bool OnlyHourIsUsedUp(QuotaLimits limits, Instant now) =>
        Pause is null && Circuit is null && !(Pace.NotBefore > now) && Quota.FreesAt(Pace, limits, now) > now + Duration.FromMinutes(2);

    private static bool Stands(SwitchRow? row, Instant now) => row is not null && (row.Until is null || row.Until > now);
}
