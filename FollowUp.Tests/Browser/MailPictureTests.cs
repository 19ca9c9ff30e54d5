using FollowUps.Messages;
using FollowUps.Plans;
using Xunit;

namespace FollowUps.Tests.Browser;

/// <summary>Every mail in a real browser: axe finds nothing, nothing is wider than the phone, and there is a picture for whoever looks.</summary>
public sealed class MailPictureTests(BrowserFixture browser)
{
    public static TheoryData<string> Languages => new(Shipped.Templates.All.Select(template => template.Language).Distinct());

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Every_mail_is_accessible_and_fits_narrow_wide_and_dark(string language)
    {
        // Colours and structure are the same in every language: the default one is looked at in every way, the others where their words are tightest.
        var looks = new[] { (320, false, "narrow"), (680, false, "wide"), (680, true, "dark") };
        foreach (var (width, dark, look) in language == TemplateSet.DefaultLanguage ? looks : looks[..1])
        {
            var page = await browser.OpenAsync(width, dark);
            foreach (var facts in MailsIn(language))
            {
                var name = $"{language}.{TemplateSet.NameOf(facts.Kind, facts.Variant)}.{facts.Scale.Word()}";
                var mail = Assert.IsType<RenderedMail>(new Render(Shipped.Templates).Of(facts));
                await page.SetContentAsync(mail.Html);
                Assert.Equal(width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
                Assert.Empty((await browser.AxeAsync(page)).Select(finding => $"{name} ({look}): {finding}"));
                await BrowserFixture.ShootAsync(page, $"{name}.{look}");
            }

            await page.Context.CloseAsync();
        }
    }

    private static IEnumerable<MailFacts> MailsIn(string language)
    {
        foreach (var (_, name) in Shipped.Templates.All.Where(template => template.Language == language))
        {
            var (kind, variant) = TemplateSet.KindOf(name);
            var facts = SampleFacts.Full(kind!.Value, variant, language);
            yield return facts;
            if (facts.Kind == FollowUpKind.CheckIn)
            {
                yield return facts with { Scale = RatingScale.Nps };
                yield return facts with { Scale = RatingScale.Ces };
            }
        }
    }
}
