using FollowUps.Responses;
using NodaTime;

namespace FollowUps.Tests;

/// <summary>Answers as a person gives them: the page is read before the button is pressed.</summary>
internal static class GivenVotes
{
    /// <summary>How long this person reads.</summary>
    public static Duration Reading { get; } = Duration.FromSeconds(20);

    /// <summary>A vote from a page that was opened a while before <paramref name="now"/>.</summary>
    public static Vote Vote(int? score, Instant now, string page = "page-1", bool? solved = null, string? comment = null, PageAsked asked = PageAsked.Plainly) =>
        new(score, solved, comment, new RenderedPage(page, now - Reading, asked));

    /// <summary>A person answers with a score.</summary>
    public static Task<RatingResult> RunAsync(
        this RecordRating ratings, SignedLink link, int score, string? comment, string page, Instant now, CancellationToken cancellationToken) =>
        ratings.RunAsync(link, Vote(score, now, page, comment: comment), now, cancellationToken);
}
