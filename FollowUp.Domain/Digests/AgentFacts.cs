using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Digests;

/// <summary>
/// Puts a fact into the week of the agent who answered the call, in the same change as the fact. Each fact has one row under a key made from what it is
/// about, which is written over when the fact changes, so that it counts once however often it is told. Nothing is written while figures about
/// single agents are switched off.
/// </summary>
internal static class AgentFacts
{
    /// <summary>A promise had its date or was kept; <paramref name="promise"/> is as it was when that was found out.</summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="identity">Makes the key.</param>
    /// <param name="book">Says whether figures about single agents are kept, and where a week begins.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="call">The call; the agent is the one of its close.</param>
    /// <param name="promise">Only one that was made in the call, by the agent, is the agent's.</param>
    /// <param name="kept">True when it was kept by its date.</param>
    /// <param name="isDecided">False: it is open again before its date, and counts neither way.</param>
    public static void OfPromise(Changes changes, Identity identity, PlanBook book, string hash, CallRow call, PromiseFacts promise, bool kept, bool isDecided = true)
    {
        if (promise.Source == PromiseSource.Call && call.Agent is { Id: not null } agent && IsOf(agent, promise.FirstOwner ?? promise.Owner))
        {
            var due = promise.MissedAt ?? promise.DueAt;
            Put(changes, identity, book, due, new AgentFactRow
            {
                Agent = agent,
                Queue = call.Queue,
                Call = hash,
                At = due,
                PromisesDue = isDecided ? 1 : 0,
                PromisesKept = isDecided && kept ? 1 : 0,
            }, $"promise|{hash}|{promise.Id}");
        }
    }

    /// <summary>A customer answered, or changed the answer: it stays in the week of the first one.</summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="identity">Makes the key.</param>
    /// <param name="book">Says whether figures about single agents are kept, and where a week begins.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="call">The call; null: it is gone, and with it who answered it.</param>
    /// <param name="about">The mail that is answered, as it was read.</param>
    /// <param name="thanked">True when the customer is satisfied.</param>
    /// <param name="now">The moment of the answer.</param>
    public static void OfAnswer(Changes changes, Identity identity, PlanBook book, string hash, CallRow? call, FollowUp about, bool thanked, Instant now)
    {
        // An answer that thanks nobody is written only over one that did.
        if (call?.Agent is { Id: not null } agent && (thanked || about.AnsweredAt is not null))
        {
            var first = about.AnsweredAt ?? now;
            Put(changes, identity, book, first, new AgentFactRow { Agent = agent, Queue = call.Queue, Call = hash, At = first, Answered = about.Id, Thanked = thanked ? 1 : 0 }, $"answer|{about.Id}");
        }
    }

    /// <summary>h(agent) of the rows.</summary>
    public static string HashOf(Identity identity, string agent) => identity.Hash($"agent:{agent}");

    private static void Put(Changes changes, Identity identity, PlanBook book, Instant at, AgentFactRow row, string subject)
    {
        if (book.AgentFigures)
        {
            changes.Overwrite(Keys.AgentFact(AgentWeek.Of(at, book), HashOf(identity, row.Agent.Id!), identity.Hash($"agent-fact:{subject}")), row);
        }
    }

    /// <summary>What a colleague promised to do is not this agent's to answer for.</summary>
    private static bool IsOf(PersonFacts agent, PersonFacts? owner) =>
        owner is null
        || (owner.Email, agent.Email) switch
        {
            ({ } own, { } agents) => string.Equals(own, agents, StringComparison.OrdinalIgnoreCase),
            _ => owner.Name is null || agent.Name is null || owner.Name == agent.Name,
        };
}
