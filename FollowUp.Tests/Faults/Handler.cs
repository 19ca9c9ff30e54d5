using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Suppressions;
using FollowUps.Tests.Journeys;

namespace FollowUps.Tests.Faults;

/// <summary>One process of the product: every step, wired to the ports it is given. A test that kills it makes a new one.</summary>
internal sealed class Handler
{
    public Handler(IFollowUpStore store, ISendQueue send, IOutcomeQueue outcomes, IEmailSender mailbox, Func<Installation> settings)
    {
        var identity = Simulation.Identity;
        var end = new EndEpisode(store, identity);
        var record = new RecordSend(store, identity, end);
        Intake = new Intake(store, identity, new DeadLetters(store, identity), new CancelPending(store, identity, end), settings);
        Sweep = new DueSweep(store, new Claim(store, identity, send), new ReclaimLeases(store), new PublishOutbox(store, outcomes), settings);
        Send = new Send(
            store, identity, mailbox, new Compose(Simulation.Links), record,
            new AskProvider(store, identity, mailbox, record, settings), new AnswerWindow(store, end), settings);
        Ratings = new RecordRating(store, identity, end);
        Unsubscribes = new Unsubscribe(store, identity, end);
        Upkeep = new Upkeep(store);
    }

    public Intake Intake { get; }

    public DueSweep Sweep { get; }

    public Send Send { get; }

    public RecordRating Ratings { get; }

    public Unsubscribe Unsubscribes { get; }

    public Upkeep Upkeep { get; }
}
