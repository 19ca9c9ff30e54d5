using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using Fluid.Values;
using FollowUps.Messages.Tone;
using FollowUps.Plans;

namespace FollowUps.Messages;

/// <summary>Makes a mail from facts: the whole mail, or a reason why not. It never leaves a blank where something is missing.</summary>
public sealed class Render(TemplateSet templates)
{
    /// <summary>True when there are mails in a language; without, they go out in <see cref="TemplateSet.DefaultLanguage"/>.</summary>
    public bool Speaks(string language) => templates.All.Any(template => template.Language == language);

    /// <summary>The templates behind it.</summary>
    public TemplateSet Templates => templates;

    /// <summary>The words of the public pages, in the language or in <see cref="TemplateSet.DefaultLanguage"/>.</summary>
    public PageWords PagesIn(string? language) => templates.PagesIn(language);

    /// <summary>The rules of tone, for texts that people type.</summary>
    public ToneLint Tone => templates.Tone;

    /// <summary>The largest mail in UTF-8, both parts together: what is kept of a sent mail has to fit in one row.</summary>
    public const int LargestMail = 60 * 1024;

    private const int LongestSubject = 150;

    /// <summary>
    /// Renders subject, HTML part and plain part. A test mail whose variant names another mail ("check-in", "supervisor-outreach.abandoned") shows
    /// that one with sample data.
    /// </summary>
    public RenderResult Of(MailFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Kind == FollowUpKind.Test && facts.Variant is { } shown)
        {
            return Shown(shown, facts);
        }

        return templates.Find(facts, out var notes) is { } template
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
        variables["style"] = new DictionaryValue(template.Blocks.Styles);
        if (!TryFrame(template.Html, blocks => blocks.Html, template.Blocks, variables, Liquid.Html, out var html, out failure)
            || !TryFrame(template.Text, blocks => blocks.Text, template.Blocks, variables, Liquid.Plain, out var text, out failure))
        {
            return failure!;
        }

        var plain = Tidy(text);
        var size = Encoding.UTF8.GetByteCount(html) + Encoding.UTF8.GetByteCount(plain);
        return line.Length == 0 ? new RenderFailure($"{template.Subject.Path}: the subject is empty.")
            : size > LargestMail ? new RenderFailure($"{template.Html.Path}: the mail has {size} bytes, and {LargestMail} is the most.")
            : new RenderedMail(line, html, plain, facts.Brand.Version is { } brand ? $"{template.Version}+brand@{brand}" : template.Version, notes);
    }

    private RenderResult Shown(string name, MailFacts test)
    {
        var (kind, variant) = TemplateSet.KindOf(name);
        if (kind is null or FollowUpKind.Test)
        {
            return new RenderFailure($"There is no template '{OneLine.Of(name, 40)}'.");
        }

        var facts = SampleFacts.Full(kind.Value, variant, test.Language) with { Brand = test.Brand, Zone = test.Zone, Division = test.Division, Queue = test.Queue };
        return templates.Find(facts, out var notes) is not { } template
            ? new RenderFailure($"There is no template '{name}'.")
            : Of(template, facts, notes) is RenderedMail mail
                ? mail with { Subject = template.Language.Patterns["testSubject"].Fill(("subject", mail.Subject)) }
                : Of(template, facts, notes);
    }

    // A block is finished and escaped when it goes into the body, and the body when it goes into the layout. Nothing else is written unescaped.
    private static bool TryFrame(
        TemplateFile file, Func<Layout, TemplateFile> part, TemplateBlocks blocks, Dictionary<string, FluidValue> variables, TextEncoder encoder, out string framed, out RenderFailure? failure)
    {
        framed = "";
        var own = new Dictionary<string, FluidValue>(variables);
        (string Variable, TemplateFile File, string Needs)[] shared = [("rating_block", part(blocks.Rating), "rating"), ("brief_block", part(blocks.Brief), "brief")];
        foreach (var (variable, block, needs) in shared)
        {
            if (variables[needs] is AbsentValue absent)
            {
                own[variable] = absent;
                continue;
            }

            if (!TryRender(block, variables, encoder, out var finished, out failure))
            {
                return false;
            }

            own[variable] = StringValue.Create(finished.Trim(), encode: false);
        }

        if (!TryRender(file, own, encoder, out var body, out failure))
        {
            return false;
        }

        own["body"] = StringValue.Create(body, encode: false);
        return TryRender(part(blocks.Layout), own, encoder, out framed, out failure);
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
