using System.Collections.Immutable;
using System.Globalization;

namespace FollowUps.Platforms;

/// <summary>
/// Where in an event a value is: <c>detail.agentInfo.agentArn</c>. <c>[0]</c> and <c>[-1]</c> take the first and the last of a list, <c>[purpose=agent]</c> those whose
/// field has a value, <c>{}</c> goes into JSON that is held in a text, <c>'a name.with dots'</c> is one name, and <c>.</c> alone is the value itself. A name on a list means its first item.
/// </summary>
internal sealed class SourcePath
{
    private readonly ImmutableArray<Step> _steps;

    private SourcePath(string text, ImmutableArray<Step> steps) => (Text, _steps) = (text, steps);

    /// <summary>As it is written.</summary>
    public string Text { get; }

    /// <summary>Reads a path; null when it is none.</summary>
    public static SourcePath? Parse(string text)
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        if (text == ".")
        {
            return new SourcePath(text, []);
        }

        for (var at = 0; at < text.Length;)
        {
            if (at > 0 && (text[at++] != '.' || at == text.Length))
            {
                return null;
            }

            if (Name(text, ref at) is not { Length: > 0 } name)
            {
                return null;
            }

            steps.Add(new Step(StepKind.Property, name));
            while (at < text.Length && text[at] is '[' or '{')
            {
                if (Selector(text, ref at) is not { } selector)
                {
                    return null;
                }

                steps.Add(selector);
            }
        }

        return steps.Count == 0 ? null : new SourcePath(text, steps.ToImmutable());
    }

    /// <summary>The path of one name, whatever characters it has.</summary>
    public static SourcePath OfName(string name) => new($"'{name}'", [new Step(StepKind.Property, name)]);

    /// <summary>The value there; null: there is none.</summary>
    /// <param name="root">Where the path begins.</param>
    /// <param name="holdsNoText">True: what is found may stay in a dead letter of a call whose documentation was declined.</param>
    public SourceValue? Find(SourceValue root, bool holdsNoText)
    {
        SourceValue? found = root;
        foreach (var step in _steps)
        {
            if (found is null)
            {
                return null;
            }

            found = step.Kind switch
            {
                StepKind.Property => (found.IsList ? found.Item(0) : found)?.Property(step.Name),
                StepKind.Index => found.Item(step.Index),
                StepKind.Where => SourceValue.ListOf(found.Items.Where(item => Matches(item, step))),
                _ => found.Inside(),
            };
        }

        if (holdsNoText)
        {
            found?.Keep();
        }

        return found;
    }

    private static bool Matches(SourceValue item, Step step)
    {
        // What tells items apart is a code, and a redrive needs it again.
        var value = item.Property(step.Name);
        value?.Keep();
        return string.Equals(value?.Text, step.Value, StringComparison.OrdinalIgnoreCase);
    }

    private static string? Name(string text, ref int at)
    {
        var begin = at;
        if (at < text.Length && text[at] == '\'')
        {
            var end = text.IndexOf('\'', at + 1);
            at = end + 1;
            return end < 0 ? null : text[(begin + 1)..end];
        }

        while (at < text.Length && text[at] is not ('.' or '[' or '{' or ']' or '}' or '\''))
        {
            at++;
        }

        return text[begin..at];
    }

    private static Step? Selector(string text, ref int at)
    {
        var end = text.IndexOf(text[at] == '[' ? ']' : '}', at);
        if (end < 0)
        {
            return null;
        }

        var (inside, isList) = (text[(at + 1)..end], text[at] == '[');
        at = end + 1;
        if (!isList)
        {
            return inside.Length == 0 ? new Step(StepKind.Inside, "") : null;
        }

        return int.TryParse(inside, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? new Step(StepKind.Index, "", index)
            : inside.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } value] ? new Step(StepKind.Where, name, 0, value)
            : null;
    }

    private enum StepKind
    {
        Property,
        Index,
        Where,
        Inside,
    }

    private readonly record struct Step(StepKind Kind, string Name, int Index = 0, string Value = "");
}
