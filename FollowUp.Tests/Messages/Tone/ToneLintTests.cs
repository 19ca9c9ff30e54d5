using FollowUps.Messages;
using FollowUps.Messages.Tone;
using Xunit;

namespace FollowUps.Tests.Messages.Tone;

public sealed class ToneLintTests
{
    private static readonly ToneLint Lint = Shipped.Templates.Tone;

    [Fact]
    public void A_finding_names_rule_place_words_why_and_what_to_write_instead()
    {
        var finding = Assert.Single(Lint.Of("We looked at it.\nIt's our policy, sorry.", "en"));
        Assert.Equal(("policy", "policy", ToneSeverity.Error), (finding.Rule, finding.Category, finding.Severity));
        Assert.Equal(new TonePlace(null, 2, 6, 22, 10), finding.Place);
        Assert.Equal("our policy", finding.Words);
        Assert.Contains("Never say", finding.Why, StringComparison.Ordinal);
        Assert.Contains("what you can do", finding.Suggestion, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_without_findings_is_quoted_as_it_was_typed() =>
        Assert.Equal("Send your policy number back by Friday", Assert.IsType<QuotedText>(TypedText.Of(Lint, "Send your policy number back by Friday", "en")).Text);

    [Fact]
    public void A_warning_keeps_nothing_back() =>
        Assert.Equal("vague-time", Assert.Single(Assert.IsType<QuotedText>(TypedText.Of(Lint, "Call back as soon as possible", "en")).Warnings).Rule);

    [Theory]
    [InlineData("en", "Explain again that it's our policy", "what we agreed by phone")]
    [InlineData("fr", "Expliquer que c'est notre politique commerciale", "ce dont nous avons convenu par téléphone")]
    [InlineData("de", "Erklären, dass das bei uns Vorschrift ist: Das ist bei uns Vorschrift", "was wir am Telefon vereinbart haben")]
    [InlineData("es", "Explicar que es nuestra política", "lo que acordamos por teléfono")]
    [InlineData("nl", "Explain again that it's our policy", "what we agreed by phone")]
    public void A_text_that_fails_is_not_quoted_and_its_owner_learns_why(string language, string text, string instead)
    {
        var withheld = Assert.IsType<WithheldText>(TypedText.Of(Lint, text, language));
        Assert.All(withheld.Because, line => Assert.Contains("“", line, StringComparison.Ordinal));
        Assert.Equal(instead, Lint.Agreed(language));
    }

    [Fact]
    public void What_is_typed_in_another_language_than_the_customers_is_read_as_well() =>
        Assert.IsType<WithheldText>(TypedText.Of(Lint, "Tell them it's our policy", "fr"));

    [Theory]
    [InlineData("en/check-in.text.liquid", "\n\nIt's our policy to ask.\n", "line 19, column 6")]
    [InlineData("en/check-in.html.liquid", "<p>It&#8217;s <b>our</b>\n policy.</p>", "column")]
    [InlineData("en/check-in.subject.liquid", " As I said", "column")]
    [InlineData("layout.text.liquid", "Your call is important to us.", "column")]
    public void A_template_with_forbidden_words_is_not_activated(string path, string addition, string place)
    {
        var files = new Dictionary<string, string>(Shipped.TemplateFiles);
        files[path] = files[path].TrimEnd() + addition;
        var reading = TemplateSet.Load(files);
        Assert.Null(reading.Templates);
        Assert.Contains(reading.Errors, error => error.Path.StartsWith($"{path}: ", StringComparison.Ordinal) && error.Path.Contains(place, StringComparison.Ordinal) && error.Reason.Contains("(rule ", StringComparison.Ordinal));
    }

    [Fact]
    public void Words_that_meet_only_in_the_finished_mail_are_found_too()
    {
        var files = new Dictionary<string, string>(Shipped.TemplateFiles);
        files["en/check-in.text.liquid"] += "{% if matter %}It is our{% else %}It is a{% endif %} policy.";
        Assert.Contains(TemplateSet.Load(files).Errors, error => error.Path.StartsWith("en/check-in.text.liquid", StringComparison.Ordinal) && error.Reason.Contains("rule policy", StringComparison.Ordinal));
    }

    [Fact]
    public void Praise_is_an_error_in_service_mail_and_a_warning_in_a_survey()
    {
        var files = new Dictionary<string, string>(Shipped.TemplateFiles);
        files["en/check-in.text.liquid"] += "We pride ourselves on our service.";
        Assert.Equal(ToneSeverity.Warning, Assert.Single(TemplateSet.Load(files).Findings, finding => finding.Rule == "self-praise").Severity);
        files["en/supervisor-outreach.text.liquid"] += "We pride ourselves on our service.";
        Assert.Contains(TemplateSet.Load(files).Errors, error => error.Path.StartsWith("en/supervisor-outreach.text.liquid: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"the ...99 end\"", "up to 12")]
    [InlineData("\"(open\"", "')' is missing")]
    [InlineData("\"<nobody>\"", "no group 'nobody'")]
    [InlineData("\"... end\"", "no word to begin with")]
    [InlineData("\"a | | b\"", "a part of it is empty")]
    public void A_pattern_that_cannot_be_read_names_its_place(string pattern, string reason)
    {
        var files = new Dictionary<string, string>(Shipped.TemplateFiles);
        files["en/tone.json"] = files["en/tone.json"].Replace("\"it is what it is\"", pattern, StringComparison.Ordinal);
        var error = Assert.Single(TemplateSet.Load(files).Errors);
        Assert.StartsWith("en/tone.json: rules[1].patterns[", error.Path, StringComparison.Ordinal);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<<<<<<<<<<<<<<<<")]
    [InlineData("{{{{{{{{ our {% our ")]
    [InlineData("you you you you you you you you ")]
    [InlineData("sorry my colleague but ")]
    [InlineData("&#&#&#;;;;&")]
    public void Long_and_hostile_text_is_gone_through_once(string piece) =>
        // It ends, and never throws; how long it takes is for the benchmarks.
        Assert.InRange(Lint.Of(string.Concat(Enumerable.Repeat(piece, 8_000 / piece.Length)), "en").Length, 0, 8_000);
}
