using System.Text;
using FollowUps.Calls;
using FollowUps.Plans;
using NodaTime;

namespace FollowUps.Tests.Plans;

/// <summary>Plan books and calls with valid defaults for the tests of the plan.</summary>
internal static class Books
{
    public const string OneCheckIn = """[{ "kind": "check-in", "delay": { "elapsed": "24h" } }]""";

    private const string Office = """
        { "zone": "Europe/London", "week": { "monday": ["09:00-18:00"], "tuesday": ["09:00-18:00"], "wednesday": ["09:00-18:00"],
          "thursday": ["09:00-18:00"], "friday": ["09:00-18:00"] } }
        """;

    /// <summary>The plan book that the product ships with.</summary>
    public static byte[] ShippedFile => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "config", "plan-book.json"));

    public static PlanBook Shipped => ReadPlanBook.Of(ShippedFile).Book!;

    /// <summary>A plan book's text: the rules, a London office and whatever else is given (<c>"quietHours": …</c>).</summary>
    public static string Json(string rules, string more = "") =>
        $$"""{ "rules": {{rules}}, "calendars": { "default": {{Office}} }{{(more.Length == 0 ? "" : ", " + more)}} }""";

    /// <summary>One rule for every call, with this plan.</summary>
    public static string Rule(string plan) => $$"""[{ "name": "all", "plan": {{plan}} }]""";

    public static PlanBookReading Read(string json) => ReadPlanBook.Of(Encoding.UTF8.GetBytes(json));

    public static PlanBook Book(string rules, string more = "") => Read(Json(rules, more)) is { Book: { } book }
        ? book
        : throw new ArgumentException(string.Join("; ", Read(Json(rules, more)).Errors), nameof(rules));

    /// <summary>A resolved, calm call of a customer in London, closed on Monday 23 November 2026 at 15:04.</summary>
    public static CallClosed Call { get; } = new()
    {
        Id = new CallId("call-1"),
        ClosedAt = Instant.FromUtc(2026, 11, 23, 15, 4),
        Outcome = CallOutcome.Resolved,
        Queue = "billing",
        Customer = new Customer { Id = "c-1", Email = Address("ada@example.com") },
    };

    public static EmailAddress Address(string text) =>
        EmailAddress.TryParse(text, out var address) ? address! : throw new ArgumentException("no address", nameof(text));

    /// <summary>The decision when the call becomes known a second after it closed.</summary>
    public static PlanDecision Decide(PlanBook book, CallClosed call, params Instant[] earlierCalls) =>
        Plan.Of(call, earlierCalls, book, call.ClosedAt + Duration.FromSeconds(1));
}
