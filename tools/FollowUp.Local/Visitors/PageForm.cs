using System.Net;
using System.Text.RegularExpressions;

namespace FollowUps.Local.Visitors;

/// <summary>A form of one of our pages as a browser would send it: hidden fields, what is chosen already, and what the visitor enters.</summary>
public static partial class PageForm
{
    /// <summary>The fields that are sent; null: the page has no form that takes these entries.</summary>
    /// <param name="html">The page.</param>
    /// <param name="entries">What the visitor enters; a button is an entry too.</param>
    public static IReadOnlyList<KeyValuePair<string, string>>? Fill(string html, IReadOnlyDictionary<string, string> entries)
    {
        foreach (Match form in Forms().Matches(html))
        {
            var body = form.Value;
            if (!entries.All(entry => Takes(body, entry.Key, entry.Value))) continue;
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (Match input in Inputs().Matches(body))
            {
                var (type, name) = (Attribute(input.Value, "type"), Attribute(input.Value, "name"));
                var sent = type == "hidden" || (type == "radio" && Checked().IsMatch(input.Value));
                if (sent && name is not null) fields[name] = Attribute(input.Value, "value") ?? "";
            }

            foreach (var (name, value) in entries) fields[name] = value.StartsWith('#') ? Choice(body, name, value) : value;
            return [.. fields];
        }

        return null;
    }

    // A form with a fixed "do" is one of several; any other field has to be there, with the value where it is a choice.
    private static bool Takes(string form, string name, string value) => name == "do"
        ? form.Contains($"name=\"do\" value=\"{value}\"", StringComparison.Ordinal)
        : form.Contains($"name=\"{name}\"", StringComparison.Ordinal);

    private static string Choice(string form, string name, string number)
    {
        var select = Regex.Match(form, $"<select[^>]*name=\"{Regex.Escape(name)}\".*?</select>", RegexOptions.Singleline).Value;
        var options = Options().Matches(select).Select(option => WebUtility.HtmlDecode(option.Groups[1].Value)).Where(option => option.Length > 0).ToList();
        return int.TryParse(number.AsSpan(1), out var place) && place >= 1 && place <= options.Count ? options[place - 1] : "";
    }

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();

    [GeneratedRegex("\\schecked[\\s>]")]
    private static partial Regex Checked();

    [GeneratedRegex("<option value=\"([^\"]*)\"")]
    private static partial Regex Options();
}
