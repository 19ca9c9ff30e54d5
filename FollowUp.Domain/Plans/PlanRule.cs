using System.Collections.Immutable;

namespace FollowUps.Plans;

/// <summary>One rule of the plan book: the first one for a fact that matches the call decides its follow-ups.</summary>
/// <param name="Name">Unique in the plan book; people read it on the timeline.</param>
/// <param name="When">What must hold of the call.</param>
/// <param name="Steps">The follow-ups; none is a decision too.</param>
public sealed record PlanRule(string Name, PlanCondition When, ImmutableArray<PlanStep> Steps)
{
    /// <summary>The fact that it decides about; default a closed call.</summary>
    public PlanEvent On { get; init; }
}
