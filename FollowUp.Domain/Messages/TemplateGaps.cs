using FollowUps.People;
using FollowUps.Plans;

namespace FollowUps.Messages;

/// <summary>Finds the mails that a plan book asks for and no template writes.</summary>
public static class TemplateGaps
{
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
