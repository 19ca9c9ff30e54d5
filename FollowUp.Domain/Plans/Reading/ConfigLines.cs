using System.Text.Json;

namespace FollowUps.Plans.Reading;

/// <summary>
/// One pass over the bytes of a data file, for what the document model does not keep: the line of every path, and names given twice,
/// of which the model would quietly take the last.
/// </summary>
internal sealed class ConfigLines
{
    private readonly Dictionary<string, int> _lines = [];

    private ConfigLines()
    {
    }

    /// <summary>Paths that appear more than once, with both lines.</summary>
    public List<(string Path, int First, int Second)> Repeated { get; } = [];

    /// <summary>The line a path begins on, from 1; null for a path that is not in the file.</summary>
    public int? Of(string path) => _lines.TryGetValue(path, out var line) ? line : null;

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A text is not Unicode: half of a surrogate pair.</exception>
    public static ConfigLines Read(ReadOnlySpan<byte> utf8)
    {
        var lines = new ConfigLines();
        var reader = new Utf8JsonReader(utf8);
        var open = new Stack<Container>();
        var (line, counted) = (1, 0);
        string? property = null;
        while (reader.Read())
        {
            line += utf8[counted..(int)reader.TokenStartIndex].Count((byte)'\n');
            counted = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    property = ConfigPath.Property(open.Peek().Path, reader.GetString()!);
                    lines.Add(property, line);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    continue;
                case JsonTokenType.String:
                    reader.GetString();
                    break;
            }

            var path = property ?? (open.TryPeek(out var parent) ? ConfigPath.Item(parent.Path, parent.Items++) : ConfigPath.Root);
            lines._lines.TryAdd(path, line);
            property = null;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push(new Container(path));
            }
        }

        return lines;
    }

    private void Add(string path, int line)
    {
        if (!_lines.TryAdd(path, line))
        {
            Repeated.Add((path, _lines[path], line));
        }
    }

    private sealed class Container(string path)
    {
        public string Path { get; } = path;

        public int Items { get; set; }
    }
}
