using FollowUps.Messages;
using FollowUps.Plans;
using Xunit;

namespace FollowUps.Tests.Messages;

/// <summary>Whoever may write a template may not run a script, follow the reader, end the program or make it wait.</summary>
public sealed class TemplateSafetyTests
{
    private const string Html = "overrides/_/_/en/check-in.html.liquid";

    [Theory]
    [InlineData("<script>alert(1)</script>", "<script> must not be in a mail")]
    [InlineData("<script {{ greeting }}>", "<script> must not be in a mail")]
    [InlineData("<SCRIPT src=//evil.example>", "<script> must not be in a mail")]
    [InlineData("<!--[if mso]><iframe></iframe><![endif]-->", "<iframe> must not be in a mail")]
    [InlineData("<form action=\"https://evil.example\">", "<form> must not be in a mail")]
    [InlineData("<style>p { color: red }</style>", "<style> must not be in a mail")]
    [InlineData("<p onclick=\"x()\">a</p>", "'onclick' would run a script")]
    [InlineData("<p\nonmouseover = x>a</p>", "'onmouseover' would run a script")]
    [InlineData("<img src=\"https://evil.example/pixel.png\">", "a picture is loaded from elsewhere")]
    [InlineData("<img src=\"{{ greeting }}\">", "a picture is loaded from elsewhere")]
    [InlineData("<table background=\"https://evil.example/a.png\">", "'background' loads from elsewhere")]
    [InlineData("<a href=\"{{ greeting }}\">a</a>", "a link must not lead to")]
    [InlineData("<a href=\"https://evil.example/?{{ greeting }}\">a</a>", "a link must not lead to")]
    [InlineData("<a href=\"javascript:{{ links.help }}\">a</a>", "a link must not lead to")]
    [InlineData("<a href=javascript:alert(1)>a</a>", "a link must not lead to 'javascript:alert(1)'")]
    [InlineData("<a href='&#106;avascript:alert(1)'>a</a>", "a link must not lead to")]
    [InlineData("<a href={{ links.rate }}>a</a>", "a variable in <a> is not in quotes")]
    [InlineData("<p {{ greeting }}>a</p>", "a variable in <p> is not in quotes")]
    [InlineData("<p style=\"color:{{ greeting }}\">a</p>", "a variable in a style is no style")]
    [InlineData("<p style=\"background:url(https://evil.example/a.png)\">a</p>", "a style loads from elsewhere")]
    [InlineData("<p style=\"position:fixed\">a</p>", "a style loads from elsewhere or moves over others")]
    public void Markup_that_could_do_harm_is_refused(string markup, string reason)
    {
        var refused = Refused(Shipped.TemplateFiles["en/check-in.html.liquid"] + markup);
        Assert.Contains(refused, finding => finding.Reason.Contains(reason, StringComparison.Ordinal));
        Assert.All(refused, finding => Assert.Equal(Html, finding.Path));
    }

    [Theory]
    [InlineData("<p class=\"quiet\" style=\"{{ style.hint }} margin:0;\">a &lt; b</p>")]
    [InlineData("<a class='link' href='https://care.example/hours?a=1&amp;b=2'>hours</a>")]
    [InlineData("<a href=\"mailto:care@care.example\">write</a> <a href=\"tel:+441234\">call</a>")]
    [InlineData("{% if card.phone_link %}<a href=\"{{ card.phone_link }}\" style=\"color:{{ brand.colour }};\">{{ card.phone }}</a>{% endif %}")]
    [InlineData("{% if brand.logo %}<img src=\"{{ brand.logo }}\" alt=\"{{ brand.name }}\">{% endif %}")]
    [InlineData("<td {% if is_survey %}class=\"quiet\"{% endif %}>1 < 2</td>")]
    public void Markup_of_a_mail_is_taken(string markup) => Assert.Empty(Refused(Shipped.TemplateFiles["en/check-in.html.liquid"] + markup));

    public static TheoryData<string, string> TooMuch => new()
    {
        { "{% for i in (1..100000000) %}x{% endfor %}", "a range such as (1..9)" },
        { "{% assign n = 100000000 %}{% for i in (1..n) %}{% for j in (1..n) %}x{% endfor %}{% endfor %}", "a range such as (1..9)" },
        { string.Concat(Enumerable.Repeat("{% if is_survey %}", 3_000)), "more than 20 blocks inside one another" },
        { $"{{{{ {new string('[', 400)} }}}}", "more than 5 brackets inside one another" },
        { $"{{{{ greeting{string.Concat(Enumerable.Repeat(" | append: 'x'", 3_000))} }}}}", "a tag with more than 500 characters" },
        { $"{{% if {string.Concat(Enumerable.Repeat("is_survey and ", 4_000))}is_survey %}}a{{% endif %}}", "a tag with more than 500 characters" },
        { new string('x', 70_000), "it has " },
        { string.Concat(Enumerable.Repeat("{{ greeting }}", 2_100)), "it takes more than 2000 steps" },
        { $"{{% assign a = 'xxxxxxxxxxxxxxxx' %}}{string.Concat(Enumerable.Repeat("{% assign a = a | append: a %}", 60))}", "it takes more than 65536 characters" },
        { $"{{% assign a = 'xxxxxxxxxxxxxxxx' %}}{string.Concat(Enumerable.Repeat("{% assign a = a | append: a %}", 12))}{string.Concat(Enumerable.Repeat("{{ a }}", 900))}", "it takes more than" },
    };

    [Theory]
    [MemberData(nameof(TooMuch))]
    public void A_template_that_asks_for_too_much_is_refused_before_it_takes_it(string source, string reason) =>
        Assert.Contains(Refused(source), finding => finding.Reason.Contains(reason, StringComparison.Ordinal));

    [Fact]
    public void A_style_loads_nothing()
    {
        var files = new Dictionary<string, string>(Shipped.TemplateFiles) { ["style.json"] = Shipped.TemplateFiles["style.json"].Replace("\"text\": \"", "\"text\": \"background:url(https://evil.example/a);", StringComparison.Ordinal) };
        Assert.Contains(TemplateSet.Load(files).Errors, error => error.Path.StartsWith("style.json: text", StringComparison.Ordinal));
    }

    private static FollowUps.People.ConfigError[] Refused(string html)
    {
        var reading = TemplateSet.Load(new Dictionary<string, string>(Shipped.TemplateFiles) { [Html] = html });
        Assert.Empty(reading.Errors);
        Assert.StartsWith("en/check-in@", Assert.IsType<RenderedMail>(new Render(reading.Templates!).Of(SampleFacts.Full(FollowUpKind.CheckIn, null, "en"))).TemplateVersion[(reading.Refused.IsEmpty ? 4 : 0)..]);
        return [.. reading.Refused];
    }
}
