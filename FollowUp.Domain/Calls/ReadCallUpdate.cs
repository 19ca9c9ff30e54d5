using FollowUps.Calls.Reading;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>Reads a message of the queue <c>call-updates</c> as it was delivered.</summary>
public static class ReadCallUpdate
{
    /// <summary>
    /// Reads one CloudEvents 1.0 message of an update type, encoded as <see cref="ReadCallClosed.Of"/> describes. The envelope is
    /// required here, because only its <c>type</c> says what happened. Never throws for what is in the message.
    /// </summary>
    /// <param name="message">The message as the queue delivered it.</param>
    /// <param name="now">The time of intake.</param>
    public static ReadResult<CallUpdate> Of(ReadOnlyMemory<byte> message, Instant now)
    {
        if (MessageText.Parse(MessageText.Json(message), out var unreadable) is not { } json)
        {
            return new ReadResult<CallUpdate>.Bad(unreadable!, Division.Main, null);
        }

        var findings = new Findings();
        var division = Division.Main;
        CallUpdate? update = null;
        if (Envelope.Open(json, findings) is { } envelope)
        {
            var data = new Fields(envelope.Data, "data", findings);
            division = data.Division();
            update = Update(envelope.Type, data, now, findings) is { } read
                ? read with { Division = division, EventId = envelope.Id, Source = envelope.Source, Time = envelope.Time }
                : null;
        }

        return findings.Error is null && update is not null
            ? new ReadResult<CallUpdate>.Read(update)
            : new ReadResult<CallUpdate>.Bad(findings.Error!, division, StatedConsent.In(json));
    }

    private static CallUpdate? Update(string? type, Fields data, Instant now, Findings findings) => type switch
    {
        EventTypes.CallStarted => new CallUpdate.CallStarted(data.CallId(), CustomerId(data)),
        EventTypes.CallReopened => new CallUpdate.CallReopened(data.CallId()),
        EventTypes.CustomerReplied => Replied(data, findings),
        EventTypes.PromiseKept => new CallUpdate.PromiseKept(data.CallId(), PromiseId(data), KeptAt(data, now, findings)),
        EventTypes.PromiseMoved => new CallUpdate.PromiseMoved(data.CallId(), PromiseId(data), data.RequiredTime("dueAt")),
        EventTypes.SupervisorContacted => new CallUpdate.SupervisorContacted(data.CallId()),
        EventTypes.CaseClosed => new CallUpdate.CaseClosed(
            data.CallId(),
            data.RequiredLine("cause", "the cause in a few words"),
            data.RequiredText("action", "what keeps it from happening again")),
        EventTypes.CustomerErased => new CallUpdate.CustomerErased(CustomerId(data)),
        _ => Unknown(type, findings),
    };

    private static CallUpdate.CustomerReplied Replied(Fields data, Findings findings)
    {
        var customerId = data.Id("customerId");
        var call = data.Has("callId") ? data.CallId() : (CallId?)null;
        if (call is null && customerId is null)
        {
            findings.RefuseMissing(data.At("callId"), "the id of the call, or the customer's in customerId");
        }

        return new CallUpdate.CustomerReplied(call, customerId);
    }

    private static Instant KeptAt(Fields data, Instant now, Findings findings)
    {
        var keptAt = data.RequiredTime("keptAt");
        if (keptAt > now + ReadCallClosed.ClockTolerance)
        {
            findings.Refuse(
                data.At("keptAt"),
                $"{data.At("keptAt")} is more than {ReadCallClosed.ClockTolerance.TotalMinutes:0} minutes ahead of the time of intake.",
                "Send the event when the promise has been kept.");
        }

        return keptAt;
    }

    private static CallUpdate? Unknown(string? type, Findings findings)
    {
        var fix = $"Send one of {string.Join(", ", EventTypes.Updates)}.";
        if (type == EventTypes.CallClosed)
        {
            findings.Refuse("type", "The message is a closed call, not an update about one.", "Put it on the queue call-closed.");
        }
        else if (type is null)
        {
            findings.RefuseMissing("type", "a CloudEvents envelope with its type");
        }
        else
        {
            findings.Refuse("type", $"The type {CleanText.Quoted(type)} is not known here.", fix);
        }

        return null;
    }

    private static string CustomerId(Fields data) => data.RequiredId("customerId", "the platform's id of the customer");

    private static string PromiseId(Fields data) => data.RequiredId("promiseId", "the id of the promise within the call");
}
