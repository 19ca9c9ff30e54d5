using FollowUps.Email;
using Xunit;

namespace FollowUps.Tests.Email;

public sealed class AcsEmailOptionsTests
{
    [Theory]
    [InlineData("endpoint=https://contoso.communication.azure.com/;accesskey=" + GivenEmail.Key)]
    [InlineData("AccessKey=" + GivenEmail.Key + "; Endpoint=https://contoso.communication.azure.com ;")]
    public void A_connection_string_is_read_in_any_case_and_order(string text)
    {
        var options = AcsEmailOptions.FromConnectionString(text);

        Assert.Equal("contoso.communication.azure.com", options.Endpoint.Host);
        Assert.Equal(GivenEmail.Key, options.AccessKey);
    }

    [Theory]
    [InlineData("", "endpoint")]
    [InlineData("endpoint=https://contoso.communication.azure.com/", "accesskey")]
    [InlineData("endpoint=https://contoso.communication.azure.com/;accesskey=", "accesskey")]
    [InlineData("accesskey=" + GivenEmail.Key, "endpoint")]
    [InlineData("endpoint=contoso;accesskey=" + GivenEmail.Key, "endpoint")]
    [InlineData("endpoint=http://contoso.communication.azure.com;accesskey=" + GivenEmail.Key, "https://")]
    [InlineData("endpoint=ftp://127.0.0.1;accesskey=" + GivenEmail.Key, "https://")]
    [InlineData("endpoint=https://contoso.communication.azure.com/?a=b;accesskey=" + GivenEmail.Key, "query")]
    [InlineData("endpoint=https://contoso.communication.azure.com;accesskey=secret!", "base64")]
    [InlineData("endpoint=https://a.example;endpoint=https://b.example;accesskey=" + GivenEmail.Key, "twice")]
    [InlineData("https://contoso.communication.azure.com", "without a name")]
    public void An_unusable_connection_string_names_the_part_and_not_its_value(string text, string named)
    {
        var error = Assert.Throws<FormatException>(() => AcsEmailOptions.FromConnectionString(text));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(GivenEmail.Key, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exactly_one_identity_is_needed_and_a_token_needs_https()
    {
        var bare = new AcsEmailOptions { Endpoint = new Uri("https://contoso.communication.azure.com") };
        var both = bare with { AccessKey = GivenEmail.Key, Credential = new FixedToken() };
        var plain = new AcsEmailOptions { Endpoint = new Uri("http://127.0.0.1:1"), Credential = new FixedToken() };

        Assert.All([bare, both, plain], options => Assert.Throws<ArgumentException>(() => GivenEmail.Sender(options)));
        Assert.Null((bare with { Credential = new FixedToken() }).Problem());
    }

    [Fact]
    public void Printing_the_options_does_not_print_the_key() =>
        Assert.DoesNotContain(GivenEmail.Key, $"{GivenEmail.Options(new Uri("https://contoso.communication.azure.com"))}", StringComparison.Ordinal);
}
