using System.Collections.Immutable;
using System.Globalization;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>The decision of intake: the call's row, its plan as follow-ups and due rows, the customer's indexes, and the timeline of it all.</summary>
internal sealed class RecordCall(Identity identity, Installation settings)
{
    public Changes Decide(CallClosed call, string hash, string? customer, CustomerView view, PlanDecision plan, Instant now)
    {
        var changes = new Changes("intake");
        var story = new Story(changes, hash, identity.Command("intake", hash, "1"), now);
        var pending = plan.FollowUps.Where(f => f.SkipReason is null).ToList();
        var row = CallRowOf(call, customer, plan, now);
        if (pending.Count == 0)
        {
            row = End(changes, call, hash, row, plan, now);
        }

        changes.Insert(Keys.Call(hash), row);
        changes.Insert(Keys.Retention(call.ClosedAt + settings.Retention, hash), new RetentionRow(hash, customer));
        if (customer is not null)
        {
            var known = view.Row?.As<CustomerRow>();
            changes.Put(Keys.Customer(customer), view.Row, (known ?? new CustomerRow()) with
            {
                LastContact = known is null ? call.ClosedAt : Instant.Max(known.LastContact, call.ClosedAt),
                InCallSince = null,
            });
            changes.Insert(Keys.CustomerCall(customer, hash), new CustomerCallRow(call.ClosedAt, call.Outcome));
        }

        story.Tell("call platform", "call.closed", Opening(call));
        foreach (var note in call.Notes)
        {
            story.Tell("intake", "call.note", note);
        }

        story.Tell("plan", "call.planned", plan.FollowUps.IsEmpty ? "No follow-up is planned." : $"Rule \"{plan.Rule}\" decides.", plan.Reason);
        foreach (var planned in plan.FollowUps)
        {
            AddFollowUp(changes, story, call, hash, customer, plan, planned, now);
        }

        if (row.EndedAs is not null)
        {
            story.Tell("plan", "episode.ended", $"The follow-up of this call is over: {EpisodeOutcome.NotFollowedUp.Describe()}.", row.EndedWhy);
        }

        return changes;
    }

    /// <summary>Hash of what the platform said, so that a repeat is told from a change.</summary>
    public static string ContentOf(Identity identity, CallClosed call) => identity.Command(
        "content", call.Id.Value, call.ClosedAt.ToString(), call.Queue ?? "", call.Outcome.Word(), call.Mood.Word(), call.Priority, string.Join(',', call.Tags),
        call.Reason ?? "", call.Summary ?? "", call.CustomerWish ?? "", string.Join('\n', call.ActionsTaken), call.Consent.Word(), call.CaseId ?? "",
        call.Customer.Id ?? "", call.Customer.Name ?? "", call.Customer.Email?.Value ?? "", call.Customer.Phone ?? "", call.Agent?.Id ?? "",
        string.Join('\n', call.Promises.Select(p => $"{p.Id}|{p.What}|{p.DueAt}")));

    private void AddFollowUp(
        Changes changes, Story story, CallClosed call, string hash, string? customer, PlanDecision plan, PlannedFollowUp planned, Instant now)
    {
        var kind = planned.Kind.Word();
        var id = identity.FollowUp(hash, 1, kind, planned.Subject);
        var followUp = new FollowUp { Id = id.Value, Kind = kind, Subject = planned.Subject.Length == 0 ? null : planned.Subject, State = FollowUpState.Scheduled, Rule = plan.Rule };
        if (planned.SkipReason is { } skip)
        {
            changes.Insert(Keys.FollowUp(hash, id), followUp with { State = FollowUpState.Skipped, Reason = skip.Word() });
            story.Tell("plan", "followup.skipped", $"The {kind} is not sent.", skip.Describe(), id.Value);
            changes.Count(identity.Command("counted", "plan", id.Value), now, CountedOf(call, kind, now, Counters.Skipped, Counters.SkippedFor(skip)));
            return;
        }

        var at = Keys.RoundUp(planned.Due);
        var dueKey = Keys.Due(planned.Lane, at, hash, id);
        changes.Insert(Keys.FollowUp(hash, id), followUp with { DueAt = at, DueKey = dueKey });
        changes.Insert(dueKey, new DueItem
        {
            Lane = planned.Lane,
            At = at,
            Call = hash,
            FollowUp = id.Value,
            Name = kind,
            Kind = kind,
            Generation = 1,
            ExpireAt = planned.ExpireAt,
            Letter = LetterOf(call, customer, planned),
        });
        if (customer is not null)
        {
            changes.Insert(Keys.Pending(customer, id), new PendingRow(customer, hash, id.Value, kind, dueKey, 1));
        }

        story.Tell("plan", "followup.scheduled", $"The {kind} is due at {Story.Time(at)}.", string.Join("; ", planned.Steps), id.Value);
        changes.Announce(OutgoingEvents.Scheduled, identity.Command(OutgoingEvents.Scheduled, id.Value, "0"), now, new OutgoingData
        {
            CallId = call.Id.Value,
            Division = call.Division.Value,
            FollowUpId = id.Value,
            Kind = kind,
            DueAt = at,
        }, CountedOf(call, kind, now, Counters.Planned));
    }

