using FollowUps.Local;
using FollowUps.Local.Verbs;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class PreviewVerbTests
{
    [Fact]
    public async Task A_mail_is_shown_with_sample_data()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        var output = new StringWriter();
        Assert.Equal(0, await new PreviewVerb(output).RunAsync(["acknowledgement", "fr", "--out", file]));
        Assert.StartsWith("Subject: Votre appel du lundi 23 novembre", output.ToString());
        Assert.Contains("Template: fr/acknowledgement@", output.ToString());
        Assert.Contains("<html lang=\"fr\">", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        File.Delete(file);
    }

    [Theory]
    [InlineData("chek-in", "en")]
    [InlineData("check-in.nothing", "en")]
    [InlineData("check-in", "")]
    [InlineData("check-in", "en", "--wide")]
    public async Task What_cannot_be_shown_is_said(params string[] arguments) =>
        await Assert.ThrowsAsync<RunnerException>(() => new PreviewVerb(new StringWriter()).RunAsync([.. arguments.Where(argument => argument.Length > 0)]));
}
