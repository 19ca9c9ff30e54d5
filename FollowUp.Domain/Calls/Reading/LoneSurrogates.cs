using System.Globalization;

namespace FollowUps.Calls.Reading;

/// <summary>
/// JSON may escape half of a surrogate pair ("\ud83d"), usually because a platform cut a text in the middle of an emoji. No string can
/// hold that, so it becomes U+FFFD before anything is parsed; the length in bytes stays the same.
/// </summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json)
    {
        byte[]? copy = null;
        for (var i = 0; i < json.Length;)
        {
            if (json.Span[i] != '\\')
            {
                i++;
                continue;
            }

            var unit = Escape(json.Span, i);
            if (unit is null)
            {
                i += 2;
                continue;
            }

            var paired = char.IsHighSurrogate(unit.Value) && Escape(json.Span, i + EscapeLength) is { } next && char.IsLowSurrogate(next);
            if (char.IsSurrogate(unit.Value) && !paired)
            {
                copy ??= json.ToArray();
                "FFFD"u8.CopyTo(copy.AsSpan(i + 2));
            }

            i += paired ? 2 * EscapeLength : EscapeLength;
        }

        return copy ?? json;
    }

    /// <summary>The UTF-16 unit of an escape of the form \uXXXX at this place; null for anything else.</summary>
    private static char? Escape(ReadOnlySpan<byte> json, int at) =>
        at + EscapeLength <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
