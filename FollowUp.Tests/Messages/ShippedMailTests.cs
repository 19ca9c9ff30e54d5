using FollowUps.Messages;
using Xunit;

namespace FollowUps.Tests.Messages;

public sealed class ShippedMailTests
{
    public static TheoryData<string, string> Mails
    {
        get
        {
            var mails = new TheoryData<string, string>();
            foreach (var (language, name) in Shipped.Templates.All)
            {
                mails.Add(language, name);
            }

            return mails;
        }
    }

    [Fact]
    public void The_shipped_templates_load_without_an_error() =>
        Assert.Empty(TemplateSet.Load(Shipped.TemplateFiles).Errors.Select(error => $"{error.Path}: {error.Reason} {error.Fix}"));

    [Fact]
    public void Every_shipped_language_has_every_word_and_every_mail() =>
        Assert.Empty(TemplateSet.Load(Shipped.TemplateFiles).Warnings.Select(warning => $"{warning.Path}: {warning.Reason} {warning.Fix}"));

    [Theory]
    [MemberData(nameof(Mails))]
    public void A_reader_gets_what_was_approved(string language, string name)
    {
        var (kind, variant) = TemplateSet.KindOf(name);
        Verify($"{language}.{name}", SampleFacts.Full(kind!.Value, variant, language));
        Verify($"{language}.{name}.sparse", SampleFacts.Sparse(kind.Value, variant, language));
    }

    private static void Verify(string name, MailFacts facts)
    {
        var mail = Assert.IsType<RenderedMail>(new Render(Shipped.Templates).Of(facts));
        Assert.Empty(mail.Notes);
        Approved.Verify($"{name}.html", mail.Html);
        Approved.Verify($"{name}.txt", $"Subject: {mail.Subject}\n\n{mail.Text}");
    }
}
