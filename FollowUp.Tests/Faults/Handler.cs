using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Suppressions;
using FollowUps.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUps.Tests.Faults;

/// <summary>One process of the product: every step, wired to the ports it is given. A test that kills it makes a new one.</summary>
internal sealed class Handler
{
    private readonly ServiceProvider _steps;

    public Handler(IFollowUpStore store, ISendQueue send, IOutcomeQueue outcomes, IEmailSender mailbox, IInputQueue input, Func<Installation> settings)
    {
        var steps = _steps = Given.Steps(store, send, outcomes, mailbox, new RecordedAlerts(), settings, input);
        Intake = steps.GetRequiredService<Intake>();
        Sweep = steps.GetRequiredService<DueSweep>();
        Send = steps.GetRequiredService<Send>();
        Ratings = steps.GetRequiredService<RecordRating>();
        Unsubscribes = steps.GetRequiredService<Unsubscribe>();
        Upkeep = steps.GetRequiredService<Upkeep>();
        Updates = steps.GetRequiredService<ApplyUpdate>();
        Reports = steps.GetRequiredService<RecordDeliveryReport>();
        Redrives = steps.GetRequiredService<Redrive>();
        Resends = steps.GetRequiredService<Resend>();
        Suppressions = steps.GetRequiredService<Suppress>();
    }

    public Intake Intake { get; }

    public DueSweep Sweep { get; }

    public Send Send { get; }

    public RecordRating Ratings { get; }

    public Unsubscribe Unsubscribes { get; }

    public Upkeep Upkeep { get; }

    public ApplyUpdate Updates { get; }

    public RecordDeliveryReport Reports { get; }

    public Redrive Redrives { get; }

    public Resend Resends { get; }

    public Suppress Suppressions { get; }

    /// <summary>A step that has no property of its own here.</summary>
    public T Of<T>()
        where T : notnull => _steps.GetRequiredService<T>();
}
