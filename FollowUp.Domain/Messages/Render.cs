using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using Fluid.Values;

namespace FollowUps.Messages;

/// <summary>Makes a mail from facts: the whole mail, or a reason why not. It never leaves a blank where something is missing.</summary>
public sealed class Render(TemplateSet templates)
{
    /// <summary>Language and name of every template there is, in order.</summary>
    public IEnumerable<(string Language, string Name)> Templates => templates.All;

    /// <summary>True when there are mails in a language; without, they go out in <see cref="TemplateSet.DefaultLanguage"/>.</summary>
    public bool Speaks(string language) => templates.All.Any(template => template.Language == language);

    /// <summary>The largest mail in UTF-8, both parts together: what is kept of a sent mail has to fit in one row.</summary>
    public const int LargestMail = 60 * 1024;

    private const int LongestSubject = 150;

    /// <summary>Renders subject, HTML part and plain part.</summary>
    public RenderResult Of(MailFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return templates.Find(facts.Kind, facts.Variant, facts.Language, out var notes) is { } template
            ? Of(template, facts, notes)
            : new RenderFailure($"There is no template '{TemplateSet.NameOf(facts.Kind, facts.Variant)}'.");
    }

    internal static RenderResult Of(MailTemplate template, MailFacts facts, ImmutableArray<string> notes)
    {
        var variables = MailVariables.Of(facts, template.Language);
        if (!TryRender(template.Subject, variables, Liquid.Plain, out var subject, out var failure))
        {
            return failure!;
        }

        var line = OneLine.Of(subject, LongestSubject);
        variables["subject"] = StringValue.Create(line);
        if (!TryFrame(template.Html, template.Layout.Html, variables, Liquid.Html, out var html, out failure)
            || !TryFrame(template.Text, template.Layout.Text, variables, Liquid.Plain, out var text, out failure))
        {
            return failure!;
        }

        var plain = Tidy(text);
        var size = Encoding.UTF8.GetByteCount(html) + Encoding.UTF8.GetByteCount(plain);
        return line.Length == 0 ? new RenderFailure($"{template.Subject.Path}: the subject is empty.")
            : size > LargestMail ? new RenderFailure($"{template.Html.Path}: the mail has {size} bytes, and {LargestMail} is the most.")
            : new RenderedMail(line, html, plain, template.Version, notes);
    }

    private static bool TryFrame(
        TemplateFile file, TemplateFile layout, Dictionary<string, FluidValue> variables, TextEncoder encoder, out string part, out RenderFailure? failure)
    {
        part = "";
        if (!TryRender(file, variables, encoder, out var body, out failure))
        {
            return false;
        }

        // The body is finished and escaped; the layout takes it as it is. Nothing else is ever written unescaped.
        var framed = new Dictionary<string, FluidValue>(variables) { ["body"] = StringValue.Create(body, encode: false) };
        return TryRender(layout, framed, encoder, out part, out failure);
    }

    private static bool TryRender(
        TemplateFile file, Dictionary<string, FluidValue> variables, TextEncoder encoder, out string text, out RenderFailure? failure)
    {
        var rendered = Liquid.Render(file.Body, variables, encoder, out var problem);
        text = rendered ?? "";
        failure = rendered is null ? new RenderFailure($"{file.Path}: {problem}.") : null;
        return failure is null;
    }

    // Conditions leave empty lines behind: at most one stays.
    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        var blank = true;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.Length > 0 || !blank)
            {
                tidy.Append(line).Append('\n');
            }

            blank = line.Length == 0;
        }

        return tidy.ToString().TrimEnd() + "\n";
    }
}
