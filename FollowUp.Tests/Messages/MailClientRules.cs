using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace FollowUps.Tests.Messages;

/// <summary>What the common mail clients (Outlook on Windows, Gmail, Apple Mail) can show. Each rule names what breaks where.</summary>
internal static partial class MailClientRules
{
    // Outlook on Windows renders with Word: no positioning, no flex, no grid, no background images.
    private static readonly string[] Properties =
    [
        "margin", "padding", "color", "background-color", "font-family", "font-size", "font-weight", "line-height", "text-align", "text-decoration", "white-space",
        "border", "border-top", "border-bottom", "border-radius", "border-collapse", "display", "width", "max-width", "height", "overflow",
        "-webkit-text-size-adjust", "mso-padding-alt",
    ];

    private static readonly string[] Elements =
    [
        "html", "head", "meta", "title", "style", "body", "table", "tr", "td", "p", "h1", "h2", "a", "strong", "span", "br", "ul", "li", "img",
    ];

    private static readonly (string Rule, Func<string, IEnumerable<string>> Violations)[] Rules =
    [
        ("only elements that every client shows", html => TagsOf(html).Select(tag => tag.Name).Where(name => !Elements.Contains(name))),
        ("only inline CSS that Outlook, Gmail and Apple Mail share", html => DeclarationsOf(html).Where(css => !Properties.Contains(css.Name)).Select(css => css.Name)),
        ("no computed or loaded value in CSS", html => DeclarationsOf(html).Where(css => Computed().IsMatch(css.Value)).Select(css => $"{css.Name}:{css.Value}")),
        ("nothing is loaded from elsewhere", html => Loads().Matches(html).Select(match => match.Value)),
        ("no handler and no script address", html => Handlers().Matches(html).Select(match => match.Value)),
        ("one style element, small enough for Gmail", html => StyleOf(html) is [{ Length: < 8_192 }] ? [] : ["style"]),
        ("every table is layout, and says so", html => TagsOf(html).Where(tag => tag.Name == "table" && !(tag.Has("role=\"presentation\"") && tag.Has("cellpadding=\"0\"")
            && tag.Has("cellspacing=\"0\"") && tag.Has("border=\"0\""))).Select(tag => tag.Text)),
        ("no wider than 600 px", html => Widths().Matches(html).Where(width => int.Parse(width.Groups[1].Value, CultureInfo.InvariantCulture) > 600).Select(width => width.Value)),
        ("a language, a title, a viewport, both colour schemes", html => new[] { "<html lang=\"", "<title>", "name=\"viewport\"", "content=\"light dark\"", "prefers-color-scheme: dark" }
            .Where(part => !html.Contains(part, StringComparison.Ordinal))),
        ("images say what they show and how large they are", html => TagsOf(html).Where(tag => tag.Name == "img" && !(tag.Has("alt=\"") && tag.Has("height=\""))).Select(tag => tag.Text)),
        ("links lead to the web or to a phone", html => Hrefs().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))
            .Where(href => !href.StartsWith("https://", StringComparison.Ordinal) && !href.StartsWith("tel:", StringComparison.Ordinal))),
        ("links say where they lead", html => LinksOf(html).Where(text => text.Length < 2 && !char.IsDigit(text.FirstOrDefault()))),
        ("one link text, one place", html => Anchors().Matches(html).GroupBy(link => Plain(link.Groups[2].Value)).Where(group => group.Select(link => link.Groups[1].Value).Distinct().Count() > 1)
            .Select(group => group.Key)),
        ("at most one first heading, and the second ones after it", html => Headings().Matches(html).Select(match => match.Groups[1].Value).ToArray() is var levels
            && (levels.Count(level => level == "1") > 1 || levels.FirstOrDefault() == "2") ? ["headings"] : []),
        ("every element that is opened is closed", Unclosed),
        ("text of at least 13 px", html => FontSizes().Matches(html).Where(size => int.Parse(size.Groups[1].Value, CultureInfo.InvariantCulture) < 13).Select(size => size.Value)),
    ];

    /// <summary>Every rule that a mail breaks, with what breaks it.</summary>
    public static IReadOnlyList<string> BrokenBy(string html) => [.. Rules.SelectMany(rule => rule.Violations(html).Select(what => $"{rule.Rule}: {what}"))];

    private static IEnumerable<Tag> TagsOf(string html) => Tags().Matches(html).Select(match => new Tag(match.Groups[1].Value, match.Value));

    private static IEnumerable<(string Name, string Value)> DeclarationsOf(string html) => InlineStyles().Matches(html)
        .SelectMany(match => WebUtility.HtmlDecode(match.Groups[1].Value).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Select(declaration => declaration.Split(':', 2)).Select(parts => (parts[0].Trim(), parts.Length > 1 ? parts[1].Trim() : "?"));

    private static string[] StyleOf(string html) => [.. StyleElements().Matches(html).Select(match => match.Groups[1].Value)];

    private static IEnumerable<string> LinksOf(string html) => Anchors().Matches(html).Select(link => Plain(link.Groups[2].Value));

    private static string Plain(string html) => Tags().Replace(html, "").Trim();

    private static Stack<string> Unclosed(string html)
    {
        var open = new Stack<string>();
        foreach (Match tag in AnyTag().Matches(Comments().Replace(html, "")))
        {
            var name = tag.Groups[2].Value;
            if (name is "meta" or "br" or "img")
            {
                continue;
            }

            if (tag.Groups[1].Length == 0)
            {
                open.Push(name);
            }
            else if (!open.TryPop(out var last) || last != name)
            {
                return new Stack<string>([$"</{name}>"]);
            }
        }

        return open;
    }

    private sealed record Tag(string Name, string Text)
    {
        public bool Has(string part) => Text.Contains(part, StringComparison.Ordinal);
    }

    [GeneratedRegex("<([a-z][a-z0-9]*)\\b[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("<(/?)([a-z][a-z0-9]*)\\b[^>]*>")]
    private static partial Regex AnyTag();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(" style=\"([^\"]*)\"")]
    private static partial Regex InlineStyles();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElements();

    [GeneratedRegex("url\\(|calc\\(|var\\(|expression|!important|[0-9](rem|vh|vw)\\b")]
    private static partial Regex Computed();

    [GeneratedRegex(" src=|srcset=|<link|@import|@font-face|url\\(", RegexOptions.IgnoreCase)]
    private static partial Regex Loads();

    [GeneratedRegex(" on[a-z]+=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Handlers();

    [GeneratedRegex("width[:=]\"?([0-9]+)(?:px|\")")]
    private static partial Regex Widths();

    [GeneratedRegex(" href=\"([^\"]*)\"")]
    private static partial Regex Hrefs();

    [GeneratedRegex("<a\\b[^>]*href=\"([^\"]*)\"[^>]*>(.*?)</a>", RegexOptions.Singleline)]
    private static partial Regex Anchors();

    [GeneratedRegex("<h([1-6])\\b")]
    private static partial Regex Headings();

    [GeneratedRegex("font-size:([0-9]+)px")]
    private static partial Regex FontSizes();
}
