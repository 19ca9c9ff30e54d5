using System.Collections.Immutable;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>Who is reminded of a promise: its owner, else the agent of the call, else the supervisor on duty; the first who can be written to and is there before the date.</summary>
/// <param name="To">Who.</param>
/// <param name="At">When that person is there.</param>
/// <param name="Steps">Why it is this one, in words; empty: it is the owner.</param>
internal sealed record PromiseOwner(MailTo To, Instant At, ImmutableArray<string> Steps)
{
    /// <summary>Finds who is reminded; null: nobody is there before <paramref name="until"/>.</summary>
    public static PromiseOwner? Of(CallRow call, PromiseFacts promise, Letter letter, Installation settings, Instant now, Instant until)
    {
        (MailTo To, string Why)[] candidates =
        [
            .. promise.Owner is { } owner ? [(new MailTo(MailRole.Owner, Owner: owner), "")] : Array.Empty<(MailTo, string)>(),
            .. call.Agent is { } agent ? [(new MailTo(MailRole.Owner, Owner: agent), "the agent of the call is asked")] : Array.Empty<(MailTo, string)>(),
            (new MailTo(MailRole.Supervisor), "the supervisor is asked"),
        ];
        var steps = ImmutableArray.CreateBuilder<string>();
        if (promise.Owner is null)
        {
            steps.Add("it has no owner of its own");
        }

        foreach (var (to, why) in candidates)
        {
            var addressee = Addressee.Of(letter with { To = to }, call.Case?.Owner, settings, now);
            var at = addressee.Window(letter with { To = to }, settings, now);
            if (addressee.Address is null)
            {
                steps.Add(why.Length == 0 ? "its owner has no address that could be written to" : "nor has the agent one");
            }
            else if (at >= until)
            {
                steps.Add(why.Length == 0 ? "its owner is not there before the date" : "neither is the agent");
            }
            else
            {
                steps.Add(why);
                return new PromiseOwner(to, at, [.. steps.Where(step => step.Length > 0)]);
            }
        }

        return null;
    }

    /// <summary>Name and phone of who keeps it, as a customer reads them: the owner's own, else the agent's.</summary>
    public static PersonFacts Shown(CallRow call, PromiseFacts promise) => promise.Owner is { Name: not null } owner ? owner : call.Agent ?? new PersonFacts();
}
