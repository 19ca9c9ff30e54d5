using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using Xunit;
using static FollowUps.Tests.Plans.Books;

namespace FollowUps.Tests.Plans;

public sealed class SampleTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("0.3", 270, 330)]
    [InlineData("1", 1000, 1000)]
    public void About_the_share_of_calls_gets_it(string share, int atLeast, int atMost)
    {
        var book = Sampled(share);
        var asked = Enumerable.Range(0, 1000).Count(n => Reason(book, $"call-{n}") is null);

        Assert.InRange(asked, atLeast, atMost);
    }

    [Fact]
    public void The_same_call_is_decided_the_same_and_a_wider_sample_keeps_it()
    {
        var asked = Enumerable.Range(0, 200).Select(n => $"call-{n}").Where(id => Reason(Sampled("0.3"), id) is null).ToArray();

        Assert.NotEmpty(asked);
        Assert.All(asked, id => Assert.Null(Reason(Sampled("0.5"), id)));
    }

    [Fact]
    public void What_is_left_out_says_so() => Assert.Equal(SkipReason.SampledOut, Reason(Sampled("0"), "call-1"));

    private static PlanBook Sampled(string share) => Book(Rule($$"""[{ "kind": "check-in", "delay": { "elapsed": "24h" }, "sample": {{share}} }]"""));

    private static SkipReason? Reason(PlanBook book, string id) => Decide(book, Call with { Id = new CallId(id) }).FollowUps[0].SkipReason;
}
