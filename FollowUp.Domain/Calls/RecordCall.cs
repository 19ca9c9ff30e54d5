using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>The decision of intake: the call's row, its plan as follow-ups and due rows, the customer's indexes, and the timeline of it all.</summary>
internal sealed class RecordCall(Identity identity, Installation settings)
{
    private readonly AddPlanned _addPlanned = new(identity);
    private readonly WatchPromises _watchPromises = new(identity);

    /// <summary>Adds it all to <paramref name="changes"/>.</summary>
    public void Add(Changes changes, CallClosed call, string hash, string? customer, CustomerView view, Arrival arrival, PlanDecision plan, Instant now)
    {
        var episode = Number(arrival.Episode);
        var story = new Story(changes, hash, identity.Command("intake", hash, episode), now);
        var row = arrival.Row with
        {
            Rule = plan.Rule,
            Why = plan.Reason,
            PurgeKey = Keys.Retention(call.ClosedAt + settings.Retention, hash),
        };

        // The reminder of a promise is planned when its timer fires: by then the promise may be kept, or moved.
        var planned = AlreadyPointless.In(plan, call, arrival.Facts, settings.PlanBook.Stop).Where(p => p.FollowUp.Kind != FollowUpKind.PromiseNudge).ToList();

        // A case that a later call has settled already is entered as what it was; where nothing at all was to be done there was none.
        var settled = planned.Exists(p => p.FollowUp.SkipReason is null) ? arrival.Facts.FirstOrDefault(past => past.Fact == StopFact.CaseClosed)?.Why : null;
        var ends = settled is not null ? (EpisodeOutcome.Recovered, settled) : EndOf(plan, planned);
        var waitsForApproval = planned.Exists(p => p is { Stopped: null, FollowUp: { Kind: FollowUpKind.SupervisorOutreach, SkipReason: null, Approval: not Approval.Automatic } });
        row = settled is not null ? SettledCaseOf(changes, call, hash, row, settled, now) : ends is null ? OpenCaseOf(changes, call, hash, row, waitsForApproval, now) : row;

        // Without an open case to serve, words that the customer does not want documented have no business here.
        row = row.Consent == DocumentationConsent.Declined && row.Case is not { IsOpen: true } ? row.WithoutText() : row;
        if (ends is var (outcome, why))
        {
            row = End(changes, call, hash, row, outcome, why, now);
        }

        if (planned.Find(p => p is { FollowUp: { Kind: FollowUpKind.Acknowledgement, SkipReason: null }, Stopped: null }).FollowUp is { NextStepAt: { } contactBy })
        {
            row = row with { Promises = row.Promises.Add(AcknowledgedDate.Of(arrival.Episode, contactBy)) };
        }

        row = _watchPromises.Add(changes, new Story(changes, hash, identity.Command("promises", hash, episode), now, TimelineOrder.Promises), hash, row, arrival.Before, settings.PlanBook, now);
        AddCall(changes, identity, call, hash, customer, view, arrival, row);
        story.Tell("call platform", "call.closed", CallSnapshot.Opening(call, arrival.Episode));
        foreach (var note in call.Notes)
        {
            story.Tell("intake", "call.note", note);
        }

        if (arrival.Before?.ReopenedAt is { } reopened && call.ClosedAt + ReadCallClosed.ClockTolerance < reopened)
        {
            story.Tell("intake", "call.note", $"This close is dated before the word that the call was opened again ({Story.Time(reopened)}); it is taken all the same.");
        }

        if (call.Customer.Language is { } language && !settings.Render.Speaks(language))
        {
            story.Tell("intake", "call.note", $"There are no mails in language \"{language}\": they go out in \"{Messages.TemplateSet.DefaultLanguage}\".");
        }

        if (arrival.Facts.Any(past => past.Fact == StopFact.Replied))
        {
            story.Tell("customer", "customer.replied", "The customer replied, about nothing in particular.", "that was after the end of the call, and before it became known");
        }

        story.Tell("plan", "call.planned", plan.Sentence, plan.Reason);
        if (plan.NoAcknowledgement is { } nothing)
        {
            story.Tell("plan", "followup.not-planned", "No acknowledgement is planned, although the rule names one.", nothing);
        }

        if (row.Case is { } matter)
        {
            story.Tell("plan", "case.opened", "A recovery case is opened.", matter.Because.Describe());
            if (!matter.IsOpen)
            {
                story.Tell("call platform", "case.closed", "The case is closed.", settled);
            }
        }

        var about = new PlannedAbout(call.Division, hash, row, plan.Rule);
        // Whoever was not asked in the call is asked once, in the first mail.
        var first = call.Consent != DocumentationConsent.NotAsked ? null
            : planned.Where(p => p is { Stopped: null, FollowUp: { SkipReason: null, GoesToCustomer: true } }).OrderBy(p => p.FollowUp.Due).FirstOrDefault().FollowUp;
        foreach (var (followUp, stopped) in planned)
        {
            _addPlanned.Add(changes, story, about, followUp, stopped, settings.Directory, now, followUp == first ? letter => letter with { AsksConsent = true } : null);
        }

        if (ends is { } end)
        {
            story.Tell("plan", "episode.ended", $"The follow-up of this call is over: {end.Outcome.Describe()}.", end.Why);
        }
    }

