using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Due;

/// <summary>
/// Step 4: finds what is due now and hands it to the send queue, urgent lanes first, within the provider's quota, whose one owner it is. It reads
/// the head of each lane and nothing else, so that its cost grows with what is due and not with what is stored.
/// </summary>
public sealed class DueSweep(IFollowUpStore store, Claim claim, ReclaimLeases reclaim, WaitForHours waitForHours, ShedSurveys shed, PublishOutbox publish, Func<Installation> installation)
{
    private const int MailLanes = 3;
    private const int MaxClaim = 50;
    private const int MaxRounds = 200;

    /// <summary>
    /// One sweep. Reports the earliest instant after <paramref name="now"/> at which another could act: the first row not yet due, the end
    /// of the first lease, or when the budget frees what was held back; null when nothing waits.
    /// </summary>
    public async Task<SweepReport> RunAsync(Instant now, CancellationToken cancellationToken)
    {
        var head = await store.RangeAsync(Division.Installation, Keys.SwitchesAndDivisions, int.MaxValue, cancellationToken);
        var divisions = KnownDivisions.Among(head);
        var next = new Earliest(now);
        foreach (var division in divisions)
        {
            next.Consider(await reclaim.RunAsync(division, now, cancellationToken));
        }

        foreach (var division in divisions)
        {
            await ReleaseTimersAsync(division, next, now, cancellationToken);
        }

        var mails = new MailRelease(Switches.From(head));
        for (var lane = 1; lane <= MailLanes; lane++)
        {
            await ReleaseMailsAsync(divisions, lane, mails, next, now, cancellationToken);
        }

        var (forecast, dropped) = await ShedAsync(divisions, mails, next, now, cancellationToken);
        var facts = ImmutableArray.CreateBuilder<Counted>();
        foreach (var division in divisions)
        {
            var published = await publish.RunAsync(division, now, cancellationToken);
            next.Consider(published.Next);
            facts.AddRange(published.Facts);
        }

        return new SweepReport(next.At, mails.Lags.Count, dropped, forecast)
        {
            Lags = [.. mails.Lags],
            OldestWaits = mails.Oldest is { } oldest ? now - oldest : null,
            QuotaLeft = Math.Max(0, Quota.LeftInHour(mails.Switches.Pace, installation().Quota, now) - mails.ReleasedSinceRead),
            Facts = facts.ToImmutable(),
        };
    }

    /// <summary>Releases what is due and no mail: without budget.</summary>
    private async Task ReleaseTimersAsync(Division division, Earliest next, Instant now, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var rows = await store.RangeAsync(division, Keys.Lane(0), MaxClaim + 1, cancellationToken);
            var due = DueAmong(rows, 0, next, now);
            if (due.Count > 0)
            {
                await claim.RunAsync(division, [.. due.Take(MaxClaim)], now, cancellationToken);
                next.Consider(now + Claim.Lease);
            }

            if (due.Count <= MaxClaim && (due.Count < rows.Count || rows.Count <= MaxClaim))
            {
                return;
            }
        }

