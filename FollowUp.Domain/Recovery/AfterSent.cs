using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// What a sent mail means for the case, in the change that records the send: a brief or a rung starts the wait for the next one, an outreach is the first
/// word to the customer.
/// </summary>
internal sealed class AfterSent(IFollowUpStore store, Identity identity)
{
    private const string HouseOnly = "only a supervisor was written to, and there is no open case";
    private readonly ContinueLadder _ladder = new(identity);
    private readonly EndEpisode _endEpisode = new(store, identity);

    /// <summary>True for a mail whose sending may change the call's row.</summary>
    public static bool Concerns(DueItem item) => PlansMore(item) || KindOf(item) is FollowUpKind.SupervisorOutreach;

    /// <summary>True for a mail after which the next one is planned, so that it is recorded in a change of its own.</summary>
    public static bool PlansMore(DueItem item) => KindOf(item) is FollowUpKind.SupervisorBrief or FollowUpKind.Escalation or FollowUpKind.CallTask;

    /// <summary>Adds what follows from the send.</summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="item">The mail.</param>
    /// <param name="settings">Directory and plan book.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    /// <param name="known">The call's row as it was read before the send, which the change is then conditional on; null: it is read now.</param>
    public async Task AddAsync(
        Changes changes, Division division, DueItem item, Installation settings, Instant now, CancellationToken cancellationToken, StoredRow? known = null)
    {
        if (!Concerns(item) || item.Letter is not { } letter || (known ?? await store.FindAsync(division, Keys.Call(item.Call), cancellationToken)) is not { } read)
        {
            return;
        }

        if (known is not null)
        {
            changes.Merge(read.Key, new CallPatch(), read.Version);
        }

        var call = read.As<CallRow>();
        var to = Addressee.Of(letter, call.Case?.Owner, settings, now);
        if (letter.To is not null)
        {
            changes.Merge(Keys.FollowUp(item.Call, new FollowUpId(item.FollowUp)), new FollowUpPatch { Person = to.Person?.Id });
        }

        if (call.Episode != item.Episode)
        {
            return;
        }

        if (call.Case is not { IsOpen: true } matter)
        {
            if (KindOf(item) is FollowUpKind.SupervisorBrief or FollowUpKind.Escalation)
            {
                // Nobody answers it and no case is left to end: when it was the last, the episode ends with it.
                await _endEpisode.AddIfLastAsync(changes, division, item.Call, item.Episode, [item.FollowUp], EpisodeOutcome.NotFollowedUp, HouseOnly, now, cancellationToken);
            }

            return;
        }

        var after = KindOf(item) switch
        {
            FollowUpKind.SupervisorOutreach => FirstOutreach(changes, item, call, matter, settings, now),
            FollowUpKind.SupervisorBrief or FollowUpKind.Escalation => Asked(changes, division, item, call, matter, to, settings, now),
            _ => matter,
        };
        if (after != matter)
        {
            changes.Merge(read.Key, new CallPatch { Case = after }, read.Version);
        }
    }

    /// <summary>Nobody reads a brief or a rung that could not go out: the next one is asked at once. Adds nothing for any other mail.</summary>
    public async Task AddUnreadAsync(Changes changes, Division division, DueItem item, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        if (KindOf(item) is not (FollowUpKind.SupervisorBrief or FollowUpKind.Escalation) || item.Letter is not { } letter
            || await store.FindAsync(division, Keys.Call(item.Call), cancellationToken) is not { } read
            || read.As<CallRow>() is not { Case: { State: CaseState.Open } matter } call || call.Episode != item.Episode)
        {
            return;
        }

        var to = Addressee.Of(letter, matter.Owner, settings, now);
        var after = _ladder.Add(changes, division, item, matter, RungOf(letter, to, settings, now), atOnce: true, settings, now, to.Person?.Id);
        changes.Merge(read.Key, new CallPatch { Case = after }, read.Version);
    }

    /// <summary>Nobody has got a brief or a rung that the mail mode keeps back: nothing follows from silence about it, and the timeline says so. Adds nothing for any other mail.</summary>
    public async Task AddKeptBackAsync(Changes changes, Division division, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        if (KindOf(item) is FollowUpKind.SupervisorBrief or FollowUpKind.Escalation
            && (await store.FindAsync(division, Keys.Call(item.Call), cancellationToken))?.As<CallRow>() is { Case.State: CaseState.Open } call && call.Episode == item.Episode)
        {
            new Story(changes, item.Call, identity.Command("kept-back", item.FollowUp, ClaimedRow.GenerationOf(item)), now, MailOrder.Of(item) + 1)
                .Tell("plan", "followup.not-planned", "No escalation is planned.", $"the {item.Kind} was kept back: nobody got it who could leave it unanswered", item.FollowUp);
        }
    }

    private RecoveryCase FirstOutreach(Changes changes, DueItem item, CallRow call, RecoveryCase matter, Installation settings, Instant now)
    {
        if (matter.FirstOutreachAt is not null)
        {
            return matter;
        }

        changes.Count(
            identity.Command("counted", "first-outreach", item.FollowUp), now, CaseCounters.FirstOutreach(call, matter, settings.PlanBook.CalendarOf(call.Queue), now));
        return matter with { FirstOutreachAt = now };
    }

    private RecoveryCase Asked(
        Changes changes, Division division, DueItem item, CallRow call, RecoveryCase matter, Addressee to, Installation settings, Instant now)
    {
        var asked = to.Person is { } person && !matter.Asked.Contains(person.Id) ? matter with { Asked = matter.Asked.Add(person.Id) } : matter;
        var rung = RungOf(item.Letter!, to, settings, now);
        if (KindOf(item) == FollowUpKind.Escalation)
        {
            changes.Announce(OutgoingEvents.Escalated, identity.Command(OutgoingEvents.Escalated, item.FollowUp), now, new OutgoingData
            {
                CallId = call.CallId,
                Division = division.Value,
                Episode = item.Episode,
                FollowUpId = item.FollowUp,
                Kind = item.Kind,
                Reason = $"nobody took the case in time: rung {rung} of the ladder was asked",
            });
        }

        return matter.State == CaseState.Open ? _ladder.Add(changes, division, item, asked, rung, atOnce: false, settings, now) : asked;
    }

    private static int RungOf(Letter letter, Addressee to, Installation settings, Instant now) =>
        EscalationLadder.Of(settings.Directory, letter.Queue, letter.Agent?.Team, now.InZone(settings.PlanBook.CalendarOf(letter.Queue).Zone).Date).RungOf(to.Person?.Id);

    private static FollowUpKind? KindOf(DueItem item) => FollowUpKinds.TryParse(item.Kind, out var kind) ? kind : null;
}
