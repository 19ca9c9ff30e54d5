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

    [Fact]
    public void What_mails_have_in_common_can_be_overridden_for_a_division_and_a_queue()
    {
        const string Layout = "overrides/main/billing/layout.html.liquid";
        var layout = Shipped.TemplateFiles["layout.html.liquid"].Replace("{{ brand.postal_address }}", "{{ brand.postal_address }}<br>Registered in Sampleton", StringComparison.Ordinal);
        var good = Load(null, (Layout, layout), (Subject, "main billing"));
        Assert.Empty(good.Warnings);
        Assert.Equal([("main", "billing")], good.Templates!.Scopes);
        var mail = Mail(good.Templates, "main", "billing");
        Assert.Contains("Registered in Sampleton", mail.Html);
        Assert.Equal("main billing", mail.Subject);
        Assert.Matches("^main/billing/en/check-in@[0-9a-f]{12}\\+layout@[0-9a-f]{12}$", mail.TemplateVersion);
        Assert.DoesNotContain("Registered", Mail(good.Templates, "main", "moving").Html, StringComparison.Ordinal);

        var broken = Load(good.Templates, (Layout, layout.Replace("{{ brand.legal_name }}", "", StringComparison.Ordinal)));
        Assert.Contains("Registered in Sampleton", Mail(broken.Templates!, "main", "billing").Html);
        Assert.Equal(broken.Refused, broken.Templates!.Refused);
        Assert.Contains(broken.Refused, finding => finding.Reason.Contains("The mail lacks the legal name", StringComparison.Ordinal) && finding.Reason.Contains("The last good ones are used (", StringComparison.Ordinal));
        Assert.All(Load(null, (Layout, "{{ body }}{% include 'x' %}")).Refused, finding => Assert.Equal(Layout, finding.Path));
    }

    [Fact]
    public void What_the_lint_finds_in_an_override_names_the_override()
    {
        var reading = Load(null, (Html, Shipped.TemplateFiles["en/check-in.html.liquid"] + "<p>It's our policy.</p>"));
        var finding = Assert.Single(reading.Findings, finding => finding.Rule == "policy");
        Assert.Equal(Html, finding.Place.File);
    }

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
