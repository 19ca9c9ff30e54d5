namespace FollowUps.Messages.Tone;

/// <summary>What a finding leads to.</summary>
public enum ToneSeverity
{
    /// <summary>Worth a second look; it stops nothing.</summary>
    Warning,

    /// <summary>A template is not activated, a typed text is not quoted.</summary>
    Error,
}

/// <summary>Where a finding is.</summary>
/// <param name="File">The file of the template set; null: in a text that somebody typed.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in UTF-16 characters, from 1.</param>
/// <param name="Offset">Characters before it in the whole text.</param>
/// <param name="Length">How many characters it covers, tags between them included.</param>
public sealed record TonePlace(string? File, int Line, int Column, int Offset, int Length)
{
    /// <summary>"en/check-in.text.liquid: line 3, column 14".</summary>
    public override string ToString() => $"{(File is null ? "" : $"{File}: ")}line {Line}, column {Column}";

    internal static TonePlace Of(string? file, string source, int start, int end)
    {
        var before = source.AsSpan(0, start);
        return new TonePlace(file, before.Count('\n') + 1, start - (before.LastIndexOf('\n') + 1) + 1, start, end - start);
    }
}

/// <summary>Words that should not reach a customer, or something that a mail lacks.</summary>
/// <param name="Rule">The rule: <c>policy</c>, <c>blame-customer</c>, <c>lacks-offer</c>.</param>
/// <param name="Category">Which kind of rule.</param>
/// <param name="Severity">What it leads to.</param>
/// <param name="Place">Where.</param>
/// <param name="Words">The offending words as they stand there; empty for something that is missing.</param>
/// <param name="Why">The advice behind the rule, in the language of the text.</param>
/// <param name="Suggestion">What to write instead, in the language of the text.</param>
public sealed record ToneFinding(string Rule, string Category, ToneSeverity Severity, TonePlace Place, string Words, string Why, string Suggestion)
{
    /// <summary>One line for whoever wrote it: “it's our policy”: why, and what to write instead.</summary>
    public string Sentence => $"{(Words.Length == 0 ? "" : $"“{Words}”: ")}{Why} {Suggestion}";
}