        next.Consider(now + Duration.FromMinutes(1));
    }

    /// <summary>Releases the due mails of one lane, of all divisions together by due instant, as far as the budget goes.</summary>
    private async Task ReleaseMailsAsync(
        IReadOnlyList<Division> divisions, int lane, MailRelease mails, Earliest next, Instant now, CancellationToken cancellationToken)
    {
        var limits = installation().Quota;
        for (var round = 0; round < MaxRounds; round++)
        {
            if (round > 0)
            {
                await mails.RenewAsync(store, cancellationToken);
            }

            var take = Math.Min(MaxClaim, mails.Left(limits, now));
            var (due, seenAll) = (new List<(Division Division, StoredRow Row)>(), true);
            foreach (var division in divisions)
            {
                var rows = await store.RangeAsync(division, Keys.Lane(lane), take + 1, cancellationToken);
                var dueHere = DueAmong(rows, lane, next, now);
                due.AddRange(dueHere.Select(row => (division, row)));
                seenAll &= dueHere.Count < rows.Count || rows.Count <= take;
            }

            if (due.Count == 0)
            {
                return;
            }

            await mails.RenewAsync(store, cancellationToken);
            var allowed = Math.Min(take, mails.Left(limits, now));
            if (allowed == 0)
            {
                mails.HeldBack = true;
                mails.Oldest = due.Select(d => d.Row.As<DueItem>().At).Append(mails.Oldest ?? Instant.MaxValue).Min();
                next.Consider(mails.Switches.FreesAt(limits, now));
                return;
            }

            var (batch, opening) = await waitForHours.RunAsync([.. due.OrderBy(d => d.Row.Key, StringComparer.Ordinal).Take(allowed)], now, cancellationToken);
            next.Consider(opening);
            var counted = batch.Count(d => !(d.Row.As<DueItem>().ExpireAt <= now));
            var taken = await TakeAsync(mails.Switches, counted, now, cancellationToken);
            mails.Used(counted);
            if (taken)
            {
                foreach (var division in batch.GroupBy(d => d.Division))
                {
                    await claim.RunAsync(division.Key, [.. division.Select(d => d.Row)], now, cancellationToken);
                }

                mails.Lags.AddRange(batch.Select(d => now - d.Row.As<DueItem>().At));
                next.Consider(now + Claim.Lease);
            }

            if (taken && seenAll && due.Count <= allowed)
            {
                return;
            }
        }

        next.Consider(now + Duration.FromMinutes(1));
    }

    private async Task<(Backlog? Forecast, int Dropped)> ShedAsync(
        IReadOnlyList<Division> divisions, MailRelease mails, Earliest next, Instant now, CancellationToken cancellationToken)
    {
        var limits = installation().Quota;
        if (!mails.HeldBack || !mails.Switches.OnlyHourIsUsedUp(limits, now)
            || await shed.RunAsync(divisions, mails.Switches.ForecastRow, limits, now, cancellationToken) is not { } ahead)
        {
            return (null, 0);
        }

        if (ahead.More)
        {
            next.Consider(now + Duration.FromMinutes(1));
        }

        return (ahead.Backlog, ahead.Dropped);
    }

    private static List<StoredRow> DueAmong(IReadOnlyList<StoredRow> rows, int lane, Earliest next, Instant now)
    {
        var due = rows.TakeWhile(row => string.CompareOrdinal(row.Key, Keys.DueBy(lane, now)) < 0).ToList();
        if (due.Count < rows.Count)
        {
            next.Consider(rows[due.Count].As<DueItem>().At);
        }

        return due;
    }

    /// <summary>
    /// Takes the mails off the shared budget first: a crash after this costs budget, never the provider's patience. After a block, the one mail
    /// taken is the probe, and nothing follows it before its answer or its lease's end.
    /// </summary>
    private async Task<bool> TakeAsync(Switches switches, int mails, Instant now, CancellationToken cancellationToken)
    {
        if (mails == 0)
        {
            return true;
        }

        var changes = new Changes("pace").Put(Keys.Pace, switches.PaceRow, Quota.Take(switches.Pace, mails, now));
        if (switches.Probes(now))
        {
            changes.Replace(switches.CircuitRow!, switches.Circuit! with { Until = now + Claim.Lease, Probing = true });
        }

        return await store.CommitAsync(Division.Installation, changes, cancellationToken);
    }

    /// <summary>How far one sweep has come with the mails. The switches are read again only when another mail is due after some were released.</summary>
    private sealed class MailRelease(Switches switches)
    {
        private int? _used;

        public Switches Switches { get; private set; } = switches;

        public List<Duration> Lags { get; } = [];

        public Instant? Oldest { get; set; }

        public bool HeldBack { get; set; }

        public int Left(QuotaLimits limits, Instant now) => Math.Max(0, Switches.Left(limits, now) - (_used ?? 0));

        /// <summary>What the switches do not know of yet.</summary>
        public int ReleasedSinceRead => _used ?? 0;

        public void Used(int mails) => _used = (_used ?? 0) + mails;

        public async Task RenewAsync(IFollowUpStore store, CancellationToken cancellationToken)
        {
            if (_used is not null)
            {
                Switches = Switches.From(await store.RangeAsync(Division.Installation, Keys.Switches, int.MaxValue, cancellationToken));
                _used = null;
            }
        }
    }
}

/// <summary>Keeps the earliest instant after now.</summary>
internal sealed class Earliest(Instant now)
{
    public Instant? At { get; private set; }

    public void Consider(Instant? candidate)
    {
        if (candidate > now && (At is null || candidate < At))
        {
            At = candidate;
        }
    }
}
