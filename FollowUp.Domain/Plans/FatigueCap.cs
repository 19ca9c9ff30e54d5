using NodaTime;

namespace FollowUps.Plans;

/// <summary>At most so many follow-ups of a kind to one customer in a stretch of time that slides along.</summary>
/// <param name="Kind">What is counted.</param>
/// <param name="Max">How many may be sent; at least 1.</param>
/// <param name="Per">In how much elapsed time.</param>
public sealed record FatigueCap(FollowUpKind Kind, int Max, Duration Per);
