namespace FollowUps.Plans;

/// <summary>What the order of the rules does to one of them, when that is most likely not meant. The first rule that matches decides.</summary>
internal static class RuleOrder
{
    /// <summary>
    /// A rule that no call reaches, because those before it take all of its calls, alone or between them; or one that shares some of its
    /// calls with an earlier one that plans something else. A narrow rule before a wider one is the way to write an exception and no problem.
    /// </summary>
    /// <returns>The reason and the fix, each in words; null: nothing to say.</returns>
    public static (string Reason, string Fix)? ProblemOf(PlanRule rule, IReadOnlyList<PlanRule> earlier)
    {
        if (!rule.When.CanHold)
        {
            return ("No call matches this rule: its tags want and forbid the same", "Take the tag out of 'none', or out of the others.");
        }

        if (earlier.FirstOrDefault(other => other.When.Covers(rule.When)) is { } covering)
        {
            return ($"No call reaches this rule: '{covering.Name}' before it takes all of its calls", "Move it up, or narrow the earlier rule.");
        }

        var sharing = earlier.Where(other => other.When.Meets(rule.When)).ToList();
        if (sharing.Count > 1 && rule.When.Pieces(sharing.Select(other => other.When)).All(piece => sharing.Exists(other => other.When.Covers(piece))))
        {
            return ($"No call reaches this rule: {Names(sharing)} before it take all of its calls between them", "Move it up, or narrow one of the earlier rules.");
        }

        var crossing = sharing.Where(other => !rule.When.Covers(other.When) && !other.Steps.SequenceEqual(rule.Steps)).ToList();
        return crossing.Count == 0
            ? null
            : ($"Some calls match both this rule and {Names(crossing)} before it, which decides about them", "If that is not meant, say in the earlier rule which calls it leaves to this one, or move this one up.");
    }

    private static string Names(IEnumerable<PlanRule> rules) => string.Join(" and ", rules.Select(rule => $"'{rule.Name}'"));
}
