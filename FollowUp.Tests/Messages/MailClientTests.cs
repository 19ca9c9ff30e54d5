using System.Text;
using CsCheck;
using FollowUps.Messages;
using FollowUps.Plans;
using MimeKit;
using Xunit;

namespace FollowUps.Tests.Messages;

/// <summary>Every mail holds in the common mail clients, and arrives as it was written, whatever the facts are.</summary>
public sealed class MailClientTests
{
    public static TheoryData<string, string> Mails => ShippedMailTests.Mails;

    [Theory]
    [MemberData(nameof(Mails))]
    public void Every_mail_holds_in_the_common_mail_clients(string language, string name)
    {
        foreach (var facts in FactsOf(language, name))
        {
            var mail = Render(facts);
            Assert.Empty(MailClientRules.BrokenBy(mail.Html));
            Assert.InRange(Encoding.UTF8.GetByteCount(mail.Html), 1, 60 * 1024);
            Assert.DoesNotContain(mail.Text.Split('\n'), line => line.Contains('<', StringComparison.Ordinal) || line.Contains("&#", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("<script>x</script>", "only elements")]
    [InlineData("<p style=\"position:absolute\">x</p>", "only inline CSS")]
    [InlineData("<p style=\"color:var(--x)\">x</p>", "no computed")]
    [InlineData("<img src=\"https://x.example/p.gif\" alt=\"\" height=\"1\">", "nothing is loaded")]
    [InlineData("<table><tr><td>x</td></tr></table>", "every table is layout")]
    [InlineData("<p style=\"width:640px\">x</p>", "no wider than")]
    [InlineData("<a href=\"http://x.example\">there</a>", "links lead to the web")]
    [InlineData("<a href=\"https://x.example\"></a>", "links say where")]
    [InlineData("<a href=\"https://x.example\">one</a><a href=\"https://y.example\">one</a>", "one link text")]
    [InlineData("<h2>x</h2><h1>y</h1>", "at most one first heading")]
    [InlineData("<p>x", "every element that is opened")]
    [InlineData("<p style=\"font-size:9px\">x</p>", "text of at least")]
    public void What_breaks_in_a_client_is_found(string html, string rule) =>
        Assert.Contains(MailClientRules.BrokenBy(html), broken => broken.StartsWith(rule, StringComparison.Ordinal));

    [Fact]
    public void No_text_from_outside_breaks_a_mail_or_its_headers()
    {
        var all = Shipped.Templates.All.ToArray();
        var text = Gen.String[Gen.Char["ab.:/@<>&\"'{}%=; \r\n\t\u0000\u001b\u0085\u2028\u202e\u2066\u200bé你\ud83d\ude00"], 0, 80];
        Gen.Select(text, Gen.Int[0, all.Length - 1]).Sample((hostile, index) =>
        {
            var (language, name) = all[index];
            var (kind, variant) = TemplateSet.KindOf(name);
            var mail = Render(HostileFacts.Of(SampleFacts.Full(kind!.Value, variant, language), hostile));
            Assert.DoesNotContain(MailClientRules.BrokenBy(mail.Html), broken => !broken.StartsWith("one link text", StringComparison.Ordinal));
            var read = SentAndRead(mail);
            Assert.Equal(mail.Subject, read.Subject);
            Assert.Equal(mail.Text, read.TextBody!.ReplaceLineEndings("\n"));
            Assert.Equal(mail.Html.ReplaceLineEndings("\n"), read.HtmlBody!.ReplaceLineEndings("\n"));
            Assert.Equal(["MIME-Version", "Subject"], read.Headers.Select(header => header.Field).Where(field => field is not ("From" or "Date" or "Message-Id")).Order(StringComparer.Ordinal));
        }, iter: 300);
    }

    private static MimeMessage SentAndRead(RenderedMail mail)
    {
        using var message = new MimeMessage { Subject = mail.Subject, Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody() };
        using var wire = new MemoryStream();
        message.WriteTo(wire);
        wire.Position = 0;
        return MimeMessage.Load(wire);
    }

    private static IEnumerable<MailFacts> FactsOf(string language, string name)
    {
        var (kind, variant) = TemplateSet.KindOf(name);
        foreach (var facts in SampleFacts.All(kind!.Value, variant, language))
        {
            foreach (var scale in facts.Kind.IsSurvey() ? Enum.GetValues<RatingScale>() : [RatingScale.Csat])
            {
                yield return facts with { Scale = scale };
            }
        }
    }

    private static RenderedMail Render(MailFacts facts) => Assert.IsType<RenderedMail>(new Render(Shipped.Templates).Of(facts));
}
