using System.Collections.Immutable;

namespace FollowUps.Messages.Tone;

/// <summary>
/// Whether a text that somebody typed (a promise, a prevention note, a supervisor's note) may stand in a mail to a customer.
/// </summary>
public abstract record TypedText
{
    private protected TypedText()
    {
    }

    /// <summary>Decides about a text; the same text is always decided the same way.</summary>
    /// <param name="lint">The rules.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="language">Primary subtag of the language of the mail; null: the default language.</param>
    public static TypedText Of(ToneLint lint, string text, string? language)
    {
        ArgumentNullException.ThrowIfNull(lint);
        var findings = lint.Of(text, language);
        return findings.Any(finding => finding.Severity == ToneSeverity.Error) ? new WithheldText(findings) : new QuotedText(text, findings);
    }
}

/// <summary>It may be quoted as it is.</summary>
/// <param name="Text">The text.</param>
/// <param name="Warnings">What its owner may still want to see; the mail is not changed by it.</param>
public sealed record QuotedText(string Text, ImmutableArray<ToneFinding> Warnings) : TypedText;

/// <summary>It is not quoted: the mail says <see cref="ToneLint.Agreed"/>, and its owner gets the findings.</summary>
/// <param name="Findings">At least one error, warnings after it in the order of the text.</param>
public sealed record WithheldText(ImmutableArray<ToneFinding> Findings) : TypedText
{
    /// <summary>A line per error, for the nudge.</summary>
    public ImmutableArray<string> Because => [.. Findings.Where(finding => finding.Severity == ToneSeverity.Error).Select(finding => finding.Sentence)];
}
