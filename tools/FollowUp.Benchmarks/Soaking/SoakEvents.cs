using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Benchmarks.Soaking;

/// <summary>
/// A random day of calls: repeated deliveries, other content under the same id, customers who call again, customers without an address, promises;
/// and what people do about them, sometimes before the call is known and sometimes twice.
/// </summary>
internal static class SoakEvents
{
    private const int Customers = 60;

    /// <summary>Lines for the runner's script, and the call ids that must be recorded.</summary>
    public static (byte[] Script, IReadOnlyList<string> Calls) Day(Chaos chaos, int round, Instant start, int calls)
    {
        var lines = new StringBuilder();
        var ids = new List<string>();
        for (var i = 0; i < calls; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"soak-{round}-{i}");
            ids.Add(id);
            var closed = start + Duration.FromMinutes(chaos.Next(9 * 60));
            var customer = chaos.Next(Customers);
            var (outcome, mood, withAddress, promised) =
                (chaos.Pick("resolved", "resolved", "unresolved", "escalated", "abandoned"), chaos.Pick("calm", "frustrated", "angry"), chaos.Next(8) > 0, chaos.Next(4) == 0);
            var line = Line(id, closed, customer, outcome, mood, withAddress, promised);
            lines.AppendLine(line);
            if (chaos.Next(4) == 0)
            {
                lines.AppendLine(line);
            }

            if (chaos.Next(10) == 0)
            {
                lines.AppendLine(Line(id, closed, customer + 1, "resolved", "calm", withAddress: true, promised: false));
            }

            Answer(lines, chaos, id, closed, customer, outcome, promised);
        }

        return (Encoding.UTF8.GetBytes(lines.ToString()), ids);
    }

    // Most cases are taken care of; the rest climb the whole ladder.
    private static void Answer(StringBuilder lines, Chaos chaos, string id, Instant closed, int customer, string outcome, bool promised)
    {
        if (outcome != "resolved" && chaos.Next(4) > 0)
        {
            Update(lines, chaos, "supervisor.contacted", closed + Duration.FromMinutes(chaos.Next(400) - 5), $$"""{"callId":"{{id}}"}""");
            Update(lines, chaos, "case.closed", closed + Duration.FromHours(20 + chaos.Next(20)), $$"""{"callId":"{{id}}","cause":"process","action":"Corrected the bill"}""");
        }

        if (promised && chaos.Next(3) > 0)
        {
            var at = closed + Duration.FromHours(chaos.Next(30));
            Update(lines, chaos, "promise.kept", at, $$"""{"callId":"{{id}}","promiseId":"p-1","keptAt":"{{InstantPattern.ExtendedIso.Format(at)}}"}""");
        }

        if (chaos.Next(6) == 0)
        {
            var at = closed + Duration.FromHours(1 + chaos.Next(6));
            Update(lines, chaos, "call.reopened", at, $$"""{"callId":"{{id}}"}""");
            lines.AppendLine(Line(id, at + Duration.FromMinutes(20), customer, "resolved", "calm", withAddress: true, promised: false));
        }

        if (chaos.Next(6) == 0)
        {
            Update(lines, chaos, "customer.replied", closed + Duration.FromHours(chaos.Next(40)), $$"""{"callId":"{{id}}"}""");
        }
    }

    private static void Update(StringBuilder lines, Chaos chaos, string type, Instant at, string data)
    {
        var stamp = InstantPattern.ExtendedIso.Format(at);
        var line = $$$"""{"at":"{{{stamp}}}","queue":"call-updates","message":{"specversion":"1.0","type":"followup.{{{type}}}.v1","source":"/soak","id":"{{{type}}}-{{{stamp}}}-{{{chaos.Next(1_000_000)}}}","time":"{{{stamp}}}","data":{{{data}}}} }""";
        lines.AppendLine(line);
        if (chaos.Next(4) == 0)
        {
            lines.AppendLine(line);
        }
    }

    private static string Line(string id, Instant closed, int customer, string outcome, string mood, bool withAddress, bool promised)
    {
        var at = InstantPattern.ExtendedIso.Format(closed + Duration.FromSeconds(5));
        var email = withAddress ? string.Create(CultureInfo.InvariantCulture, $$""","email":"customer{{customer}}@example.com" """) : "";
        var promise = promised
            ? $$$""","promises":[{"id":"p-1","what":"Send the corrected bill","dueAt":"{{{InstantPattern.ExtendedIso.Format(closed + Duration.FromHours(24))}}}"}]"""
            : "";
        return string.Create(CultureInfo.InvariantCulture,
            $$$"""{"at":"{{{at}}}","queue":"call-closed","message":{"callId":"{{{id}}}","closedAt":"{{{InstantPattern.ExtendedIso.Format(closed)}}}","queue":"billing","outcome":"{{{outcome}}}","mood":"{{{mood}}}","customer":{"id":"s-{{{customer}}}","country":"GB"{{{email}}}}{{{promise}}} } }""");
    }
}
