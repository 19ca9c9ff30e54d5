using FollowUps.Messages;
using FollowUps.Plans;
using Xunit;

namespace FollowUps.Tests.Messages;

public sealed class ShippedMailTests
{
    [Fact]
    public void The_shipped_templates_load_without_an_error() =>
        Assert.Empty(TemplateSet.Load(Shipped.TemplateFiles).Errors.Select(error => $"{error.Path}: {error.Reason} {error.Fix}"));

    [Theory]
    [InlineData(FollowUpKind.CheckIn, null)]
    [InlineData(FollowUpKind.SupervisorOutreach, null)]
    [InlineData(FollowUpKind.SupervisorOutreach, "abandoned")]
    public void A_customer_reads_what_was_approved(FollowUpKind kind, string? variant)
    {
        var name = TemplateSet.NameOf(kind, variant);
        Verify($"en.{name}", SampleFacts.Full(kind, variant, "en"));
        Verify($"en.{name}.sparse", SampleFacts.Sparse(kind, variant, "en"));
    }

    private static void Verify(string name, MailFacts facts)
    {
        var mail = Assert.IsType<RenderedMail>(new Render(Shipped.Templates).Of(facts));
        Approved.Verify($"{name}.html", mail.Html);
        Approved.Verify($"{name}.txt", $"Subject: {mail.Subject}\n\n{mail.Text}");
    }
}
