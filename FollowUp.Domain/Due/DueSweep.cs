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
public sealed class DueSweep(IFollowUpStore store, Claim claim, ReclaimLeases reclaim, PublishOutbox publish, Func<Installation> installation)
{
    private const int Lanes = 4;
    private const int MaxClaim = 50;
    private const int MaxRounds = 200;

    /// <summary>
    /// One sweep. Returns the earliest instant after <paramref name="now"/> at which another could act: the first row not yet due, the end
    /// of the first lease, or when the budget frees what was held back; null when nothing waits.
    /// </summary>
    public async Task<Instant?> RunAsync(Instant now, CancellationToken cancellationToken)
    {
        var head = await store.RangeAsync(Division.Installation, Keys.SwitchesAndDivisions, int.MaxValue, cancellationToken);
        var divisions = KnownDivisions.Among(head);
        var switches = Switches.From(head);
        var next = new Earliest(now);
        foreach (var division in divisions)
        {
            next.Consider(await reclaim.RunAsync(division, now, cancellationToken));
        }

        for (var lane = 0; lane < Lanes; lane++)
        {
            foreach (var division in divisions)
            {
                switches = await SweepLaneAsync(division, lane, switches, next, now, cancellationToken);
            }
        }

        foreach (var division in divisions)
        {
            next.Consider(await publish.RunAsync(division, now, cancellationToken));
        }

        return next.At;
    }

    /// <summary>Releases what is due in one lane; returns the switches as they are then.</summary>
    private async Task<Switches> SweepLaneAsync(Division division, int lane, Switches switches, Earliest next, Instant now, CancellationToken cancellationToken)
    {
        var limits = installation().Quota;
        var isMail = lane > 0;
        for (var round = 0; round < MaxRounds; round++)
        {
            var allowed = isMail ? Math.Min(MaxClaim, switches.Left(limits, now)) : MaxClaim;
            var rows = await store.RangeAsync(division, Keys.Lane(lane), allowed + 1, cancellationToken);
            var due = rows.TakeWhile(row => string.CompareOrdinal(row.Key, Keys.DueBy(lane, now)) < 0).ToList();
            if (due.Count < rows.Count)
            {
                next.Consider(rows[due.Count].As<DueItem>().At);
            }

            if (due.Count == 0)
            {
                return switches;
            }

            if (allowed == 0)
            {
                next.Consider(switches.FreesAt(limits, now));
                return switches;
            }

            var batch = due.Take(allowed).ToList();
            var taken = !isMail || await TakeAsync(switches, batch.Count, now, cancellationToken);
            if (taken)
            {
                await claim.RunAsync(division, batch, now, cancellationToken);
                next.Consider(now + Claim.Lease);
            }

            if (isMail)
            {
                switches = Switches.From(await store.RangeAsync(Division.Installation, Keys.Switches, int.MaxValue, cancellationToken));
            }

            if (taken && due.Count < rows.Count && due.Count <= allowed)
            {
                return switches;
            }
        }

        next.Consider(now + Duration.FromMinutes(1));
        return switches;
    }

    /// <summary>Takes the mails off the shared budget first: a crash after this costs budget, never the provider's patience.</summary>
    private Task<bool> TakeAsync(Switches switches, int mails, Instant now, CancellationToken cancellationToken) => store.CommitAsync(
        Division.Installation,
        new Changes("pace").Put(Keys.Pace, switches.PaceRow, Quota.Take(switches.Pace, mails, now)),
        cancellationToken);
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
