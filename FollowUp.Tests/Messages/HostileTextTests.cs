using System.Text.RegularExpressions;
using FollowUps.Messages;
using FollowUps.Plans;
using Xunit;

namespace FollowUps.Tests.Messages;

/// <summary>Whatever a caller or a platform writes stays text: the mail around it is the same as for anybody else.</summary>
public sealed partial class HostileTextTests
{
    public static TheoryData<string> Texts => new(
        "<script>alert(1)</script>",
        "\"><a href=https://evil.example>x</a>",
        "<!-- <![CDATA[ --> </table></body>",
        "' onmouseover='alert(1)",
        "&lt;b&gt; &amp; &#60;b&#62;",
        "{{ brand.name }}",
        "{% include 'secret' %}{% raw %}",
        "{name} {date} {brand}",
        "Ada\r\nBcc: eve@evil.example\r\n\r\n<b>hi</b>",
        "Ada\nSubject: other",
        "\u202Emoc.elpmaxe\u202C",
        "https://evil.example/login",
        "www.evil.example",
        "javascript:alert(1)",
        "👩‍👩‍👧 Zoë 你好",
        "\ud83d",
        new string('x', 10_000),
        string.Concat(Enumerable.Repeat("<b>", 4_000)));

    [Theory]
    [MemberData(nameof(Texts))]
    public void Hostile_text_stays_text(string text)
    {
        foreach (var (language, name) in Shipped.Templates.All)
        {
            var (kind, variant) = TemplateSet.KindOf(name);
            var facts = SampleFacts.Full(kind!.Value, variant, language);
            var plain = Render(facts);
            var hostile = Render(HostileFacts.Of(facts, text));

            Assert.Equal(plain.Subject, hostile.Subject);
            Assert.Equal(LinesOf(plain), LinesOf(hostile));
            Assert.Equal(Count(plain.Text, "://"), Count(hostile.Text, "://"));
            Assert.Equal(TagsOf(plain.Html), TagsOf(hostile.Html));
            Assert.DoesNotContain((hostile.Html + hostile.Text).EnumerateRunes(), rune => rune.Value is 0x202E or 0xFFFD or '\0' or '\r');
        }
    }

    [Fact]
    public void Template_syntax_in_a_name_is_shown_and_not_run()
    {
        var mail = Render(SampleFacts.Full(FollowUpKind.CheckIn, null, "en") with { CustomerName = "{{ card }} {name}" });
        Assert.Contains("Hello {{ card }} {name},", mail.Html);
        Assert.Contains("Hello {{ card }} {name},", mail.Text);
    }

    [Theory]
    [InlineData("+44 20 7946 0111", "tel:+442079460111")]
    [InlineData("020-7946 (0111)", "tel:02079460111")]
    [InlineData("javascript:alert(123)", "tel:123")]
    [InlineData("\" onclick=\"1234", "tel:1234")]
    public void Only_digits_of_a_phone_become_a_link(string phone, string link)
    {
        var facts = SampleFacts.Full(FollowUpKind.CheckIn, null, "en");
        Assert.Contains($"href=\"{link}\"", Render(facts with { Card = facts.Card with { Phone = phone } }).Html.Replace("&#x2B;", "+", StringComparison.Ordinal));
    }

    private static RenderedMail Render(MailFacts facts) => Assert.IsType<RenderedMail>(new Render(Shipped.Templates).Of(facts));

    // Telephone links carry the digits of the hostile phone; everything else in a tag must be untouched.
    private static IEnumerable<string> TagsOf(string html) => Tag().Matches(html).Select(tag => Telephone().Replace(tag.Value, "tel:"));

    private static int LinesOf(RenderedMail mail) => mail.Text.Count(c => c == '\n');

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("tel:(\\+|&#x2B;)?[0-9]+")]
    private static partial Regex Telephone();
}
