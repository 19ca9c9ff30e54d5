using FollowUps.Local.Storage;
using Xunit;

namespace FollowUps.Tests.Local;

/// <summary>What the runner says of the state that a run has left.</summary>
public sealed class StateCountsTests
{
    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(2, 0, "Waiting for a person: 2 dead letters (/desk/dead-letters).")]
    [InlineData(0, 3, "Waiting for a person: 3 mails that failed or are parked (/desk/parked).")]
    [InlineData(2, 3, "Waiting for a person: 2 dead letters (/desk/dead-letters), 3 mails that failed or are parked (/desk/parked).")]
    public void What_only_a_person_can_settle_is_said_with_its_place(int deadLetters, int failed, string? sentence) =>
        Assert.Equal(sentence, new StateCounts(9, new FollowUpCounts(8, 7, 6, failed, 5), deadLetters).ForAPerson);
}
