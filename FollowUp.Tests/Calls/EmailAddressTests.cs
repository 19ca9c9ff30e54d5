using FollowUps.Calls;
using Xunit;

namespace FollowUps.Tests.Calls;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ada@example.com", "ada@example.com", "ada@example.com")]
    [InlineData("  Ada.Lovell@Example.COM ", "Ada.Lovell@example.com", "ada.lovell@example.com")]
    [InlineData("ada+bills@mail.example.com", "ada+bills@mail.example.com", "ada+bills@mail.example.com")]
    [InlineData("zoë@bücher.example", "zoë@xn--bcher-kva.example", "zoë@xn--bcher-kva.example")]
    [InlineData("o'hara_1@example.ie", "o'hara_1@example.ie", "o'hara_1@example.ie")]
    public void An_address_is_trimmed_and_two_spellings_of_a_mailbox_are_one(string text, string value, string normalized)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal((value, normalized), (address!.Value, address.Normalized));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("ada.example.com")]
    [InlineData("@example.com")]
    [InlineData("ada@")]
    [InlineData("ada@example")]
    [InlineData("ada@@example.com")]
    [InlineData("ada@exa mple.com")]
    [InlineData("ada@example..com")]
    [InlineData("ada@-example.com")]
    [InlineData("ada@example.com.")]
    [InlineData(".ada@example.com")]
    [InlineData("ada..b@example.com")]
    [InlineData("Ada <ada@example.com>")]
    [InlineData("ada@example.com,bob@example.com")]
    [InlineData("ada@example.com\r\nBcc: bob@example.com")]
    [InlineData("ada@[192.0.2.1]")]
    public void What_is_not_one_mailbox_is_refused(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void An_address_does_not_print_itself() => Assert.DoesNotContain("ada", Given.Address("ada@example.com").ToString(), StringComparison.Ordinal);
}
