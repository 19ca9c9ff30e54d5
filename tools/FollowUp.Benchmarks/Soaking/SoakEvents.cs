using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Benchmarks.Soaking;

/// <summary>A random day of calls: repeated deliveries, other content under the same id, customers who call again, customers without an address.</summary>
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
            var line = Line(id, closed, customer, chaos.Pick("resolved", "resolved", "unresolved", "escalated", "abandoned"), chaos.Pick("calm", "frustrated", "angry"), chaos.Next(8) > 0);
            lines.AppendLine(line);
            if (chaos.Next(4) == 0)
            {
                lines.AppendLine(line);
            }

            if (chaos.Next(10) == 0)
            {
                lines.AppendLine(Line(id, closed, customer + 1, "resolved", "calm", withAddress: true));
            }
        }

        return (Encoding.UTF8.GetBytes(lines.ToString()), ids);
    }

    private static string Line(string id, Instant closed, int customer, string outcome, string mood, bool withAddress)
    {
        var at = InstantPattern.ExtendedIso.Format(closed + Duration.FromSeconds(5));
        var email = withAddress ? string.Create(CultureInfo.InvariantCulture, $$""","email":"customer{{customer}}@example.com" """) : "";
        return string.Create(CultureInfo.InvariantCulture,
            $$$"""{"at":"{{{at}}}","queue":"call-closed","message":{"callId":"{{{id}}}","closedAt":"{{{InstantPattern.ExtendedIso.Format(closed)}}}","queue":"billing","outcome":"{{{outcome}}}","mood":"{{{mood}}}","customer":{"id":"s-{{{customer}}}","country":"GB"{{{email}}}} } }""");
    }
}
