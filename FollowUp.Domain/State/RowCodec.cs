using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FollowUps.State;

/// <summary>
/// Rows as columns that a person can read in a storage browser: each scalar property is a column, nested values are one column of JSON
/// (<c>…_json</c>), a property ending in <c>Bytes</c> is binary. A text over 30,000 characters, which the service would refuse
/// (64 KiB of UTF-16 per property), goes on in <c>name_1</c>, <c>name_2</c>.
/// </summary>
public static class RowCodec
{
    private const string Json = "_json";
    private const string Binary = "Bytes";
    private const int MaxText = 30_000;

    /// <summary>The columns of a row or patch; null properties are left out.</summary>
    public static IReadOnlyDictionary<string, object> Write<T>(T row)
        where T : class
    {
        var columns = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var property in JsonSerializer.SerializeToElement(row, Type<T>()).EnumerateObject())
        {
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.String when property.Name.EndsWith(Binary, StringComparison.Ordinal):
                    columns[property.Name] = property.Value.GetBytesFromBase64();
                    break;
                case JsonValueKind.String:
                    AddText(columns, property.Name, property.Value.GetString()!);
                    break;
                case JsonValueKind.Number when property.Value.TryGetInt64(out var number):
                    columns[property.Name] = number;
                    break;
                case JsonValueKind.Number:
                    columns[property.Name] = property.Value.GetDouble();
                    break;
                case JsonValueKind.True or JsonValueKind.False:
                    columns[property.Name] = property.Value.GetBoolean();
                    break;
                default:
                    AddText(columns, property.Name + Json, property.Value.GetRawText());
                    break;
            }
        }

        return columns;
    }

    /// <summary>The row that the columns mean. Unknown columns are ignored, so that an older program reads a newer row.</summary>
    public static T Read<T>(IReadOnlyDictionary<string, object> columns)
        where T : class
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in columns.Where(c => !IsContinuation(columns, c.Key)))
            {
                WriteValue(writer, name, value, columns);
            }

            writer.WriteEndObject();
        }

        return JsonSerializer.Deserialize(buffer.ToArray(), Type<T>())
            ?? throw new JsonException($"A stored {typeof(T).Name} is empty.");
    }

    private static void WriteValue(Utf8JsonWriter writer, string name, object value, IReadOnlyDictionary<string, object> columns)
    {
        switch (value)
        {
            case string when name.EndsWith(Json, StringComparison.Ordinal):
                writer.WritePropertyName(name[..^Json.Length]);
                writer.WriteRawValue(Text(columns, name));
                break;
            case string:
                writer.WriteString(name, Text(columns, name));
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case double number:
                writer.WriteNumber(name, number);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case byte[] bytes:
                writer.WriteBase64String(name, bytes);
                break;
            default:
                throw new JsonException($"Column {name} has a type that no row of ours uses.");
        }
    }

    private static void AddText(Dictionary<string, object> columns, string name, string text)
    {
        for (var part = 0; part == 0 || part * MaxText < text.Length; part++)
        {
            var piece = text.AsSpan(part * MaxText, Math.Min(MaxText, text.Length - part * MaxText));
            columns[part == 0 ? name : Part(name, part)] = piece.ToString();
        }
    }

    private static string Text(IReadOnlyDictionary<string, object> columns, string name)
    {
        var text = (string)columns[name];
        if (text.Length < MaxText)
        {
            return text;
        }

        var whole = new StringBuilder(text);
        for (var part = 1; columns.TryGetValue(Part(name, part), out var more); part++)
        {
            whole.Append((string)more);
        }

        return whole.ToString();
    }

    private static bool IsContinuation(IReadOnlyDictionary<string, object> columns, string name)
    {
        var cut = name.LastIndexOf('_');
        return cut > 0 && int.TryParse(name.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _) && columns.ContainsKey(name[..cut]);
    }

    private static string Part(string name, int part) => string.Create(CultureInfo.InvariantCulture, $"{name}_{part}");

    private static JsonTypeInfo<T> Type<T>() => (JsonTypeInfo<T>)StateJson.Default.GetTypeInfo(typeof(T))!;
}
