using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>A closed call as rows hold it: who called, who answered, what was promised, as it stood at the close.</summary>
internal static class CallSnapshot
{
    /// <summary>The call's row before anything was decided about it.</summary>
    public static CallRow RowOf(CallClosed call, string? customer, string content, Instant now) => new()
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
        Content = content,
        Source = call.Source,
    };

    /// <summary>What rendering and the checks before a send need of the call.</summary>
    public static Letter LetterOf(CallRow call, PlannedFollowUp planned) => new()
    {
        CallId = call.CallId,
        Customer = call.Customer,
        ClosedAt = call.ClosedAt,
        Queue = call.Queue,
        Outcome = call.Outcome,
        Mood = call.Mood,
        Contact = call.Contact,
        Agent = call.Agent,
        Matter = call.Consent == DocumentationConsent.Granted ? call.Reason : null,
        Variant = planned.Variant,
        Scale = planned.Scale,
        BusinessHoursOnly = planned.BusinessHoursOnly,
        NextStepAt = planned.NextStepAt,
        Approval = planned.Approval,
        To = planned.GoesToCustomer ? null : new MailTo(MailRole.Supervisor),
    };

    /// <summary>The call as the plan reads it, for a fact that came of it later: with the promises that are still open.</summary>
    public static CallClosed CallOf(CallRow row, Division division) => new()
    {
        Id = new CallId(row.CallId),
        Division = division,
        ClosedAt = row.ClosedAt,
        Queue = row.Queue,
        Outcome = row.Outcome,
        Mood = row.Mood,
        Priority = row.Priority,
        Tags = row.Tags,
        Consent = row.Consent,
        CaseId = row.CaseId,
        Customer = new Customer
        {
            Id = row.Contact.Id,
            Name = row.Contact.Name,
            Email = EmailAddress.TryParse(row.Contact.Email, out var email) ? email : null,
            Phone = row.Contact.Phone,
            Language = row.Contact.Language,
            TimeZone = row.Contact.TimeZone,
            Country = row.Contact.Country,
            SurveyPermission = row.Contact.SurveyPermission ?? SurveyPermission.Unknown,
        },
        Agent = row.Agent is { } agent ? new Agent { Id = agent.Id, Name = agent.Name, Email = EmailAddress.TryParse(agent.Email, out var own) ? own : null, Phone = agent.Phone, Team = agent.Team } : null,
        Promises = [.. row.OpenPromises().Select(p => new Promise(p.Id, p.What, p.DueAt, null))],
        Source = row.Source,
    };

    /// <summary>"The call ended at …: resolved, calm."</summary>
    public static string Opening(CallClosed call, int episode)
    {
        var queue = call.Queue is null ? "without a queue" : $"in queue {call.Queue}";
        return $"The call {(episode > 1 ? "was closed again" : "ended")} at {Story.Time(call.ClosedAt)} {queue}: {call.Outcome.Word()}, {call.Mood.Word()}.";
    }

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
}
