namespace FollowUps.Calls;

/// <summary>
/// The platform's own codes in our words (<c>outcomeMap</c> and <c>moodMap</c> of the plan book). The outer key is the CloudEvents
/// <c>source</c> exactly as sent, or an empty text for messages without an envelope; the inner key is the platform's code, exact spelling.
/// </summary>
/// <param name="Outcomes">source → code → "resolved", "unresolved", "escalated" or "abandoned".</param>
/// <param name="Moods">source → code → "calm", "frustrated" or "angry".</param>
public sealed record CodeMaps(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Outcomes,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Moods)
{
    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> None = [];

    /// <summary>No codes: only the contract's own words are understood.</summary>
    public static CodeMaps Empty { get; } = new(None, None);

    /// <summary>The word for a platform's code; a code that is not mapped for this source stays as it is.</summary>
    internal static string Word(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> map, string? source, string code) =>
        map.TryGetValue(source ?? "", out var codes) && codes.TryGetValue(code, out var word) ? word : code;
}
