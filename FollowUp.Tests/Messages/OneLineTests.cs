using CsCheck;
using FollowUps.Messages;
using Xunit;

namespace FollowUps.Tests.Messages;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("Ada Byron", "Ada Byron")]
    [InlineData("  Ada \t\r\n Byron  ", "Ada Byron")] // white space of any kind is one blank
    [InlineData("Ada\r\nBcc: eve@x.example", "Ada Bcc: eve@ x. example")] // no second header, no link
    [InlineData("Ada\u0000\u001b[31m", "Ada [31m")] // terminal escapes
    [InlineData("Ada\u202Eevil\u202C\u2066x\u2069\u200E\u200F\u061C", "Adaevilx")] // nothing turns the reading direction round
    [InlineData("Ada\u2028Byron\u2029", "Ada Byron")] // line separators are line breaks
    [InlineData("A\u200Bd\uFEFFa\u00AD", "Ada")] // no zero-width hiding places
    [InlineData("Ada \ud83d", "Ada")] // half an emoji
    [InlineData("Ada 👩‍👩‍👧", "Ada 👩‍👩‍👧")] // a whole one stays, joiners included
    [InlineData("Zoë Łukasz 你好", "Zoë Łukasz 你好")]
    [InlineData("https://evil.example/x", "https: //evil. example/x")]
    [InlineData("www.evil.example", "www. evil. example")]
    [InlineData("evil．example", "evil． example")] // full-width dots link as well
    [InlineData("Dr.Smith owes 3.50", "Dr. Smith owes 3.50")]
    [InlineData("J.R. Hartley, @home", "J.R. Hartley, @home")]
    [InlineData("{{ brand.name }}", "{{ brand. name }}")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Text_from_a_call_becomes_one_harmless_line(string? text, string line) => Assert.Equal(line, OneLine.FromCall(text, 80));

    [Theory]
    [InlineData("abcdefgh", 8, "abcdefgh")]
    [InlineData("abcdefghi", 8, "abcdefg…")]
    [InlineData("abcdef gh", 8, "abcdef…")] // no blank before the ellipsis
    [InlineData("abcdef😀gh", 8, "abcdef…")] // an emoji is not cut in half
    public void What_is_too_long_ends_in_an_ellipsis(string text, int most, string line) => Assert.Equal(line, OneLine.Of(text, most));

    [Fact]
    public void No_text_whatsoever_breaks_the_line_the_length_or_the_reading_direction() =>
        Gen.String[Gen.Char["ab.:/@ \r\n\t\u0000\u0085\u2028\u202e\u2066\u200b<>&\"'{}%é你\ud83d\ude00"], 0, 60].Sample(text =>
        {
            var line = OneLine.FromCall(text, 20);
            Assert.True(line.Length <= 20);
            Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u202e' or '\u2066' or '\u200b');
            Assert.Equal(line.Trim(), line);
            Assert.DoesNotContain("  ", line);
            Assert.DoesNotContain("://", line);
        });
}
