using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace FollowUps.Calls.Reading;

/// <summary>
/// Blanks in an event whatever could be text about the incident. A list of what may stay, not of what must go: a platform may send
/// fields that we never heard of ("transcript"), and a redrive ignores them anyway. Values are replaced in place by an empty one of their
/// own kind, so that the JSON stays as it was sent, is never longer, and fails or succeeds as before.
/// </summary>
internal static class Redaction
{
    private static readonly FrozenSet<string> Containers = new[] { "data", "customer", "agent", "promises", "owner" }.ToFrozenSet();

    private static readonly FrozenSet<string> Values = new[]
    {
        "specversion", "type", "source", "id", "time", "datacontenttype", "dataschema",
        "callId", "closedAt", "startedAt", "queue", "outcome", "mood", "priority", "tags", StatedConsent.Field, "division", "caseId",
        "name", "email", "phone", "language", "timeZone", "country", "surveyPermission", "team",
        "what", "dueAt", "customerId", "promiseId", "keptAt",
    }.ToFrozenSet();

    /// <summary>The redacted JSON of a message that parses.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        var copy = new Copy(json);
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        copy.Value(ref reader, "");
        return copy.Finish();
    }

    /// <summary>The copy under way: everything up to <c>_done</c> is written.</summary>
    private sealed class Copy(ReadOnlyMemory<byte> json)
    {
        private readonly ArrayBufferWriter<byte> _output = new(json.Length);
        private int _done;

        /// <summary>Passes over the value that the reader stands on.</summary>
        /// <param name="reader">Ends on the value's last token.</param>
        /// <param name="name">The nearest property above; empty for the message itself.</param>
        public void Value(ref Utf8JsonReader reader, string name)
        {
            var start = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.String when name == "data_base64":
                    Replace(start, ref reader, Encoded(reader.GetString()!));
                    break;
                case JsonTokenType.String when !Values.Contains(name):
                    Replace(start, ref reader, "\"\""u8);
                    break;
                case JsonTokenType.StartArray when name is "" or "tags" or "promises":
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        Value(ref reader, name);
                    }

                    break;
                case JsonTokenType.StartArray:
                    reader.Skip();
                    Replace(start, ref reader, "[]"u8);
                    break;
                case JsonTokenType.StartObject when name.Length == 0 || Containers.Contains(name):
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                    {
                        var property = reader.GetString()!;
                        reader.Read();
                        Value(ref reader, property);
                    }

                    break;
                case JsonTokenType.StartObject:
                    reader.Skip();
                    Replace(start, ref reader, "{}"u8);
                    break;
            }
        }

        public ReadOnlyMemory<byte> Finish()
        {
            _output.Write(json.Span[_done..]);
            return _output.WrittenMemory;
        }

        private void Replace(int start, ref Utf8JsonReader reader, ReadOnlySpan<byte> blank)
        {
            _output.Write(json.Span[_done..start]);
            _output.Write(blank);
            _done = (int)reader.BytesConsumed;
        }

        private static byte[] Encoded(string base64) =>
            Envelope.Decoded(base64) is { } inner && MessageText.Parse(inner, out _) is not null
                ? Encoding.ASCII.GetBytes($"\"{Convert.ToBase64String(Of(inner).Span)}\"")
                : [.. "\"\""u8];
    }
}
