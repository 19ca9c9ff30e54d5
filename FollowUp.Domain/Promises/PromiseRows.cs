using FollowUps.State;

namespace FollowUps.Promises;

/// <summary>The promises on a call's row.</summary>
public static class PromiseRows
{
    /// <summary>The promise of this id; null: there is none.</summary>
    public static PromiseFacts? PromiseOf(this CallRow call, string? id) => (call ?? throw new ArgumentNullException(nameof(call))).Promises.FirstOrDefault(promise => promise.Id == id);

    /// <summary>What a timeline calls it: "promise p-1"; one that was not made in the call by what it is.</summary>
    internal static string Named(this PromiseFacts promise) => promise.Source switch
    {
        PromiseSource.Callback => "the booked call",
        PromiseSource.Acknowledgement => "the date of the acknowledgement",
        _ => $"promise {promise.Id}",
    };

    /// <summary>The same at the beginning of a sentence.</summary>
    internal static string NamedFirst(this PromiseFacts promise) => promise.Named() is var name ? $"{char.ToUpperInvariant(name[0])}{name[1..]}" : "";

    /// <summary>The call with a promise as it is now.</summary>
    internal static CallRow With(this CallRow call, PromiseFacts changed) =>
        call with { Promises = [.. call.Promises.Select(promise => promise.Id == changed.Id ? changed : promise)] };

    /// <summary>True while something that was promised in the call is still to be kept.</summary>
    internal static bool HasOpenPromise(this CallRow call) => call.Promises.Any(promise => promise is { State: PromiseState.Open, Source: not PromiseSource.Acknowledgement });
}
