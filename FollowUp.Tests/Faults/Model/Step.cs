using CsCheck;
using FollowUps.Calls;
using FollowUps.Sending;
using NodaTime;

namespace FollowUps.Tests.Faults.Model;

/// <summary>One thing that happens to the product from outside.</summary>
internal abstract record Step
{
    private Step()
    {
    }

    /// <summary>A call closes, or the platform says once more that it did.</summary>
    public sealed record Close(int Customer, int Call, CallOutcome Outcome, Mood Mood, int MinutesAgo, Variation Variation) : Step;

    /// <summary>The queue delivers an earlier message again.</summary>
    public sealed record Redeliver(int Message) : Step;

    /// <summary>The recipient of a mail answers.</summary>
    public sealed record Answer(int Mail, int Score) : Step;

    /// <summary>The recipient of a mail does not want to be asked any more.</summary>
    public sealed record Unsubscribe(int Mail) : Step;

    /// <summary>The provider answers the next post so.</summary>
    public sealed record Provider(SendResult Result, bool Taken) : Step;

    /// <summary>The next process dies at one of its requests.</summary>
    public sealed record Crash(int Request, Side Side) : Step;

    /// <summary>From now on the send queue delivers everything so often.</summary>
    public sealed record SendDeliveries(int Times) : Step;

    /// <summary>Time passes, and what becomes due is done.</summary>
    public sealed record Pass(int Minutes) : Step;
}

/// <summary>What is unusual about a call.</summary>
internal enum Variation
{
    Plain,
    NoAddress,
    SurveyDenied,
    OtherContent,
    OtherCustomer,
}

/// <summary>Random courses of events.</summary>
internal static class Steps
{
    private static readonly Gen<Step> Close = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 3], Any(CallOutcome.Resolved, CallOutcome.Resolved, CallOutcome.Unresolved, CallOutcome.Abandoned), Gen.Enum<Mood>(),
        Gen.Frequency((6, Gen.Int[0, 60]), (1, Gen.Int[60, 6000])), Gen.Frequency((6, Gen.Const(Variation.Plain)), (2, Gen.Enum<Variation>())),
        Step (customer, call, outcome, mood, ago, variation) => new Step.Close(customer, call, outcome, mood, ago, variation));

    private static readonly Gen<SendResult> Answers = Gen.OneOf(
        Gen.Int[0, 90].Select(SendResult (minutes) => new SendResult.Throttled(Duration.FromMinutes(minutes))),
        Any<SendResult>(
            new SendResult.Throttled(null), new SendResult.Unclear("timeout"), new SendResult.Unclear("timeout"), new SendResult.Refused("invalid"),
            new SendResult.NotConnected("refused"), new SendResult.Misconfigured("http-403"), new SendResult.Blocked("SubscriptionBlocked")));

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>One course, from calls alone to everything at once.</summary>
    public static Gen<Step[]> Course { get; } = Gen.Frequency(
        (6, Close),
        (2, Gen.Int[0, 9].Select(Step (message) => new Step.Redeliver(message))),
        (2, Gen.Select(Gen.Int[0, 5], Gen.Int[1, 5], Step (mail, score) => new Step.Answer(mail, score))),
        (1, Gen.Int[0, 5].Select(Step (mail) => new Step.Unsubscribe(mail))),
        (3, Gen.Select(Answers, Gen.Bool, Step (answer, taken) => new Step.Provider(answer, taken && answer is SendResult.Unclear))),
        (3, Gen.Select(Gen.Int[0, 45], Gen.Enum<Side>(), Step (request, side) => new Step.Crash(request, side))),
        (1, Gen.Int[1, 3].Select(Step (times) => new Step.SendDeliveries(times))),
        (6, Gen.Frequency((2, Gen.Int[1, 90]), (2, Gen.Int[90, 1500]), (1, Gen.Int[1500, 4500])).Select(Step (minutes) => new Step.Pass(minutes)))).Array[1, 24];
}
