using System.Text;
using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using Xunit;

namespace FollowUps.Tests.People;

public sealed class BrandOverrideTests
{
    private const string Brands = """
        "brands": [
          { "divisions": ["north"], "queues": ["billing"], "name": "Quillmere North Bills", "replyTo": { "default": "north.bills@quillmere.example" } },
          { "divisions": ["north"], "name": "Quillmere North", "colours": { "accent": "#7a1f3d" }, "logo": "https://quillmere.example/north.png" }
        ],
        """;

    [Fact]
    public void The_first_brand_that_holds_is_taken_and_sets_only_what_it_names()
    {
        var directory = Read(Brands).Directory!;
        Assert.Same(directory.Brand, directory.BrandOf("main", "billing"));
        var north = directory.BrandOf("north", "moving");
        Assert.Equal(("Quillmere North", "#7a1f3d", directory.Brand.LegalName), (north.Name, north.Colour, north.LegalName));
        Assert.Equal("moving@quillmere.example", directory.ReplyToOf("north", "moving").Value);
        Assert.Equal("Quillmere North Bills", directory.BrandOf("north", "billing").Name);
        Assert.Equal("north.bills@quillmere.example", directory.ReplyToOf("north", "billing").Value);
    }

    [Fact]
    public void The_version_of_a_mail_names_the_brand_that_it_was_sent_under()
    {
        var directory = Read(Brands).Directory!;
        var facts = SampleFacts.Full(FollowUpKind.CheckIn, null, "en");
        var north = directory.BrandOf("north", null);
        var mail = Assert.IsType<RenderedMail>(new Render(Shipped.Templates).Of(facts with { Brand = north }));
        Assert.EndsWith($"+brand@{north.Version}", mail.TemplateVersion);
        Assert.Contains("#7a1f3d", mail.Html);
        Assert.Contains("https://quillmere.example/north.png", mail.Html);
        Assert.DoesNotContain("+brand", Assert.IsType<RenderedMail>(new Render(Shipped.Templates).Of(facts with { Brand = directory.Brand })).TemplateVersion);
    }

    [Theory]
    [InlineData("""{ "name": "X" }""", "It holds for nothing in particular")]
    [InlineData("""{ "queues": ["biling"], "name": "X" }""", "No team answers a queue 'biling'")]
    [InlineData("""{ "divisions": ["north"], "colours": { "accent": "#ffff00" } }""", "contrast")]
    [InlineData("""{ "divisions": ["north"], "replyTo": { "default": "no-reply@quillmere.example" } }""", "nobody reads")]
    [InlineData("""{ "divisions": ["north"], "colour": "#000000" }""", "'colour' is not known here")]
    public void A_brand_that_cannot_be_used_is_an_error(string brand, string reason) =>
        Assert.Contains(Read($"\"brands\": [{brand}],").Errors, error => error.Path.StartsWith("brands[0]", StringComparison.Ordinal) && error.Reason.Contains(reason, StringComparison.Ordinal));

    private static DirectoryReading Read(string brands) =>
        ReadContactDirectory.Of(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Shipped.DirectoryJson).Replace("\"queues\": {", $"{brands}\"queues\": {{", StringComparison.Ordinal)));
}
