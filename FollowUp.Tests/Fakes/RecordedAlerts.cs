using FollowUps.Alerts;

namespace FollowUps.Tests.Fakes;

/// <summary>Alerts, as they were raised.</summary>
public sealed class RecordedAlerts : IAlerts
{
    public List<Alert> All { get; } = [];

    public void Raise(Alert alert) => All.Add(alert);
}
