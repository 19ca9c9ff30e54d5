using System.Text;
using System.Text.Json;
using FollowUps.Local.Storage;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local;

/// <summary>The line of JSON that <c>--until-idle</c> ends with. Its names and order are a contract.</summary>
public static class LastLine
{
    /// <summary>Writes it.</summary>
    /// <param name="events">Messages posted.</param>
    /// <param name="counts">What the table holds.</param>
    /// <param name="emails">Accepted by the mailbox.</param>
    /// <param name="storageRequests">Of the handlers and of a host's queue listener.</param>
    /// <param name="from">Where simulated time started.</param>
    /// <param name="to">Where it ended.</param>
    /// <param name="elapsed">How long the run took.</param>
    public static string Write(int events, StateCounts counts, int emails, long storageRequests, Instant from, Instant to, TimeSpan elapsed)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("events", events);
            json.WriteNumber("calls", counts.Calls);
            json.WriteStartObject("followUps");
            json.WriteNumber("sent", counts.FollowUps.Sent);
            json.WriteNumber("cancelled", counts.FollowUps.Cancelled);
            json.WriteNumber("skipped", counts.FollowUps.Skipped);
            json.WriteNumber("failed", counts.FollowUps.Failed);
            json.WriteNumber("pending", counts.FollowUps.Pending);
            json.WriteEndObject();
            json.WriteNumber("emails", emails);
            json.WriteNumber("deadLetters", counts.DeadLetters);
            json.WriteNumber("storageRequests", storageRequests);
            json.WriteString("simulatedFrom", InstantPattern.ExtendedIso.Format(from));
            json.WriteString("simulatedTo", InstantPattern.ExtendedIso.Format(to));
            json.WriteNumber("seconds", Math.Round((decimal)elapsed.TotalSeconds, 1));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
