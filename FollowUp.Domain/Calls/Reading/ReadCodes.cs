namespace FollowUps.Calls.Reading;

/// <summary>Fields that hold one of a few words. Outcome and mood may be the platform's own codes, which the plan book maps.</summary>
internal sealed class ReadCodes(CodeMaps maps, string? source, Findings findings)
{
    private static readonly Dictionary<string, CallOutcome> Outcomes = Enum.GetValues<CallOutcome>().ToDictionary(o => o.Word());
    private static readonly Dictionary<string, Mood> Moods = Enum.GetValues<Mood>().ToDictionary(m => m.Word());
    private static readonly Dictionary<string, DocumentationConsent> Consents = Enum.GetValues<DocumentationConsent>().ToDictionary(c => c.Word());

    private static readonly Dictionary<string, SurveyPermission> Permissions = new()
    {
        ["unknown"] = SurveyPermission.Unknown,
        ["granted"] = SurveyPermission.Granted,
        ["denied"] = SurveyPermission.Denied,
    };

    /// <summary>Required.</summary>
    public CallOutcome Outcome(Fields data)
    {
        if (data.Line("outcome") is { } code)
        {
            return Mapped(data.At("outcome"), code, maps.Outcomes, "outcomeMap", Outcomes);
        }

        findings.RefuseMissing(data.At("outcome"), Choice(Outcomes.Keys));
        return default;
    }

    /// <summary>Missing: calm.</summary>
    public Mood Mood(Fields data) =>
        data.Line("mood") is { } code ? Mapped(data.At("mood"), code, maps.Moods, "moodMap", Moods) : Calls.Mood.Calm;

    /// <summary>Missing: not asked. Any other word is an error, because a guess could keep what the customer refused.</summary>
    public static DocumentationConsent Consent(Fields data, Findings findings) =>
        Word(data, StatedConsent.Field, Consents, DocumentationConsent.NotAsked, findings);

    /// <summary>Missing: unknown. Any other word is an error, because a guess could ask somebody who refused.</summary>
    public static SurveyPermission Permission(Fields customer, Findings findings) =>
        Word(customer, "surveyPermission", Permissions, SurveyPermission.Unknown, findings);

    private static T Word<T>(Fields fields, string name, Dictionary<string, T> words, T missing, Findings findings)
    {
        if (fields.Line(name) is not { } word)
        {
            return missing;
        }

        if (words.TryGetValue(word, out var value))
        {
            return value;
        }

        findings.Refuse(fields.At(name), $"{fields.At(name)} is {CleanText.Quoted(word)}, which is not one of its words.", $"Send {Choice(words.Keys)}.");
        return missing;
    }

    private T Mapped<T>(
        string field,
        string code,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> map,
        string mapName,
        Dictionary<string, T> words)
        where T : struct
    {
        var word = CodeMaps.Word(map, source, code);
        if (words.TryGetValue(word, out var value))
        {
            return value;
        }

        var line = $"\"{mapName}\": {{{CleanText.Quoted(source ?? "", CleanText.LineLength)}: {{{CleanText.Quoted(code)}: \"{words.Keys.First()}\"}}}}";
        findings.Refuse(
            field,
            word == code ? $"{field} is {CleanText.Quoted(code)}, which is not mapped for this source." : $"{field} is {CleanText.Quoted(code)}, which {mapName} maps to an unknown word.",
            $"Send {Choice(words.Keys)}, or say in the plan book what the code means: {line}.");
        return default;
    }

    private static string Choice(IEnumerable<string> words) => string.Join(", ", words.SkipLast(1)) + " or " + words.Last();
}
