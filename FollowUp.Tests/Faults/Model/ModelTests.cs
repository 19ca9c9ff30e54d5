using CsCheck;
using FollowUps.Plans;
using FollowUps.Tests.Plans;
using Xunit;

namespace FollowUps.Tests.Faults.Model;

/// <summary>
/// Random courses of calls, answers, provider faults, crashes and time. A failure prints the seed and the shortest course that was found;
/// the seed alone plays it again (<c>CsCheck_Seed=…</c>).
/// </summary>
public sealed class ModelTests
{
    private const int Courses = 400;

    /// <summary>Several follow-ups to a call, so that the end of one and the end of the episode are two things.</summary>
    private static readonly PlanBook ThreeToACall = Books.Book(
        Books.Rule("""
            [{ "kind": "acknowledgement", "delay": { "elapsed": "0h" } }, { "kind": "supervisor-outreach", "delay": { "businessHours": 4 } }, { "kind": "check-in", "delay": { "elapsed": "24h" } }]
            """),
        """ "quietHours": { "from": "20:00", "to": "08:00" }, "caps": [{ "kind": "check-in", "max": 1, "per": "7d" }] """);

    [Fact]
    public void Whatever_happens_the_rules_of_the_shipped_plan_book_hold() => Play(Given.Installation.PlanBook);

    [Fact]
    public void Whatever_happens_the_rules_hold_with_several_follow_ups_to_a_call() => Play(ThreeToACall);

    private static void Play(PlanBook book) => Steps.Course.Sample(
        steps =>
        {
            var course = new Course(book);
            var broken = course.PlayAsync(steps).GetAwaiter().GetResult();
            Assert.True(broken.Count == 0, $"{string.Join(Environment.NewLine, broken)}{Environment.NewLine}{course.TraceAsync().GetAwaiter().GetResult()}");
        },
        iter: Courses,
        print: steps => string.Join(Environment.NewLine, steps.Select((step, i) => $"{i}: {step}")));
}
