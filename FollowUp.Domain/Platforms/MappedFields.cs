using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;

namespace FollowUps.Platforms;

/// <summary>What a mapping made of an event: the fields of <c>followup.call.closed.v1</c> by their dotted names, still unchecked.</summary>
internal sealed class MappedFields
{
    /// <summary>The fields that hold one text.</summary>
    public static readonly FrozenSet<string> TextNames = new[]
    {
        "callId", "closedAt", "startedAt", "queue", "outcome", "mood", "priority", "reason", "summary", "customerWish", "documentationConsent", "division", "caseId",
        "customer.id", "customer.name", "customer.email", "customer.phone", "customer.language", "customer.timeZone", "customer.country", "customer.surveyPermission",
        "agent.id", "agent.name", "agent.email", "agent.phone", "agent.team",
    }.ToFrozenSet();

    /// <summary>The fields that hold a list of texts.</summary>
    public static readonly FrozenSet<string> ListNames = new[] { "tags", "actionsTaken" }.ToFrozenSet();

    /// <summary>The fields of one promise.</summary>
    public static readonly FrozenSet<string> PromiseNames = new[] { "id", "what", "dueAt", "owner.name", "owner.email", "owner.phone" }.ToFrozenSet();

    private static readonly FrozenSet<string> FreeText = new[] { "reason", "summary", "customerWish", "actionsTaken" }.ToFrozenSet();
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IReadOnlyList<string>> _lists = new(StringComparer.Ordinal);
    private List<SortedDictionary<string, string>> _promises = [];

    /// <summary>A field's text; null: missing. Setting null or blank changes nothing.</summary>
    public string? this[string name]
    {
        get => _texts.GetValueOrDefault(name);
        set
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                _texts[name] = value;
            }
        }
    }

    /// <summary>True when the customer declined that the call is documented.</summary>
    public bool IsDeclined => string.Equals(this["documentationConsent"], "declined", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a field that may hold words about the incident.</summary>
    public static bool IsFreeText(string name) => FreeText.Contains(name);

    /// <summary>Sets a list; an empty one changes nothing.</summary>
    public void SetList(string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            _lists[name] = texts;
        }
    }

    /// <summary>Sets the promises, each by the names of <see cref="PromiseNames"/>; none changes nothing.</summary>
    public void SetPromises(IEnumerable<IReadOnlyDictionary<string, string>> promises)
    {
        var read = promises.Select(promise => new SortedDictionary<string, string>(promise.ToDictionary(), StringComparer.Ordinal)).ToList();
        _promises = read.Count > 0 ? read : _promises;
    }

    /// <summary>Takes from another part of the same call what is missing here.</summary>
    public void Complete(MappedFields other)
    {
        foreach (var (name, text) in other._texts)
        {
            _texts.TryAdd(name, text);
        }

        foreach (var (name, texts) in other._lists)
        {
            _lists.TryAdd(name, texts);
        }

        _promises = _promises.Count > 0 ? _promises : other._promises;
    }

    /// <summary>Removes the words about the incident.</summary>
    public void RemoveFreeText()
    {
        foreach (var name in FreeText)
        {
            _texts.Remove(name);
            _lists.Remove(name);
        }
    }

    /// <summary>The event in our contract, as its queue would carry it.</summary>
    public byte[] Event(string source)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("type", Calls.EventTypes.CallClosed);
            json.WriteString("source", source);
            json.WriteStartObject("data");
            Write(json, _texts);
            foreach (var (name, texts) in _lists)
            {
                json.WriteStartArray(name);
                foreach (var text in texts)
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
            }

            if (_promises.Count > 0)
            {
                json.WriteStartArray("promises");
                foreach (var promise in _promises)
                {
                    json.WriteStartObject();
                    Write(json, promise);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Event"/> wrote.</summary>
    public static MappedFields Read(ReadOnlyMemory<byte> written)
    {
        using var document = JsonDocument.Parse(written);
        var fields = new MappedFields();
        foreach (var property in document.RootElement.GetProperty("data").EnumerateObject())
        {
            if (property.NameEquals("promises"))
            {
                fields._promises = [.. property.Value.EnumerateArray().Select(promise => Texts(promise, ""))];
            }
            else if (property.Value.ValueKind == JsonValueKind.Array)
            {
                fields._lists[property.Name] = [.. property.Value.EnumerateArray().Select(text => text.GetString()!)];
            }
            else if (property.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var (name, text) in Texts(property.Value, property.Name + "."))
                {
                    fields._texts[name] = text;
                }
            }
            else
            {
                fields._texts[property.Name] = property.Value.GetString()!;
            }
        }

        return fields;
    }

    private static SortedDictionary<string, string> Texts(JsonElement json, string prefix)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var (name, text) in Texts(property.Value, $"{prefix}{property.Name}."))
                {
                    texts[name] = text;
                }
            }
            else
            {
                texts[prefix + property.Name] = property.Value.GetString()!;
            }
        }

        return texts;
    }

    private static void Write(Utf8JsonWriter json, SortedDictionary<string, string> texts)
    {
        foreach (var group in texts.GroupBy(text => text.Key.Contains('.', StringComparison.Ordinal) ? text.Key[..text.Key.IndexOf('.', StringComparison.Ordinal)] : ""))
        {
            if (group.Key.Length > 0)
            {
                json.WriteStartObject(group.Key);
            }

            foreach (var (name, text) in group)
            {
                json.WriteString(name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..], text);
            }

            if (group.Key.Length > 0)
            {
                json.WriteEndObject();
            }
        }
    }
}
