using System.Globalization;
using FollowUps.People;
using FollowUps.Plans;

namespace FollowUps.Messages;

/// <summary>Finds the mails that a plan book asks for and no template writes.</summary>
public static class TemplateGaps
{
    /// <summary>The variants that a plan book names and nobody wrote: their mails could never be sent.</summary>
    /// <param name="book">The plan book; paths are those of its file.</param>
    /// <param name="written">The names of the mails that are written, as <see cref="TemplateSet.Written"/> lists them.</param>
    public static IEnumerable<ConfigError> Variants(PlanBook book, IEnumerable<string> written)
    {
        ArgumentNullException.ThrowIfNull(book);
        var there = written.ToHashSet(StringComparer.Ordinal);
        return
            from rule in book.Rules.Select((rule, index) => (rule.Steps, Index: index))
            from step in rule.Steps.Select((step, index) => (step.Kind, step.Variant, Index: index))
            where step.Variant is not null && !there.Contains(TemplateSet.NameOf(step.Kind, step.Variant))
            select new ConfigError(
                string.Create(CultureInfo.InvariantCulture, $"rules[{rule.Index}].plan[{step.Index}].variant"),
                $"There is no template '{TemplateSet.NameOf(step.Kind, step.Variant)}': '{step.Kind.Word()}' has no variant '{step.Variant}'.",
                FixOf(step.Kind, TemplateSet.NameOf(step.Kind, step.Variant), there));
    }

    private static string FixOf(FollowUpKind kind, string name, IEnumerable<string> there)
    {
        var variants = there.Select(TemplateSet.KindOf).Where(written => written.Kind == kind && written.Variant is not null).Select(written => $"'{written.Variant}'").Order(StringComparer.Ordinal).ToList();
        var use = variants.Count == 0 ? $"Leave 'variant' out: '{kind.Word()}' has none" : $"Use {string.Join(" or ", variants)}, or leave 'variant' out";
        return $"{use}; or write templates/{TemplateSet.DefaultLanguage}/{name}.subject.liquid, {name}.html.liquid and {name}.text.liquid.";
    }

    /// <summary>One finding for each mail that is missing in a language; one in the default language cannot be sent at all.</summary>
    public static IEnumerable<(ConfigError Gap, bool CannotBeSent)> Of(PlanBook book, IEnumerable<(string Language, string Name)> templates)
    {
        ArgumentNullException.ThrowIfNull(book);
        var there = templates.ToHashSet();
        var wanted = book.Rules.SelectMany(rule => rule.Steps).Where(step => step.Kind != FollowUpKind.CallTask)
            .Select(step => TemplateSet.NameOf(step.Kind, step.Variant)).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var language in there.Select(template => template.Language).Append(TemplateSet.DefaultLanguage).Distinct().Order(StringComparer.Ordinal))
        {
            foreach (var name in wanted.Where(name => !there.Contains((language, name))))
            {
                yield return language == TemplateSet.DefaultLanguage
                    ? (new ConfigError($"templates/{language}/{name}", "The plan book asks for this mail, and it has no template: it cannot be sent.", "Write it, or take the kind out of the plan book."), true)
                    : (new ConfigError($"templates/{language}/{name}", $"The mail is not written in this language: it goes out in \"{TemplateSet.DefaultLanguage}\".", "Translate it."), false);
            }
        }
    }
}
