using FollowUps.Calls.Reading;
using NodaTime;

namespace FollowUps.Calls;

/// <summary>Reads a call-closed message as the queue delivered it.</summary>
public static class ReadCallClosed
{
    /// <summary>How far ahead of intake a call may have closed: clocks differ, but a later time is somebody's mistake.</summary>
    public static Duration ClockTolerance { get; } = Duration.FromMinutes(5);

    /// <summary>
    /// Reads one message: UTF-8 JSON as it is, or in base64 once or twice; a CloudEvents 1.0 envelope of type
    /// <c>followup.call.closed.v1</c> or its bare <c>data</c> object. Never throws for what is in the message. Unknown fields are
    /// ignored; of a field that occurs twice the last one counts. A call that closed long ago is read: the plan decides about its age.
    /// </summary>
    /// <param name="message">The message as the queue delivered it.</param>
    /// <param name="maps">The platform's codes in our words.</param>
    /// <param name="now">The time of intake.</param>
    /// <param name="keepsDeclined">True where words of a call whose documentation was declined may serve its open case; default false: they are dropped here.</param>
    public static ReadResult<CallClosed> Of(ReadOnlyMemory<byte> message, CodeMaps maps, Instant now, bool keepsDeclined = false)
    {
        if (MessageText.Parse(MessageText.Json(message), out var unreadable) is not { } json)
        {
            return new ReadResult<CallClosed>.Bad(unreadable!, Division.Main, null);
        }

        var findings = new Findings();
        var division = Division.Main;
        var call = Envelope.Open(json, findings) is { } envelope && IsCallClosed(envelope, findings)
            ? Call(envelope, maps, now, findings, out division, keepsDeclined)
            : null;

        return findings.Error is null && call is not null
            ? new ReadResult<CallClosed>.Read(call with { Notes = [.. findings.Notes] })
            : new ReadResult<CallClosed>.Bad(findings.Error!, division, StatedConsent.In(json));
    }

    private static bool IsCallClosed(Envelope envelope, Findings findings)
    {
        if (envelope.Type is { } update && EventTypes.Updates.Contains(update))
        {
            findings.Refuse("type", $"\"{update}\" is an update about a call.", "Put it on the queue call-updates.");
        }
        else if (envelope.Type is not (null or EventTypes.CallClosed))
        {
            findings.Refuse("type", $"The type {CleanText.Quoted(envelope.Type)} is not known here.", $"Send \"type\": \"{EventTypes.CallClosed}\".");
        }

        return findings.Error is null;
    }

    private static CallClosed Call(Envelope envelope, CodeMaps maps, Instant now, Findings findings, out Division division, bool keepsDeclined)
    {
        var data = new Fields(envelope.Data, "data", findings);
        var codes = new ReadCodes(maps, envelope.Source, findings);
        division = data.Division();

        var id = data.CallId();
        var closedAt = ClosedAt(data, now, findings);
        var outcome = codes.Outcome(data);
        var consent = ReadCodes.Consent(data, findings);
        var call = new CallClosed
        {
            Id = id,
            Division = division,
            ClosedAt = closedAt,
            StartedAt = StartedAt(data, closedAt, findings),
            Queue = data.Line("queue"),
            Outcome = outcome,
            Mood = codes.Mood(data),
            Priority = data.Line("priority") ?? "normal",
            Tags = data.Lines("tags"),
            Reason = data.Text("reason"),
            Summary = data.Text("summary"),
            CustomerWish = data.Text("customerWish"),
            ActionsTaken = data.Texts("actionsTaken"),
            Consent = consent,
            CaseId = data.Id("caseId"),
            Customer = ReadPeople.Customer(data, outcome, findings),
            Agent = ReadPeople.Agent(data),
            Promises = ReadPromises.Of(data, findings),
            Source = envelope.Source,
            EventId = envelope.Id,
        };
        return consent == DocumentationConsent.Declined && !keepsDeclined ? WithoutText(call) : call;
    }

    // The promises keep their words: they are what was agreed with the customer, not a record of the incident.
    private static CallClosed WithoutText(CallClosed call) =>
        call with { Reason = null, Summary = null, CustomerWish = null, ActionsTaken = [] };

    private static Instant ClosedAt(Fields data, Instant now, Findings findings)
    {
        var closedAt = data.RequiredTime("closedAt");
        if (closedAt > now + ClockTolerance)
        {
            findings.Refuse(
                data.At("closedAt"),
                $"{data.At("closedAt")} is more than {ClockTolerance.TotalMinutes:0} minutes ahead of the time of intake.",
                "Check the platform's clock and the offset of the time; send the event when the call has closed.");
        }

        return closedAt;
    }

    private static Instant? StartedAt(Fields data, Instant closedAt, Findings findings)
    {
        var startedAt = data.Time("startedAt");
        if (startedAt is null || startedAt <= closedAt)
        {
            return startedAt;
        }

        findings.Note($"{data.At("startedAt")} is after closedAt: ignored.");
        return null;
    }
}
