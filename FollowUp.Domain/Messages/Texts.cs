using System.Globalization;
using System.Text;
using Fluid.Values;

namespace FollowUps.Messages;

/// <summary>Texts of facts as values of a template: cut, on one line, harmless.</summary>
internal static class Texts
{
    /// <summary>Most characters of a name, a number or a role.</summary>
    public const int LongestName = 80;

    // A brief quotes what an agent wrote; a mail is no archive, the desk shows the rest.
    private const int LongestPassage = 1_200;
    private const int MostItems = 20;

    /// <summary>A text on one line, or null where nothing is left of it.</summary>
    public static string? Line(string? text, int most) => OneLine.FromCall(text, most) is { Length: > 0 } line ? line : null;

    /// <summary>A longer text on one line.</summary>
    public static string? Passage(string? text) => Line(text, LongestPassage);

    /// <summary>A text, or a variable that may be asked for with <c>if</c> and not be written.</summary>
    public static FluidValue Optional(string name, string? text) => text is null ? new AbsentValue(name) : StringValue.Create(text);

    /// <summary>Lines; none is an empty list, which a loop passes over and <c>size</c> counts.</summary>
    public static FluidValue Lines(IEnumerable<string> texts) => Items(texts.Select(Passage).OfType<string>().Select(FluidValue (line) => StringValue.Create(line)));

    /// <summary>A list of at most twenty.</summary>
    public static FluidValue Items(IEnumerable<FluidValue> items) => new ArrayValue([.. items.Take(MostItems)]);

    /// <summary>A number.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>"agreedByPhone" → "agreed_by_phone": data files are camelCase, variables are not.</summary>
    public static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            _ = char.IsAsciiLetterUpper(c) ? snake.Append('_').Append(char.ToLowerInvariant(c)) : snake.Append(c);
        }

        return snake.ToString();
    }
}
