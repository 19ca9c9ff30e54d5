using System.Collections.Immutable;
using FollowUps.Calls;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>What becomes of one event.</summary>
public abstract record ExplainedEvent
{
    private ExplainedEvent()
    {
    }

    /// <summary>What happens right after it and because of it: of a call, the updates that waited for it; of a reopening, the later close that had come before.</summary>
    public ImmutableArray<ExplainedEvent> Then { get; init; } = [];

    /// <summary>A call that is planned.</summary>
    public sealed record Planned(Explanation Explanation) : ExplainedEvent;

    /// <summary>A call that is known already: one call id is one call until it is reopened, and nothing is planned again.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Since">When it became known.</param>
    public sealed record Repeat(CallId Call, Instant Since) : ExplainedEvent;

    /// <summary>Something happened to a call or a customer.</summary>
    /// <param name="Happened">What.</param>
    /// <param name="Stops">The kinds that become pointless by it; none: it stops nothing by itself.</param>
    public sealed record Update(CallUpdate Happened, IReadOnlyList<FollowUpKind> Stops) : ExplainedEvent
    {
        /// <summary>Until when it waits for a call that is not known yet; null: it does not wait.</summary>
        public Instant? WaitsUntil { get; init; }

        /// <summary>What it has the plan book plan; null: nothing.</summary>
        public PlanDecision? Plans { get; init; }

        /// <summary>Why it changes nothing; null: it does.</summary>
        public NothingChanges? Nothing { get; init; }
    }

    /// <summary>It becomes a dead letter.</summary>
    public sealed record Unusable(InputError Error) : ExplainedEvent;
}

/// <summary>An update that is taken and changes nothing.</summary>
/// <param name="Sentence">What the timeline tells of it.</param>
/// <param name="Why">Why nothing changes.</param>
public sealed record NothingChanges(string Sentence, string Why);
