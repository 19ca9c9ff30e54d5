using FollowUps.Calls;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Responses;

public sealed class LinkSignerTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 15, 0);
    private static readonly LinkKey Old = new(1, Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly LinkKey New = new(2, Enumerable.Repeat((byte)2, 32).ToArray());
    private static readonly Identity Identity = new(new byte[16]);

    private static readonly SignedLink Link = new(
        LinkPurpose.Rate, Division.Main, Identity.Call(new CallId("call-1")), Identity.FollowUp("call-1", 1, "check-in"), Now + Duration.FromDays(30));

    [Fact]
    public void A_link_opens_to_what_it_was_made_of() => Assert.Equal(Link, new LinkSigner([New]).Open(new LinkSigner([New]).Sign(Link), LinkPurpose.Rate, Now));

    [Fact]
    public void A_link_is_short_and_safe_in_a_path() => Assert.Matches("^[A-Za-z0-9_-]{60,90}$", new LinkSigner([New]).Sign(Link));

    [Fact]
    public void After_a_rotation_old_links_still_open_until_the_key_is_gone()
    {
        var token = new LinkSigner([Old]).Sign(Link);
        Assert.NotNull(new LinkSigner([New, Old]).Open(token, LinkPurpose.Rate, Now));
        Assert.Null(new LinkSigner([New]).Open(token, LinkPurpose.Rate, Now));
    }

    [Fact]
    public void A_link_for_one_purpose_opens_no_other_page() => Assert.Null(new LinkSigner([New]).Open(new LinkSigner([New]).Sign(Link), LinkPurpose.Unsubscribe, Now));

    [Fact]
    public void A_link_ends() => Assert.Null(new LinkSigner([New]).Open(new LinkSigner([New]).Sign(Link), LinkPurpose.Rate, Now + Duration.FromDays(31)));

    [Fact]
    public void Every_changed_character_closes_it()
    {
        var token = new LinkSigner([New]).Sign(Link);
        for (var i = 0; i < token.Length - 1; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.Null(new LinkSigner([New]).Open(changed, LinkPurpose.Rate, Now));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not base64 at all!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_was_never_a_link_is_no_link(string token) => Assert.Null(new LinkSigner([New]).Open(token, LinkPurpose.Rate, Now));

    [Theory]
    [InlineData(PageAsked.Plainly)]
    [InlineData(PageAsked.ToChange)]
    [InlineData(PageAsked.WithAllLinks)]
    public void A_nonce_tells_when_and_how_its_page_was_opened(PageAsked asked)
    {
        var signer = new LinkSigner([New]);
        var opened = Now + Duration.FromMilliseconds(1_750);
        var page = signer.Rendered(signer.Nonce("token-a", opened, asked), "token-a", opened + Duration.FromSeconds(3));
        Assert.Equal((opened, asked), (page!.At, page.Asked));
    }

    [Fact]
    public void A_nonce_belongs_to_its_page_and_its_day()
    {
        var signer = new LinkSigner([New]);
        var nonce = signer.Nonce("token-a", Now);
        Assert.Equal(new RenderedPage(nonce, Now), signer.Rendered(nonce, "token-a", Now + Duration.FromHours(23)));
        Assert.Null(signer.Rendered(nonce, "token-b", Now));
        Assert.Null(signer.Rendered(nonce, "token-a", Now + Duration.FromDays(2)));
        Assert.Null(signer.Rendered("", "token-a", Now));
        Assert.Null(signer.Rendered(null, "token-a", Now));
    }
}
