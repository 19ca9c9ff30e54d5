using System.Text.RegularExpressions;

namespace FollowUps.Messages;

/// <summary>
/// What the HTML of a template may be made of. Escaping makes a value harmless between tags and inside quotes; it does not make it harmless as an
/// address, a style or a script. So a variable stands there only if it is an address or a style of ours, and nothing is loaded from elsewhere.
/// </summary>
internal static partial class TemplateMarkup
{
    private const string Variable = @"\{\{-?\s*(?<name>[^}]*?)\s*-?\}\}";

    // What runs, asks for input or loads, and what mail clients take out.
    private static readonly string[] Refused =
    [
        "script", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "input", "button", "select", "textarea", "svg", "math", "link", "base", "audio", "video", "source", "picture",
    ];

    // A document has them once, and the layout is the document.
    private static readonly string[] LayoutOnly = ["html", "head", "body", "title", "meta", "style"];

    private static readonly string[] Schemes = ["https://", "mailto:", "tel:"];

    /// <summary>What must not be in the file, with the line; none: it may be used.</summary>
    public static IEnumerable<(string Reason, string Fix)> ProblemsIn(TemplateFile file)
    {
        var isLayout = file.Path.EndsWith("layout.html.liquid", StringComparison.Ordinal);
        // What stands in a comment is looked at too: conditional comments are markup for the clients that read them.
        foreach (Match tag in Tag().Matches(file.Source))
        {
            var name = tag.Groups["name"].Value.ToLowerInvariant();
            var line = file.Source.AsSpan(0, tag.Index).Count('\n') + 1;
            foreach (var (reason, fix) in ProblemsIn(name, tag.Groups["rest"].Value, isLayout))
            {
                yield return ($"line {line}: {reason}", fix);
            }
        }
    }

    /// <summary>True for inline CSS that loads nothing and stays in its place.</summary>
    public static bool IsPlainStyle(string css) => !Loading().IsMatch(css);

    private static IEnumerable<(string Reason, string Fix)> ProblemsIn(string name, string rest, bool isLayout)
    {
        if (Refused.Contains(name) || (!isLayout && LayoutOnly.Contains(name)))
        {
            yield return ($"<{name}> must not be in a mail", "Use headings, paragraphs, lists, tables and links.");
            yield break;
        }

        foreach (Match attribute in Attribute().Matches(rest))
        {
            var (key, value) = (attribute.Groups["key"].Value.ToLowerInvariant(), attribute.Groups["value"].Value);
            if (ProblemIn(key, value) is { } problem)
            {
                yield return problem;
            }
        }

        if (Attribute().Replace(rest, "").Contains("{{", StringComparison.Ordinal))
        {
            yield return ($"a variable in <{name}> is not in quotes", "Write it inside the quotes of an attribute: alt=\"{{ brand.name }}\".");
        }
    }

    private static (string Reason, string Fix)? ProblemIn(string key, string value)
    {
        string[] variables = [.. Variables().Matches(value).Select(match => match.Groups["name"].Value)];
        return key switch
        {
            _ when key.StartsWith("on", StringComparison.Ordinal) => ($"'{key}' would run a script", "Take it out: mail clients do not run scripts."),
            "href" when value.Contains('{', StringComparison.Ordinal) => variables is [var name] && IsAddress(name) && Variables().Replace(value, "").Length == 0
                ? null
                : ($"a link must not lead to '{value}'", "Link to a variable of links, to a phone_link or to choice.url, or write an address without variables."),
            "href" => IsSafeAddress(value) ? null : ($"a link must not lead to '{value}'", "Write an address that begins with https://, mailto: or tel:."),
            "src" => variables is ["brand.logo"] && Variables().Replace(value, "").Length == 0
                ? null
                : ("a picture is loaded from elsewhere", "Show the brand's logo, {{ brand.logo }}, or no picture: many clients load none, and loading tells who read the mail."),
            "srcset" or "background" or "poster" or "action" or "formaction" or "data" or "ping" => ($"'{key}' loads from elsewhere", "Take it out."),
            "style" when !variables.All(IsStyle) => ("a variable in a style is no style", "Use a variable of style, or brand.colour and brand.on_colour."),
            "style" when !IsPlainStyle(value) => ("a style loads from elsewhere or moves over others", "Write plain inline styles without url(), @import, expression() and position."),
            _ => null,
        };
    }

    private static bool IsAddress(string name) =>
        (name.StartsWith("links.", StringComparison.Ordinal) && name.IndexOf('|', StringComparison.Ordinal) < 0) || name is "card.phone_link" or "brief.phone_link" or "promise.phone_link" or "choice.url";

    private static bool IsStyle(string name) => name is "brand.colour" or "brand.on_colour" || (name.StartsWith("style.", StringComparison.Ordinal) && name.IndexOf('|', StringComparison.Ordinal) < 0);

    private static bool IsSafeAddress(string value) =>
        Schemes.Any(scheme => value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) && !value.Any(c => char.IsWhiteSpace(c) || c is '<' or '>' or '"');

    [GeneratedRegex("""<(?<name>[a-zA-Z][a-zA-Z0-9:-]*)(?<rest>(?:"[^"]*"|'[^']*'|\{\{[^}]*\}\}|\{%[^%]*%\}|[^"'<>])*)>?""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex("""(?<key>[a-zA-Z][a-zA-Z0-9:_-]*)\s*=\s*("(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s"'<>{]+))""", RegexOptions.ExplicitCapture)]
    private static partial Regex Attribute();

    [GeneratedRegex(Variable, RegexOptions.ExplicitCapture)]
    private static partial Regex Variables();

    [GeneratedRegex(@"url\s*\(|@import|expression\s*\(|\bposition\s*:|\\", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Loading();
}
