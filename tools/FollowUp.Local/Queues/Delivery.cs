using NodaTime;

namespace FollowUps.Local.Queues;

/// <summary>A message taken from a queue and not yet deleted. The runner, the only reader, keeps its count and its pause on the simulated clock.</summary>
internal sealed class Delivery(string messageId, string text, Instant inserted)
{
    /// <summary>The service's id; the same on every delivery.</summary>
    public string MessageId => messageId;

    /// <summary>Latest receipt: needed to delete it.</summary>
    public string PopReceipt { get; set; } = "";

    /// <summary>The text as it is on the queue.</summary>
    public string Text => text;

    /// <summary>When the runner first saw it.</summary>
    public Instant Inserted => inserted;

    /// <summary>Deliveries so far, the one in work included.</summary>
    public int DequeueCount { get; set; }

    /// <summary>Not before this instant again; null while in work.</summary>
    public Instant? VisibleAt { get; set; } = inserted;

    /// <summary>True once it is dealt with; should it come back all the same, it is only deleted.</summary>
    public bool Done { get; set; }
}
