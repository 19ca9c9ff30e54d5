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

    [Fact]
    public async Task The_mailbox_leads_there_and_own_words_are_shown_with_what_is_not_sent()
    {
        var folder = Directory.CreateTempSubdirectory("gallery");
        var own = Directory.CreateDirectory(Path.Combine(folder.FullName, "overrides", "main", "_", "en")).FullName;
        await File.WriteAllTextAsync(Path.Combine(own, "check-in.subject.liquid"), "Our own words", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(own, "re-check-in.subject.liquid"), "{{ nothing }}", TestContext.Current.CancellationToken);
        await using var mailbox = await MailboxStage.OpenAsync(config: folder.FullName);
        Assert.Contains("href=\"/gallery\"", (await mailbox.GetAsync("/mailbox")).Body);
        var (_, list) = await mailbox.GetAsync("/gallery?division=main");
        Assert.Contains("href=\"/gallery/en/check-in?division=main\"", list);
        Assert.Contains("overrides/main/_/en/re-check-in.subject.liquid", list);
        var (_, mail) = await mailbox.GetAsync("/gallery/en/check-in?division=main&dark=true");
        Assert.Contains("<h1>Our own words</h1>", mail);
        Assert.Contains("@media all", mail);
        Assert.DoesNotContain("<h1>Our own words</h1>", (await mailbox.GetAsync("/gallery/en/check-in")).Body);
        folder.Delete(recursive: true);
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
