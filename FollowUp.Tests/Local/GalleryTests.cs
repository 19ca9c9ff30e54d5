using System.Net;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class GalleryTests
{
    [Fact]
    public async Task Every_mail_can_be_looked_at_in_every_language()
    {
        await using var mailbox = await MailboxStage.OpenAsync();
        var (_, list) = await mailbox.GetAsync("/gallery");
        foreach (var (language, name) in Shipped.Templates.All)
        {
            Assert.Contains($"href=\"/gallery/{language}/{name}\"", list);
        }

        var (status, mail) = await mailbox.GetAsync("/gallery/es/check-in");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("320 px", mail);
        Assert.Contains("Buenos d", mail);
        var (_, sparse) = await mailbox.GetAsync("/gallery/es/check-in?sparse=true");
        Assert.DoesNotContain("Ada Byron", sparse);
    }

    [Theory]
    [InlineData("/gallery/en/nothing")]
    [InlineData("/gallery/en/check-in.nothing")]
    public async Task A_mail_that_is_not_there_is_a_page_with_a_way_back(string path)
    {
        await using var mailbox = await MailboxStage.OpenAsync();
        var (status, page) = await mailbox.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("href=\"/mailbox\"", page);
    }
}
