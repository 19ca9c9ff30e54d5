using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using NodaTime;

namespace FollowUps.Pages;

/// <summary>The words of the pages in the visitor's language, safe to stand in HTML.</summary>
/// <param name="words">The language.</param>
/// <param name="brand">Whose pages these are.</param>
internal sealed class PageSay(PageWords words, Brand brand)
{
    /// <summary>The plain words, for what is made safe later.</summary>
    public PageWords Words => words;

    /// <summary>A text without gaps.</summary>
    public string this[PageText text] => Pages.Page.Text(words.Of(text));

    /// <summary>A text with its gaps filled; values are made safe as well.</summary>
    public string Fill(PageText text, params ReadOnlySpan<(string Gap, string Value)> values) => Pages.Page.Text(words.Of(text, values));

    /// <summary>A text with one gap, whose value is safe already and shown strongly.</summary>
    public string Marked(PageText text, string gap, string html) => Pages.Page.Text(words.Of(text, (gap, "\u0001"))).Replace("\u0001", $"<strong>{html}</strong>", StringComparison.Ordinal);

    /// <summary>An instant as the mails spell it.</summary>
    public string Moment(Instant at, DateTimeZone zone) => Pages.Page.Text(words.Moment(at, zone));

    /// <summary>The question of a scale.</summary>
    public string Question(RatingScale scale) => Pages.Page.Text(words.Rating(scale).Question);

    /// <summary>A choice of a scale: its label, and the number where the label alone does not say it.</summary>
    public string Choice(RatingScale scale, int score)
    {
        var number = score.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var label = words.Rating(scale).Labels[score - scale.Lowest()];
        return label is null ? number : scale == RatingScale.Csat ? Pages.Page.Text(label) : $"{number} · {Pages.Page.Text(label)}";
    }

    /// <summary>A score as it is said.</summary>
    public string Score(RatingScale scale, int score) => Pages.Page.Text(words.Score(scale, score));

    /// <summary>A page with a title.</summary>
    public Page Page(PageText title, string body, int status = StatusCodes.Status200OK) => new(words.Of(title), body, brand, status) { Language = words.Language };
}
