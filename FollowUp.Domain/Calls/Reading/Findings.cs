using System.Text.Json;

namespace FollowUps.Calls.Reading;

/// <summary>What is found while one message is read: the first error, which decides, and what was read leniently.</summary>
internal sealed class Findings
{
    private readonly List<string> _notes = [];

    /// <summary>The first thing that makes the message unusable; null: none so far.</summary>
    public InputError? Error { get; private set; }

    /// <summary>Sentences for the timeline, in reading order.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public void Refuse(string field, string reason, string fix) => Error ??= new InputError(reason, field, fix);

    public void RefuseKind(string field, JsonValueKind expected, JsonValueKind found) =>
        Refuse(field, $"{field} must be {Name(expected)}, but is {Name(found)}.", $"Send {Name(expected)}, or leave the field out if it is optional.");

    public void RefuseMissing(string field, string what) => Refuse(field, $"{field} is missing or empty.", $"Send {what}.");

    public void Note(string sentence) => _notes.Add(sentence);

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
