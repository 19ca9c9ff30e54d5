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
    public static Letter LetterOf(CallClosed call, string? customer, PlannedFollowUp planned) => new()
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
