using System.Collections.Immutable;
using NodaTime;

namespace FollowUps.State;

/// <summary><c>b</c>: an input that could not be used, kept so that it can be redriven.</summary>
public sealed record DeadLetterRow
{
    /// <summary>The state of a letter that nobody has redriven, or that has failed again since.</summary>
    public const string Waiting = "waiting";

    /// <summary>The state of a letter whose message is on its queue again, or was used.</summary>
    public const string Redriven = "redriven";

    public required string Id { get; init; }

    public required string Queue { get; init; }

    public Instant ReceivedAt { get; init; }

    public required string Reason { get; init; }

    public required string Field { get; init; }

    public required string Fix { get; init; }

    /// <summary><c>waiting</c>, <c>redriven</c> or <c>discarded</c>.</summary>
    public string State { get; init; } = Waiting;

    public int DequeueCount { get; init; } = 1;

    /// <summary>How often it failed: 1, and one more for each time it came back.</summary>
    public int Failures { get; init; } = 1;

    /// <summary>When it failed last.</summary>
    public Instant? FailedAt { get; init; }

    /// <summary>Who put it on its queue again, and when; oldest first.</summary>
    public ImmutableArray<RedriveMark> Redrives { get; init; } = [];

    /// <summary>The bytes as received; free text blanked when documentation was declined.</summary>
    public required byte[] ContentBytes { get; init; }

    /// <summary>False: consent could not be read, so that the content is for redrive only and shown to nobody.</summary>
    public bool Showable { get; init; }
}

/// <summary>One redrive of a dead letter.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who: a sign-in name, or the machine that asked.</param>
public sealed record RedriveMark(Instant At, string By);

/// <summary><c>bi</c>: where a dead letter lies.</summary>
/// <param name="Key">Key of its row.</param>
public sealed record DeadLetterIndexRow(string Key);

/// <summary><c>j</c>: a part of a call that waits for the others.</summary>
public sealed record PartRow
{
    /// <summary>The mapping it came through.</summary>
    public required string Platform { get; init; }

    /// <summary>Name of the mapping's event.</summary>
    public required string Part { get; init; }

    public Instant ReceivedAt { get; init; }

    /// <summary>What it says, as an event of our contract; without free text when documentation was declined.</summary>
    public required byte[] FieldsBytes { get; init; }

    /// <summary>What a dead letter would keep of it.</summary>
    public required byte[] ContentBytes { get; init; }

    public bool Showable { get; init; }

    /// <summary>Key of the timer that ends the wait.</summary>
    public required string TimerKey { get; init; }
}
