using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;

namespace FollowUps.Calls.Reading;

/// <summary>
/// The fields of one JSON object, read by name and type. Absent, null and blank all mean "missing". What cannot be used goes to the
/// findings and reads as missing, so that a reader states its fields one after another and asks for the error once, at the end.
/// Paths are those of the contract, also when the message is a bare <c>data</c> object.
/// </summary>
internal sealed class Fields(JsonElement source, string path, Findings findings)
{
    private const string TimeForm = "an RFC 3339 time with Z or an offset (\"2026-11-23T15:04:00Z\")";

    public string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>An id on one line; longer than 200 characters is an error, because a cut id could be another one's.</summary>
    public string? Id(string name)
    {
        if (WholeLine(name) is not { } id)
        {
            return null;
        }

        if (id.Length > CleanText.LineLength)
        {
            findings.Refuse(At(name), $"{At(name)} has more than {CleanText.LineLength} characters.", $"Send an id of 1 to {CleanText.LineLength} characters.");
            return null;
        }

        return id;
    }

    /// <summary>Like <see cref="Id"/>; missing is an error. The empty text is returned then, and nobody gets to see it.</summary>
    public string RequiredId(string name, string what) => Required(name, Id(name), what) ?? "";

    /// <summary>The call's id: required, and refused with a control character in it rather than changed into another id.</summary>
    public CallId CallId()
    {
        if (OfKind("callId", JsonValueKind.String) is { } raw && raw.GetString()!.Any(CleanText.BreaksLine))
        {
            findings.Refuse(At("callId"), $"{At("callId")} contains a control character.", "Send the platform's id of the call on one line.");
        }

        return new CallId(RequiredId("callId", "the platform's id of the call, 1 to 200 characters"));
    }

    /// <summary>A name, phone, queue or code on one line, cut at 200 characters.</summary>
    public string? Line(string name) => Line(name, CleanText.LineLength);

    /// <summary>One line in its full length, for what would mean another thing when cut: an id, an address.</summary>
    public string? WholeLine(string name) => Line(name, int.MaxValue);

    /// <summary>Like <see cref="Line(string)"/>; missing is an error.</summary>
    public string RequiredLine(string name, string what) => Required(name, Line(name), what) ?? "";

    /// <summary>True when the field is there and not null, whatever it holds.</summary>
    public bool Has(string name) => source.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Free text; cut at 8,000 characters, which is noted.</summary>
    public string? Text(string name) => OfKind(name, JsonValueKind.String) is { } value ? Text(At(name), value.GetString()!) : null;

    /// <summary>Like <see cref="Text(string)"/>; missing is an error.</summary>
    public string RequiredText(string name, string what) => Required(name, Text(name), what) ?? "";

    /// <summary>A time on the line of time; without Z or offset it is an error.</summary>
    public Instant? Time(string name)
    {
        if (Line(name) is not { } text)
        {
            return null;
        }

        var instant = Instants.Read(text);
        if (instant is null)
        {
            findings.Refuse(At(name), $"{At(name)} is not {TimeForm}.", $"Send {TimeForm}.");
        }

        return instant;
    }

    /// <summary>Like <see cref="Time"/>; missing is an error.</summary>
    public Instant RequiredTime(string name) => Required(name, Time(name), TimeForm) ?? Instant.MinValue;

    /// <summary>An email address; a malformed one is noted and ignored.</summary>
    public EmailAddress? EmailOrNote(string name)
    {
        if (WholeLine(name) is not { } text)
        {
            return null;
        }

        if (!EmailAddress.TryParse(text, out var address))
        {
            findings.Note($"{At(name)} is not an email address: ignored.");
        }

        return address;
    }

    /// <summary>An object inside this one; null: missing.</summary>
    public Fields? Object(string name) => OfKind(name, JsonValueKind.Object) is { } value ? new Fields(value, At(name), findings) : null;

    /// <summary>An array of objects, in order.</summary>
    public IReadOnlyList<Fields> Objects(string name) =>
        [.. Elements(name, JsonValueKind.Object).Select(e => new Fields(e.Value, e.Path, findings))];

    /// <summary>An array of one-line texts; blank ones are left out.</summary>
    public ImmutableArray<string> Lines(string name) =>
        [.. Elements(name, JsonValueKind.String).Select(e => CleanText.Cut(CleanText.Line(e.Value.GetString()!), CleanText.LineLength)).Where(t => t.Length > 0)];

    /// <summary>An array of free texts; blank ones are left out.</summary>
    public ImmutableArray<string> Texts(string name) =>
        [.. Elements(name, JsonValueKind.String).Select(e => Text(e.Path, e.Value.GetString()!)).OfType<string>()];

    /// <summary>The division the message belongs to; default <c>main</c>, another form is an error.</summary>
    public Division Division()
    {
        var name = OfKind("division", JsonValueKind.String)?.GetString();
        if (name is not null && !Calls.Division.TryParse(name, out _))
        {
            findings.Refuse(
                At("division"),
                $"{At("division")} is not a division's name.",
                "Send 1 to 40 characters of a-z, 0-9 and \"-\", or leave it out for \"main\".");
        }

        return Calls.Division.TryParse(name, out var division) ? division : Calls.Division.Main;
    }

    private string? Line(string name, int length)
    {
        var line = OfKind(name, JsonValueKind.String) is { } value ? CleanText.Cut(CleanText.Line(value.GetString()!), length) : "";
        return line.Length == 0 ? null : line;
    }

    private string? Text(string at, string raw)
    {
        var text = CleanText.Paragraphs(raw);
        if (text.Length > CleanText.TextLength)
        {
            findings.Note($"{at} was longer than 8,000 characters: cut.");
        }

        return text.Length == 0 ? null : CleanText.Cut(text, CleanText.TextLength);
    }

    private T? Required<T>(string name, T? value, string what)
    {
        if (value is null)
        {
            findings.RefuseMissing(At(name), what);
        }

        return value;
    }

    private List<(JsonElement Value, string Path)> Elements(string name, JsonValueKind kind)
    {
        var elements = OfKind(name, JsonValueKind.Array) is { } array
            ? array.EnumerateArray().Select((value, i) => (Value: value, Path: $"{At(name)}[{i}]")).ToList()
            : [];
        foreach (var (value, at) in elements.Where(e => e.Value.ValueKind != kind))
        {
            findings.RefuseKind(at, kind, value.ValueKind);
        }

        return elements.FindAll(e => e.Value.ValueKind == kind);
    }

    private JsonElement? OfKind(string name, JsonValueKind kind)
    {
        if (!source.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == kind)
        {
            return value;
        }

        findings.RefuseKind(At(name), kind, value.ValueKind);
        return null;
    }
}
