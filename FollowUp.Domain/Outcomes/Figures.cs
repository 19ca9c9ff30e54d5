using System.Collections.Immutable;
using FollowUps.Plans;

namespace FollowUps.Outcomes;

/// <summary>
/// The numbers people ask for, made of the counters of any days for one value of one dimension. The formulae are those of <see cref="Measures"/>; every
/// share carries its n and its interval, and says itself when it is too few to be shown.
/// </summary>
public sealed record Figures
{
    /// <summary>Mails that the provider took, of every kind.</summary>
    public required long Sent { get; init; }

    /// <summary>Satisfied customers: 4 and 5 of all counted ratings of 1 to 5.</summary>
    public required Share Csat { get; init; }

    /// <summary>Promoters less detractors.</summary>
    public required NetPromoterScore Nps { get; init; }

    /// <summary>Who says that it was made easy: 5 to 7 of all counted ratings of 1 to 7.</summary>
    public required Share Ces { get; init; }

    /// <summary>Who says that it is solved, of those who said whether.</summary>
    public required Share Solved { get; init; }

    /// <summary>Answered of asked, on the day of the mail that asked.</summary>
    public required Share Responses { get; init; }

    /// <summary>Answered of what was asked and did not come back.</summary>
    public required Share ResponsesOfDelivered { get; init; }

    /// <summary>Kept by their date, of the promises due.</summary>
    public required Share KeptPromises { get; init; }

    /// <summary>Answers that look machine-made, of all that were posted.</summary>
    public required Share SuspectVotes { get; init; }

    /// <summary>From the opening of a case to the first word to the customer.</summary>
    public required Spread FirstOutreach { get; init; }

    /// <summary>The same in business time of the queue.</summary>
    public required Spread FirstOutreachBusiness { get; init; }

    /// <summary>From the opening of a case to its close.</summary>
    public required Spread CaseClose { get; init; }

    /// <summary>The same in business time of the queue.</summary>
    public required Spread CaseCloseBusiness { get; init; }

    /// <summary>Episodes by their outcome's word.</summary>
    public required ImmutableSortedDictionary<string, long> Outcomes { get; init; }

    /// <summary>Closed cases by their cause.</summary>
    public required ImmutableSortedDictionary<string, long> Causes { get; init; }

    /// <summary>Makes them.</summary>
    /// <param name="counts">Counters by name (<see cref="Counters"/>), summed over the days; one that is not there is zero.</param>
    public static Figures Of(IReadOnlyDictionary<string, long> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var (asked, answered, votes) = (Count(counts, Counters.Asked), Count(counts, Counters.Rated), Count(counts, Counters.Votes));
        var (yes, no) = (Count(counts, Counters.Solved), Count(counts, Counters.NotSolved));
        return new Figures
        {
            Sent = Count(counts, Counters.Sent),
            Csat = Measures.Csat(Histogram(counts, RatingScale.Csat)),
            Nps = Measures.Nps(Histogram(counts, RatingScale.Nps)),
            Ces = Measures.Ces(Histogram(counts, RatingScale.Ces)),
            Solved = Measures.Of(yes, yes + no),
            Responses = Part(answered, asked),
            ResponsesOfDelivered = Part(answered, asked - Count(counts, Counters.AskedInVain)),
            KeptPromises = Part(Count(counts, Counters.PromisesKept), Count(counts, Counters.PromisesDue)),
            SuspectVotes = Part(Count(counts, Counters.SuspectVote), votes),
            FirstOutreach = Spread.Of(counts, Counters.OutreachHistogram),
            FirstOutreachBusiness = Spread.Of(counts, Counters.OutreachBusinessHistogram),
            CaseClose = Spread.Of(counts, Counters.CloseHistogram),
            CaseCloseBusiness = Spread.Of(counts, Counters.CloseBusinessHistogram),
            Outcomes = Named(counts, Counters.Closed(EpisodeOutcome.Satisfied)[..^EpisodeOutcome.Satisfied.Word().Length]),
            Causes = Named(counts, Counters.Cause("")),
        };
    }

    // An answer to a mail that came back, or a correction whose first half lies outside the days, must not make a share of more than all or less than nothing.
    private static Share Part(int hits, int n) => Measures.Of(Math.Clamp(hits, 0, Math.Max(0, n)), Math.Max(0, n));

    private static int[] Histogram(IReadOnlyDictionary<string, long> counts, RatingScale scale) =>
        [.. Enumerable.Range(scale.Lowest(), scale.Highest() - scale.Lowest() + 1).Select(score => Count(counts, Counters.Score(scale.Word(), score)))];

    // Outcomes and causes have names of their own; histograms that begin with the same word have numbers.
    private static ImmutableSortedDictionary<string, long> Named(IReadOnlyDictionary<string, long> counts, string prefix) =>
        counts.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal) && c.Value > 0)
            .ToImmutableSortedDictionary(c => c.Key[prefix.Length..], c => c.Value, StringComparer.Ordinal);

    private static int Count(IReadOnlyDictionary<string, long> counts, string name) => (int)Math.Clamp(counts.GetValueOrDefault(name), 0, int.MaxValue);
}
