using System.Text;
using Xunit;

namespace FollowUps.Tests.Calls;

public sealed class LenientReadingTests
{
    [Theory]
    [InlineData("Ada\r\nBcc: everybody@example.com", "Ada  Bcc: everybody@example.com")]
    [InlineData("  Ada\tLovell\u0000 ", "Ada Lovell")]
    [InlineData("Ada\u2028Lovell\u0085", "Ada Lovell")]
    [InlineData("<b>Ada</b> & <script>alert(1)</script>", "<b>Ada</b> & <script>alert(1)</script>")] // the renderer escapes, not we
    [InlineData("{{ customer.email }}{% raw %}", "{{ customer.email }}{% raw %}")]
    [InlineData("\u202EadA", "\u202EadA")]
    [InlineData("Zoë 👩🏽‍🚀 مها", "Zoë 👩🏽‍🚀 مها")]
    public void A_name_becomes_one_line_and_otherwise_stays_as_it_is(string sent, string read) =>
        Assert.Equal(read, ReadCallClosedTests.Read(Given.CallJson(d => d["customer"]!["name"] = sent)).Customer.Name);

    [Fact]
    public void A_name_is_cut_at_200_characters_and_never_inside_an_emoji()
    {
        var name = ReadCallClosedTests.Read(Given.CallJson(d => d["customer"]!["name"] = new string('a', 199) + "👩")).Customer.Name;
        Assert.Equal(new string('a', 199), name);
    }

    [Fact]
    public void Free_text_keeps_its_lines_and_loses_other_control_characters()
    {
        var call = ReadCallClosedTests.Read(Given.CallJson(d => d["summary"] = "one\r\ntwo\rthree\nfour\tfive\u0007\u001b"));
        Assert.Equal("one\ntwo\nthree\nfour five", call.Summary);
    }

    [Fact]
    public void Free_text_is_cut_at_8000_characters_which_is_noted()
    {
        var call = ReadCallClosedTests.Read(Given.CallJson(d => d["reason"] = new string('r', 8_001)));

        Assert.Equal(8_000, call.Reason!.Length);
        Assert.Equal("data.reason was longer than 8,000 characters: cut.", Assert.Single(call.Notes));
    }

    [Fact]
    public void A_message_as_large_as_a_queue_takes_is_read()
    {
        var message = Given.CallJson(d => d["summary"] = "");
        var full = Given.CallJson(d => d["summary"] = new string('s', (64 * 1024) - message.Length));

        Assert.Equal(64 * 1024, full.Length);
        Assert.Equal(8_000, ReadCallClosedTests.Read(full).Summary!.Length);
    }

    [Theory]
    [InlineData("""\ud83d""", "\uFFFD")]
    [InlineData("""\uDE00 Ada""", "\uFFFD Ada")]
    [InlineData("""\ud83d\ud83d\ude00""", "\uFFFD😀")]
    [InlineData("""\\ud83d""", "\\ud83d")] // an escaped backslash, no escape
    public void Half_an_emoji_is_replaced(string escaped, string read)
    {
        var message = Encoding.UTF8.GetString(Given.CallJson(d => d["customer"]!["name"] = "NAME")).Replace("NAME", escaped, StringComparison.Ordinal);
        Assert.Equal(read, ReadCallClosedTests.Read(Encoding.UTF8.GetBytes(message)).Customer.Name);
    }

    [Fact]
    public void Half_an_emoji_in_a_field_name_hurts_nobody() =>
        Assert.Equal("c", ReadCallClosedTests.Read("""{ "\ud83d": 1, "callId": "c", "closedAt": "2026-11-23T15:04:00Z", "outcome": "abandoned" }"""u8).Id.Value);

    [Theory]
    [InlineData("fr", "fr")]
    [InlineData("FR-ca", "fr")]
    [InlineData("zh-Hant-TW", "zh")]
    [InlineData("en_US", "en")] // the spelling of Java and POSIX
    [InlineData("tlh", "tlh")] // a language we have no templates for
    public void A_language_is_its_primary_subtag(string sent, string read)
    {
        var call = ReadCallClosedTests.Read(Given.CallJson(d => d["customer"]!["language"] = sent));
        Assert.Equal(read, call.Customer.Language);
        Assert.Empty(call.Notes);
    }

    [Theory]
    [InlineData("language", "français", "not a language tag")]
    [InlineData("language", "x-klingon", "not a language tag")]
    [InlineData("timeZone", "Mars/Olympus", "Unknown time zone \"Mars/Olympus\"")]
    [InlineData("timeZone", "W. Europe Standard Time", "Unknown time zone")]
    [InlineData("country", "France", "not a country")]
    public void What_has_a_default_is_noted_and_left_out(string field, string sent, string note)
    {
        var call = ReadCallClosedTests.Read(Given.CallJson(d => d["customer"]![field] = sent));

        Assert.Contains(note, Assert.Single(call.Notes), StringComparison.Ordinal);
        Assert.Contains(null, new[] { call.Customer.Language, call.Customer.TimeZone, call.Customer.Country });
    }

    [Fact]
    public void A_bad_address_of_an_agent_or_owner_is_noted_and_left_out()
    {
        var call = ReadCallClosedTests.Read(Given.CallJson(d =>
        {
            d["agent"]!["email"] = "sam";
            d["promises"]![0]!["owner"]!["email"] = "@";
        }));

        Assert.Null(call.Agent!.Email);
        Assert.Null(call.Promises[0].Owner!.Email);
        Assert.Equal(["data.agent.email is not an email address: ignored.", "data.promises[0].owner.email is not an email address: ignored."], call.Notes);
    }

    [Fact]
    public void A_start_after_the_end_is_noted_and_left_out()
    {
        var call = ReadCallClosedTests.Read(Given.CallJson(d => d["startedAt"] = "2026-11-23T15:04:01Z"));
        Assert.Null(call.StartedAt);
        Assert.Equal("data.startedAt is after closedAt: ignored.", Assert.Single(call.Notes));
    }

    [Fact]
    public void A_long_address_is_never_cut_into_another_one()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 46), 4)) + ".example";
        var call = ReadCallClosedTests.Read(Given.CallJson(d => d["customer"]!["email"] = $"ada.lovell@{domain}"));
        Assert.Equal($"ada.lovell@{domain}", call.Customer.Email!.Value);
    }
}
