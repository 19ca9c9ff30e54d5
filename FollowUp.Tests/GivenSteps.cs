using FollowUps.Alerts;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Fakes;
using FollowUps.Tests.Journeys;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUps.Tests;

/// <summary>The product's steps over the ports of a test.</summary>
internal static partial class Given
{
    /// <summary>Every step, as the program registers them.</summary>
    public static ServiceProvider Steps(
        IFollowUpStore store, ISendQueue send, IOutcomeQueue outcomes, IEmailSender mailbox, IAlerts alerts, Func<Installation> settings, IInputQueue? input = null) =>
        new ServiceCollection()
            .AddSingleton(Simulation.Identity)
            .AddSingleton(Simulation.Links)
            .AddSingleton(store)
            .AddSingleton(send)
            .AddSingleton(outcomes)
            .AddSingleton(mailbox)
            .AddSingleton(alerts)
            .AddSingleton(input ?? new FakeInputQueue())
            .AddSingleton(settings)
            .AddSteps()
            .BuildServiceProvider();
}
