using System.Text.Json.Serialization;
using FollowUps.Calls;
using NodaTime;

namespace FollowUps.State;

/// <summary>An update that came before the call it speaks of, as it waits in the call's row.</summary>
/// <param name="Command">The update's command id: applied once, however often it was delivered.</param>
/// <param name="Type">Its CloudEvents type.</param>
/// <param name="At">When it happened, as far as the platform says; else when it came.</param>
/// <param name="TimerKey">Key of the timer that ends the wait.</param>
public sealed record WaitingUpdate(string Command, string Type, Instant At, string TimerKey)
{
    private const int LongestId = 100;

    /// <summary>The platform's id of it, for the timeline; null: it has none, or one that looks like an address.</summary>
    public string? EventId { get; init; }

    /// <summary>Where it came from, for the timeline; null: not said, or it looks like an address.</summary>
    public string? Source { get; init; }

    /// <summary>What happened, in words, and the platform's id of it: "a supervisor spoke with the customer (evt-1)".</summary>
    [JsonIgnore]
    public string Words => EventTypes.Describe(Type) + (PromiseId is null ? "" : $", {PromiseId}") + (EventId is null ? "" : $" ({EventId})");

    /// <summary>For a promise: which one.</summary>
    public string? PromiseId { get; init; }

    /// <summary>For a promise: when it was kept, or its new date.</summary>
    public Instant? PromiseAt { get; init; }

    /// <summary>For a closed case.</summary>
    public string? Cause { get; init; }

    /// <summary>For a closed case: free text.</summary>
    public string? Action { get; init; }

    /// <summary>The update as it waits.</summary>
    public static WaitingUpdate Of(CallUpdate update, string command, Instant at, string timerKey) =>
        Read(update, command, at, timerKey) with { EventId = Shown(update.EventId), Source = Shown(update.Source) };

    /// <summary>An update's id or source as a timeline may show it; null: there is none, or one that looks like an address.</summary>
    internal static string? Shown(string? id) => id is { Length: > 0 and <= LongestId } && !id.Contains('@', StringComparison.Ordinal) ? id : null;

    private static WaitingUpdate Read(CallUpdate update, string command, Instant at, string timerKey) => update switch
    {
        CallUpdate.CallReopened => new(command, EventTypes.CallReopened, at, timerKey),
        CallUpdate.CustomerReplied => new(command, EventTypes.CustomerReplied, at, timerKey),
        CallUpdate.PromiseKept kept => new(command, EventTypes.PromiseKept, at, timerKey) { PromiseId = kept.PromiseId, PromiseAt = kept.KeptAt },
        CallUpdate.PromiseMoved moved => new(command, EventTypes.PromiseMoved, at, timerKey) { PromiseId = moved.PromiseId, PromiseAt = moved.DueAt },
        CallUpdate.SupervisorContacted => new(command, EventTypes.SupervisorContacted, at, timerKey),
        CallUpdate.CaseClosed closed => new(command, EventTypes.CaseClosed, at, timerKey) { Cause = closed.Cause, Action = closed.Action },
        _ => throw new ArgumentOutOfRangeException(nameof(update)),
    };

    /// <summary>The update again.</summary>
    public CallUpdate Update(CallId call)
    {
        CallUpdate update = Type switch
        {
            EventTypes.CallReopened => new CallUpdate.CallReopened(call),
            EventTypes.CustomerReplied => new CallUpdate.CustomerReplied(call, null),
            EventTypes.PromiseKept => new CallUpdate.PromiseKept(call, PromiseId!, PromiseAt!.Value),
            EventTypes.PromiseMoved => new CallUpdate.PromiseMoved(call, PromiseId!, PromiseAt!.Value),
            EventTypes.SupervisorContacted => new CallUpdate.SupervisorContacted(call),
            EventTypes.CaseClosed => new CallUpdate.CaseClosed(call, Cause!, Action!),
            _ => throw new InvalidDataException("An update of an unknown type waits."),
        };
        return update with { Time = At, EventId = EventId, Source = Source };
    }
}
