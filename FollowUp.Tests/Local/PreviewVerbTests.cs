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

    [Fact]
    public async Task Own_words_and_an_own_brand_are_shown_where_they_hold()
    {
        var folder = Directory.CreateTempSubdirectory("preview");
        var own = Directory.CreateDirectory(Path.Combine(folder.FullName, "templates", "overrides", "_", "billing", "de")).FullName;
        await File.WriteAllTextAsync(Path.Combine(own, "check-in.subject.liquid"), "{{ brand.name }} fragt", TestContext.Current.CancellationToken);
        var directory = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "FollowUp.Functions", "config", "directory.json"), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(folder.FullName, "config"));
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "config", "directory.json"),
            directory.Replace("\"brand\": {", """ "brands": [{ "queues": ["billing"], "name": "Quillmere Nord", "footer": "HRB 1234 Musterstadt" }], "brand": {""", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var output = new StringWriter();
        var html = Path.Combine(folder.FullName, "mail.html");
        Assert.Equal(0, await new PreviewVerb(output).RunAsync(["check-in", "de", "--config", folder.FullName, "--queue", "billing", "--out", html]));
        Assert.StartsWith("Subject: Quillmere Nord fragt", output.ToString());
        Assert.Contains("HRB 1234 Musterstadt", output.ToString());
        Assert.Matches("Template: _/billing/de/check-in@[0-9a-f]{12}\\+brand@", output.ToString());
        var everybody = new StringWriter();
        Assert.Equal(0, await new PreviewVerb(everybody).RunAsync(["check-in", "de", "--config", folder.FullName, "--out", html]));
        Assert.StartsWith("Subject: Ihr Anruf vom", everybody.ToString());
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("check-in", "en", "--config", "/no/such/folder")]
    [InlineData("chek-in", "en")]
    [InlineData("check-in.nothing", "en")]
    [InlineData("check-in", "")]
    [InlineData("check-in", "en", "--wide")]
    public async Task What_cannot_be_shown_is_said(params string[] arguments) =>
        await Assert.ThrowsAsync<RunnerException>(() => new PreviewVerb(new StringWriter()).RunAsync([.. arguments.Where(argument => argument.Length > 0)]));
}
