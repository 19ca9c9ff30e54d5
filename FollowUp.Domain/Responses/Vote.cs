using NodaTime;

namespace FollowUps.Responses;

/// <summary>What somebody or something posted from a rating page.</summary>
/// <param name="Score">On the follow-up's scale; null: none was chosen.</param>
/// <param name="Solved">Whether it is solved; null: not said.</param>
/// <param name="Comment">In own words; null or empty: none. Kept only as far as consent allows.</param>
/// <param name="Page">The page it was posted from.</param>
public sealed record Vote(int? Score, bool? Solved, string? Comment, RenderedPage Page);

/// <summary>One rendering of a page, as its nonce tells it.</summary>
/// <param name="Nonce">Names it; the same page counts once.</param>
/// <param name="At">When it was rendered.</param>
/// <param name="Asked">What it was rendered for.</param>
public sealed record RenderedPage(string Nonce, Instant At, PageAsked Asked = PageAsked.Plainly);

/// <summary>How a page came to be rendered.</summary>
public enum PageAsked : byte
{
    /// <summary>A link was opened.</summary>
    Plainly,

    /// <summary>Somebody asked on the page of their answer to change it.</summary>
    ToChange,

    /// <summary>It was opened together with the other choices of the same mail, within seconds.</summary>
    WithAllLinks,
}
