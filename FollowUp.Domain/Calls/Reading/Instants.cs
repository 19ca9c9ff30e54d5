using NodaTime;
using NodaTime.Text;

namespace FollowUps.Calls.Reading;

/// <summary>Times as the contract writes them: RFC 3339 with Z or an offset, up to nine decimals.</summary>
internal static class Instants
{
    /// <summary>Null for another form, and for years outside 1970–9998: those are unset fields, and arithmetic on them overflows.</summary>
    public static Instant? Read(string text) =>
        OffsetDateTimePattern.Rfc3339.Parse(text).TryGetValue(default, out var time) && time.Year is >= 1970 and <= 9998
            ? time.ToInstant()
            : null;
}
