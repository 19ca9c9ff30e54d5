using FollowUps.Calls;
using Xunit;

namespace FollowUps.Tests.Calls;

public sealed class DivisionTests
{
    [Theory]
    [InlineData("main", true)]
    [InlineData("emea-2", true)]
    [InlineData("0123456789012345678901234567890123456789", true)] // 40
    [InlineData("01234567890123456789012345678901234567890", false)] // 41
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("Main", false)]
    [InlineData("_", false)] // the installation's own
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("é", false)]
    public void A_division_is_named_in_small_letters_digits_and_hyphens(string? text, bool valid)
    {
        Assert.Equal(valid, Division.TryParse(text, out var division));
        Assert.Equal(valid ? text : "main", division.Value);
    }
}
