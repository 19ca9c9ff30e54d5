using System.Buffers;
using System.Text;
using System.Text.Json;
using FollowUps.Calls.Reading;

namespace FollowUps.Platforms;

/// <summary>
/// A platform's event as a tree, whether it came as JSON or as a form. It remembers which values the mapping read for fields without free text: when
/// the customer declined documentation, these are what a dead letter may keep.
/// </summary>
internal sealed class SourceValue
{
    private readonly List<(string Name, SourceValue Value)> _properties = [];
    private readonly List<SourceValue> _items = [];
    private readonly string _text;
    private readonly JsonValueKind _kind;
    private SourceValue? _inside;
    private bool _kept;

    private SourceValue(JsonValueKind kind, string text = "") => (_kind, _text) = (kind, text);

    /// <summary>The items of a list; none for anything else.</summary>
    public IReadOnlyList<SourceValue> Items => _items;

    /// <summary>An item by its place, from 0; -1 is the last one. Null: there is none.</summary>
    public SourceValue? Item(int index) => (index < 0 ? _items.Count + index : index) is var at && at >= 0 && at < _items.Count ? _items[at] : null;

    /// <summary>True for an object with something in it.</summary>
    public bool HasProperties => _properties.Count > 0;

    /// <summary>True for a list.</summary>
    public bool IsList => _kind == JsonValueKind.Array;

    /// <summary>A text, number or truth value as text, trimmed; null for anything else and for blank.</summary>
    public string? Text => _kind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False && _text.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A tree of JSON. Of a name that occurs twice the last one counts.</summary>
    public static SourceValue Of(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var read = new SourceValue(JsonValueKind.Object);
                read._properties.AddRange(json.EnumerateObject().Select(property => (property.Name, Of(property.Value))));
                return read;
            case JsonValueKind.Array:
                return ListOf(json.EnumerateArray().Select(Of));
            case JsonValueKind.String:
                return new SourceValue(JsonValueKind.String, json.GetString()!);
            default:
                return new SourceValue(json.ValueKind, json.GetRawText());
        }
    }

    /// <summary>A list made of values that lie elsewhere in the tree.</summary>
    public static SourceValue ListOf(IEnumerable<SourceValue> items)
    {
        var list = new SourceValue(JsonValueKind.Array);
        list._items.AddRange(items);
        return list;
    }

    /// <summary>A flat object of texts: a form, or a line of a table.</summary>
    public static SourceValue OfFields(IEnumerable<(string Name, string Text)> fields)
    {
        var read = new SourceValue(JsonValueKind.Object);
        read._properties.AddRange(fields.Select(field => (field.Name, new SourceValue(JsonValueKind.String, field.Text))));
        return read;
    }

    /// <summary>A body of type <c>application/x-www-form-urlencoded</c>; null when it is none.</summary>
    public static SourceValue? OfForm(string text)
    {
        var pairs = text.Trim().Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToList();
        return pairs.Count == 0 || pairs.Exists(pair => pair.Length < 2 || !pair[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '%' or '+' or '[' or ']'))
            ? null
            : OfFields(pairs.Select(pair => (Decoded(pair[0]), Decoded(pair[1]))));
    }

    /// <summary>A property: by its exact name, else without regard to case, because platforms change theirs.</summary>
    public SourceValue? Property(string name) =>
        _properties.FindLast(property => property.Name == name).Value
        ?? _properties.FindLast(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The JSON that this text holds; null when it holds none.</summary>
    public SourceValue? Inside() => _inside ??= _kind == JsonValueKind.String && MessageText.Parse(MessageText.Json(Encoding.UTF8.GetBytes(_text)), out _) is { } json ? Of(json) : null;

    /// <summary>Marks a value that holds no free text.</summary>
    public void Keep()
    {
        _kept = true;
        _items.ForEach(item => item.Keep());
    }

    /// <summary>JSON in which every text is blank that the mapping did not read for a field without free text.</summary>
    public byte[] WithoutText()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The same of a form.</summary>
    public byte[] FormWithoutText() =>
        Encoding.ASCII.GetBytes(string.Join('&', _properties.Select(property => $"{Uri.EscapeDataString(property.Name)}={Uri.EscapeDataString(property.Value.Blanked())}")));

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private string Blanked() => _inside is { } inside ? Encoding.UTF8.GetString(inside.WithoutText()) : _kept ? _text : "";

    private void Write(Utf8JsonWriter json)
    {
        switch (_kind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var (name, value) in _properties)
                {
                    json.WritePropertyName(name);
                    value.Write(json);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                _items.ForEach(item => item.Write(json));
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(Blanked());
                break;
            default:
                json.WriteRawValue(_text);
                break;
        }
    }
}