    /// <summary>
    /// A call that ended without a solution has a recovery case from its end on, whatever was said of it before it became known; any other has one when its
    /// outreach waits for a person's word, who says it in the case. Where nothing at all is to be done there is none: nobody would ever be told of it.
    /// </summary>
    private CallRow OpenCaseOf(Changes changes, CallClosed call, string hash, CallRow row, bool waitsForApproval, Instant now) =>
        AlreadyPointless.IsWithoutSolution(call) || waitsForApproval
            ? row with { Case = CaseTimer.Add(changes, identity, hash, row.Episode, NewCaseOf(changes, call, hash, row, now), settings) }
            : row;

    /// <summary>The case of a call that became known only after a later one about the same case had been resolved: opened and closed.</summary>
    private CallRow SettledCaseOf(Changes changes, CallClosed call, string hash, CallRow row, string because, Instant now)
    {
        var after = CloseCase.Closed(row with { Case = NewCaseOf(changes, call, hash, row, now) }, because, now);
        changes.Count(
            identity.Command("counted", "case-closed", hash, Number(row.Episode)), now, CaseCounters.Closed(after, after.Case!, settings.PlanBook.CalendarOf(after.Queue), cause: null, now));
        return after;
    }

    /// <summary>The case that the call brings with it, counted as opened.</summary>
    private RecoveryCase NewCaseOf(Changes changes, CallClosed call, string hash, CallRow row, Instant now)
    {
        changes.Count(identity.Command("counted", "case-opened", hash, Number(row.Episode)), now, CaseCounters.Opened(row, now));
        return new RecoveryCase
        {
            State = CaseState.Open,
            Because = call.Outcome switch { CallOutcome.Escalated => CaseReason.Escalated, CallOutcome.Unresolved => CaseReason.Unresolved, _ => CaseReason.Approval },
            OpenedAt = Instant.Min(call.ClosedAt, now),
        };
    }

    /// <summary>Hash of what the platform said, so that a repeat is told from a change.</summary>
    public static string ContentOf(Identity identity, CallClosed call) => identity.Command(
        "content", call.Id.Value, call.ClosedAt.ToString(), call.Queue ?? "", call.Outcome.Word(), call.Mood.Word(), call.Priority, string.Join(',', call.Tags),
        call.Reason ?? "", call.Summary ?? "", call.CustomerWish ?? "", string.Join('\n', call.ActionsTaken), call.Consent.Word(), call.CaseId ?? "",
        call.Customer.Id ?? "", call.Customer.Name ?? "", call.Customer.Email?.Value ?? "", call.Customer.Phone ?? "", call.Agent?.Id ?? "",
        string.Join('\n', call.Promises.Select(p => $"{p.Id}|{p.What}|{p.DueAt}")));

    private static void AddCall(Changes changes, Identity identity, CallClosed call, string hash, string? customer, CustomerView view, Arrival arrival, CallRow row)
    {
        changes.Put(Keys.Call(hash), arrival.Read, row);
        if (arrival.Before?.PurgeKey is { } earlier && earlier != row.PurgeKey)
        {
            changes.Delete(earlier);
        }

        changes.Overwrite(row.PurgeKey!, new RetentionRow(hash, customer));
        if (customer is not null)
        {
            var known = view.Row?.As<CustomerRow>() ?? new CustomerRow { LastContact = call.ClosedAt };
            changes.Put(Keys.Customer(customer), view.Row, InCall.AfterClose(known, hash, call.ClosedAt));
            changes.Overwrite(Keys.CustomerCall(customer, hash), new CustomerCallRow(call.ClosedAt, call.Outcome, CloseEarlierCases.NameOf(identity, call.CaseId)));
        }
    }

    /// <summary>The outcome that the episode has already, if nothing is to be done.</summary>
    private static (EpisodeOutcome Outcome, string Why)? EndOf(PlanDecision plan, List<(PlannedFollowUp FollowUp, string? Stopped)> planned)
    {
        var whys = planned.Select(p => (p.FollowUp.Kind, Why: p.FollowUp.SkipReason?.Word() ?? p.Stopped)).ToList();
        return whys.Any(w => w.Why is null) ? null
            : (EpisodeOutcome.NotFollowedUp, whys.Count == 0 ? plan.Reason : string.Join(", ", whys.Select(w => $"{w.Kind.Word()}: {w.Why}").Distinct()));
    }

    private CallRow End(Changes changes, CallClosed call, string hash, CallRow row, EpisodeOutcome outcome, string why, Instant now)
    {
        var word = outcome.Word();
        changes.Announce(OutgoingEvents.Closed, identity.Command(OutgoingEvents.Closed, hash, Number(row.Episode)), now, new OutgoingData
        {
            CallId = call.Id.Value,
            Division = call.Division.Value,
            Episode = row.Episode,
            Outcome = word,
            Reason = why,
        }, AddPlanned.CountedOf(row, null, now, Counters.Closed(outcome)));
        return row with { State = "ended", EndedAs = word, EndedWhy = why, EndedAt = now };
    }

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