    private static Counted CountedOf(CallClosed call, string? kind, Instant now, params ImmutableArray<string> counters) =>
        new(now, call.Queue, call.Agent?.Team, kind, [.. counters.Select(name => new CountBy(name))]);

    private CallRow End(Changes changes, CallClosed call, string hash, CallRow row, PlanDecision plan, Instant now)
    {
        var why = plan.FollowUps.IsEmpty ? plan.Reason : string.Join(", ", plan.FollowUps.Select(f => $"{f.Kind.Word()}: {f.SkipReason?.Word()}").Distinct());
        var word = EpisodeOutcome.NotFollowedUp.Word();
        changes.Announce(OutgoingEvents.Closed, identity.Command(OutgoingEvents.Closed, hash, "1"), now, new OutgoingData
        {
            CallId = call.Id.Value,
            Division = call.Division.Value,
            Outcome = word,
            Reason = why,
        }, CountedOf(call, null, now, Counters.Closed(EpisodeOutcome.NotFollowedUp)));
        return row with { State = "ended", EndedAs = word, EndedWhy = why, EndedAt = now };
    }

    private CallRow CallRowOf(CallClosed call, string? customer, PlanDecision plan, Instant now) => new()
    {
        CallId = call.Id.Value,
        State = "open",
        ClosedAt = call.ClosedAt,
        ReceivedAt = now,
        Queue = call.Queue,
        Outcome = call.Outcome,
        Mood = call.Mood,
        Priority = call.Priority,
        Tags = call.Tags,
        Consent = call.Consent,
        Reason = call.Reason,
        Summary = call.Summary,
        CustomerWish = call.CustomerWish,
        ActionsTaken = call.ActionsTaken,
        CaseId = call.CaseId,
        Customer = customer,
        Contact = ContactOf(call.Customer),
        Agent = AgentOf(call.Agent),
        Promises = [.. call.Promises.Select(p => new PromiseFacts(p.Id, p.What, p.DueAt, OwnerOf(p.Owner)))],
        Rule = plan.Rule,
        Why = plan.Reason,
        Content = ContentOf(identity, call),
        Source = call.Source,
    };

    private static Letter LetterOf(CallClosed call, string? customer, PlannedFollowUp planned) => new()
    {
        CallId = call.Id.Value,
        Customer = customer,
        ClosedAt = call.ClosedAt,
        Queue = call.Queue,
        Outcome = call.Outcome,
        Mood = call.Mood,
        Contact = ContactOf(call.Customer),
        Agent = AgentOf(call.Agent),
        Matter = call.Consent == DocumentationConsent.Granted ? call.Reason : null,
        Variant = planned.Variant,
        Scale = planned.Scale,
        BusinessHoursOnly = planned.BusinessHoursOnly,
    };

    private static PersonFacts ContactOf(Customer customer) => new()
    {
        Id = customer.Id,
        Name = customer.Name,
        Email = customer.Email?.Value,
        Phone = customer.Phone,
        Language = customer.Language,
        TimeZone = customer.TimeZone,
        Country = customer.Country,
        SurveyPermission = customer.SurveyPermission,
    };

    private static PersonFacts? AgentOf(Agent? agent) => agent is null
        ? null
        : new PersonFacts { Id = agent.Id, Name = agent.Name, Email = agent.Email?.Value, Phone = agent.Phone, Team = agent.Team };

    private static PersonFacts? OwnerOf(PromiseOwner? owner) => owner is null
        ? null
        : new PersonFacts { Name = owner.Name, Email = owner.Email?.Value, Phone = owner.Phone };

    private static string Opening(CallClosed call)
    {
        var queue = call.Queue is null ? "without a queue" : $"in queue {call.Queue}";
        return string.Create(CultureInfo.InvariantCulture, $"The call ended at {Story.Time(call.ClosedAt)} {queue}: {call.Outcome.Word()}, {call.Mood.Word()}.");
    }
}
