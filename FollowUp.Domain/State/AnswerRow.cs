using NodaTime;

namespace FollowUps.State;

/// <summary><c>v</c>: an answer, append-only.</summary>
/// <param name="At">When it was posted.</param>
/// <param name="Kind"><c>rating</c>, <c>wish</c> or <c>consent</c>.</param>
/// <param name="Score">On the follow-up's scale; null: none was chosen.</param>
/// <param name="Comment">In the customer's own words, as far as consent lets it be kept.</param>
/// <param name="Counted">False for an answer that looks machine-made.</param>
public sealed record AnswerRow(Instant At, string Kind, int? Score, string? Comment, bool Counted)
{
    /// <summary>The customer's word on whether it is solved; null: not said.</summary>
    public bool? Solved { get; init; }

    /// <summary>Why it is not counted (<see cref="Responses.SuspectReason"/>'s word); null: nothing speaks against it.</summary>
    public string? Suspect { get; init; }

    /// <summary>True when it takes the place of an earlier answer.</summary>
    public bool Changed { get; init; }
}
