using System.Collections.Immutable;
using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using NodaTime;

namespace FollowUps.Pages;

/// <summary>The words of the pages in the visitor's language, safe to stand in HTML.</summary>
internal sealed class PageSay(PageWords words, Brand brand)
{
    /// <summary>A phrase by its name.</summary>
    public string this[string name] => Pages.Page.Text(words[name]);

    /// <summary>A phrase with its gaps filled; values are made safe as well.</summary>
    public string Fill(string name, params ReadOnlySpan<(string Gap, string Value)> values) => Pages.Page.Text(words.Fill(name, values));

    /// <summary>An instant as the mails spell it.</summary>
    public string Moment(Instant at, DateTimeZone zone) => Pages.Page.Text(words.Moment(at, zone));

    /// <summary>The question of a scale and its labels.</summary>
    public (string Question, ImmutableArray<string> Labels) Rating(RatingScale scale)
    {
        var (question, labels) = words.Rating(scale);
        return (Pages.Page.Text(question), [.. labels.Select(Pages.Page.Text)]);
    }

    /// <summary>A page with a title by its name.</summary>
    public Page Page(string title, string body, int status = StatusCodes.Status200OK) => new(words[title], body, brand, status) { Language = words.Tag };
}
