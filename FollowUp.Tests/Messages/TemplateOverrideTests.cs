using FollowUps.Messages;
using FollowUps.Plans;
using Xunit;

namespace FollowUps.Tests.Messages;

/// <summary>An installation's own words: data per division and queue; a broken one never stops a mail.</summary>
public sealed class TemplateOverrideTests
{
    private const string Subject = "overrides/main/billing/en/check-in.subject.liquid";
    private const string Html = "overrides/main/billing/en/check-in.html.liquid";

    private static readonly MailFacts CheckIn = SampleFacts.Full(FollowUpKind.CheckIn, null, "en");

    [Fact]
    public void The_narrowest_override_is_taken_and_its_version_says_which()
    {
        var templates = Load(null,
            ("overrides/_/_/en/check-in.subject.liquid", "everywhere"),
            ("overrides/main/_/en/check-in.subject.liquid", "main"),
            ("overrides/_/billing/en/check-in.subject.liquid", "billing"),
            (Subject, "main billing")).Templates!;
        Assert.Equal("everywhere", SubjectOf(templates, null, null));
        Assert.Equal("everywhere", SubjectOf(templates, "north", "moving"));
        Assert.Equal("main", SubjectOf(templates, "main", "moving"));
        Assert.Equal("billing", SubjectOf(templates, "north", "billing"));
        Assert.Equal("main billing", SubjectOf(templates, "main", "billing"));

        var mail = Mail(templates, "main", "billing");
        Assert.StartsWith("main/billing/en/check-in@", mail.TemplateVersion);
        Assert.Contains("Is it solved?", mail.Text); // a part that is not overridden is the shipped one's
        Assert.NotEqual(mail.TemplateVersion.Split('@')[1], Mail(Shipped.Templates, null, null).TemplateVersion.Split('@')[1]);
    }

    [Theory]
    [InlineData("{{ nothing }}", "Undefined variable 'nothing'")]
    [InlineData("{% include 'x' %}", "Unknown tag 'include'")]
    [InlineData("<p>Hello</p>", "The mail lacks")]
    public void A_broken_override_leaves_the_last_good_one_and_says_why(string broken, string reason)
    {
        var good = Load(null, (Html, Shipped.TemplateFiles["en/check-in.html.liquid"] + "<p>Our own words.</p>"));
        Assert.Empty(good.Warnings);

        var reading = Load(good.Templates, (Html, broken));
        Assert.Contains("Our own words.", Mail(reading.Templates!, "main", "billing").Html);
        Assert.All(reading.Warnings, warning => Assert.Equal(Html, warning.Path));
        var finding = reading.Warnings.First();
        Assert.Contains(reason, finding.Reason);
        Assert.Contains("The last good one is sent (main/billing/en/check-in@", finding.Reason);

        var first = Load(null, (Html, broken));
        Assert.StartsWith("en/check-in@", Mail(first.Templates!, "main", "billing").TemplateVersion);
        Assert.All(first.Warnings, warning => Assert.Contains("The shipped one is sent.", warning.Reason, StringComparison.Ordinal));
        Assert.NotEmpty(first.Warnings);
    }

    [Fact]
    public void A_taken_back_override_is_gone()
    {
        var own = Load(null, (Subject, "own"));
        Assert.StartsWith("en/check-in@", Mail(Load(own.Templates).Templates!, "main", "billing").TemplateVersion);
    }

    [Theory]
    [InlineData("overrides/main/en/check-in.html.liquid")]
    [InlineData("overrides/main/billing/en/chek-in.html.liquid")]
    [InlineData("overrides/main/billing/en/language.json")]
    public void A_file_that_overrides_nothing_is_named(string path) => Assert.Equal(path, Assert.Single(Load(null, (path, "x")).Warnings).Path);

    [Fact]
    public void A_language_that_is_not_there_cannot_be_overridden() =>
        Assert.Equal("There is no such language.", Assert.Single(Load(null, ("overrides/main/_/nl/check-in.subject.liquid", "x")).Warnings).Reason);

    private static TemplateReading Load(TemplateSet? previous, params (string Path, string Text)[] overrides)
    {
        var files = new Dictionary<string, string>(Shipped.TemplateFiles);
        foreach (var (path, text) in overrides)
        {
            files[path] = text;
        }

        var reading = TemplateSet.Load(files, previous);
        Assert.Empty(reading.Errors);
        return reading;
    }

    private static string SubjectOf(TemplateSet templates, string? division, string? queue) => Mail(templates, division, queue).Subject;

    private static RenderedMail Mail(TemplateSet templates, string? division, string? queue) =>
        Assert.IsType<RenderedMail>(new Render(templates).Of(CheckIn with { Division = division, Queue = queue }));
}
