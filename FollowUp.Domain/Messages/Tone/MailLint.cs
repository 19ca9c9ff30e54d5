using System.Collections.Immutable;
using FollowUps.Plans;

namespace FollowUps.Messages.Tone;

/// <summary>
/// Looks at a mail as its reader will: every file of the template for forbidden words, and the mail of each sample for what the customer must find
/// in it, and for words that only come together when it is rendered. One with an error is not activated.
/// </summary>
internal static class MailLint
{
    /// <summary>The findings, errors and warnings, each once.</summary>
    /// <param name="tone">The rules.</param>
    /// <param name="template">The template, shipped or overridden.</param>
    /// <param name="kind">What the mail is for.</param>
    /// <param name="variant">A template of its own within the kind.</param>
    public static ImmutableArray<ToneFinding> Of(ToneLint tone, MailTemplate template, FollowUpKind kind, string? variant)
    {
        var language = template.Language.Tag;
        TemplateFile[] files = [template.Subject, template.Html, template.Text, template.Blocks.Layout.Html, template.Blocks.Layout.Text];
        var findings = files.SelectMany(file => tone.InFile(file.Path, file.Source, language)).ToList();
        foreach (var facts in SampleFacts.All(kind, variant, language))
        {
            if (Render.Of(template, facts, []) is not RenderedMail mail)
            {
                continue;
            }

            findings.AddRange(Together(tone, template, mail, findings));
            findings.AddRange(RequiredIngredients.MissingIn(mail, template, facts, tone));
        }

        return [.. findings.Select(finding => finding with { Severity = SeverityFor(kind, finding) }).DistinctBy(finding => (finding.Rule, finding.Place.File, finding.Words, finding.Why))];
    }

    // The source says where; what is found in the finished mail alone has no better place than the file of its part.
    private static IEnumerable<ToneFinding> Together(ToneLint tone, MailTemplate template, RenderedMail mail, IReadOnlyCollection<ToneFinding> known)
    {
        var found = new[] { (template.Subject, mail.Subject), (template.Html, mail.Html), (template.Text, mail.Text) }
            .SelectMany(part => tone.InFile(part.Item1.Path, part.Item2, template.Language.Tag))
            .Where(finding => !known.Any(other => other.Rule == finding.Rule && other.Words.Equals(finding.Words, StringComparison.OrdinalIgnoreCase)));
        return [.. found.Select(finding => finding with { Place = finding.Place with { Line = 1, Column = 1, Offset = 0, Length = 0 } })];
    }

    // A brief may quote what should not be said, and a survey is no service mail: there it is a matter of taste.
    private static ToneSeverity SeverityFor(FollowUpKind kind, ToneFinding finding) =>
        !kind.GoesToCustomer() || (kind.IsSurvey() && finding.Category == "self-praise") ? ToneSeverity.Warning : finding.Severity;
}
