using System.Diagnostics.Metrics;
using FollowUps.Platforms;

namespace FollowUps.Telemetry;

/// <summary>
/// <c>followup.calls.received</c>: what became of the events that call platforms delivered, by platform, result and, for what was passed over, the reason that
/// the mapping names. Nothing of an event itself is in it.
/// </summary>
internal static class PlatformTelemetry
{
    private static readonly Meter Meter = new("FollowUp");

    private static readonly Counter<long> Received = Meter.CreateCounter<long>(
        "followup.calls.received", "{event}", "Events of call platforms, by platform, result (recorded, duplicate, noted, waiting, ignored, deadLetter, refused) and reason.");

    /// <summary>Counts the events of one message.</summary>
    public static void Count(IEnumerable<CallReceipt> receipts)
    {
        foreach (var receipt in receipts)
        {
            Received.Add(1, new("platform", receipt.Platform ?? "none"), new("result", receipt.Result.Word()), new("reason", receipt.Reason ?? ""));
        }
    }
}
