using FollowUps.Suppressions;
using Xunit;

namespace FollowUps.Tests.Suppressions;

public sealed class ReadSuppressionCsvTests
{
    [Fact]
    public void A_list_of_addresses_is_enough()
    {
        var reading = Read("address\nada@example.com\nbob@example.com\n");
        Assert.Empty(reading.Errors);
        Assert.Equal(["ada@example.com", "bob@example.com"], reading.Requests.Select(r => r.Address.Value));
        Assert.All(reading.Requests, r => Assert.Equal(new Suppression(SuppressionReason.Manual, SuppressionScope.Everything, Given.Now, null), r.Entry));
    }

    [Theory]
    [InlineData("unsubscribed,,", SuppressionReason.Unsubscribed, SuppressionScope.Surveys, null)]
    [InlineData("UNSUBSCRIBED,everything,", SuppressionReason.Unsubscribed, SuppressionScope.Everything, null)]
    [InlineData("bounced,,2027-03-31", SuppressionReason.Bounced, SuppressionScope.Everything, "2027-04-01T00:00:00Z")]
    [InlineData("complaint,,2027-03-31T12:00:00+02:00", SuppressionReason.Complaint, SuppressionScope.Everything, "2027-03-31T10:00:00Z")]
    [InlineData("manual,Surveys,", SuppressionReason.Manual, SuppressionScope.Surveys, null)]
    [InlineData(",,", SuppressionReason.Manual, SuppressionScope.Everything, null)]
    public void Reason_scope_and_end_are_read_and_have_defaults(string values, SuppressionReason reason, SuppressionScope scope, string? until)
    {
        var request = Assert.Single(Read($"address,reason,scope,until\nada@example.com,{values}").Requests);
        Assert.Equal(new Suppression(reason, scope, Given.Now, until is null ? null : Given.At(until)), request.Entry);
    }

    [Theory]
    [InlineData("until,address\r\n2027-03-31,ada@example.com\r\n")]
    [InlineData("\uFEFFAddress;Until\n\"ada@example.com\";2027-03-31")]
    [InlineData("\n\naddress,until\n\n ada@example.com , \"2027-03-31\"\n,\n")]
    [InlineData("address,until\rada@example.com,2027-03-31\r")]
    public void Columns_in_any_order_spreadsheets_quotes_and_every_line_end_are_understood(string file)
    {
        var request = Assert.Single(Read(file).Requests);
        Assert.Equal(("ada@example.com", Given.At("2027-04-01T00:00:00Z")), (request.Address.Value, request.Entry.Until!.Value));
    }

    [Theory]
    [InlineData("", "line 1, header: the file is empty.")]
    [InlineData("ada@example.com\n", "line 1, header: no column is named address.")]
    [InlineData("address,why\nada@example.com,x", "line 1, header: the column \"why\" is not known.")]
    [InlineData("address,address\na@example.com,b@example.com", "line 1, header: the column address is there twice.")]
    [InlineData("address\nada@example.com\nnobody", "line 3, address: is not an email address.")]
    [InlineData("address,reason\n,bounced", "line 2, address: is missing.")]
    [InlineData("address,reason\nada@example.com,annoyed", "line 2, reason: \"annoyed\" is not a reason. Write one of unsubscribed, bounced, complaint, manual")]
    [InlineData("address,scope\nada@example.com,all", "line 2, scope: \"all\" is not a scope.")]
    [InlineData("address,until\nada@example.com,31.03.2027", "line 2, until: \"31.03.2027\" is neither a date nor an instant. Write 2027-03-31")]
    [InlineData("address,until\nada@example.com,2026-11-22", "line 2, until: \"2026-11-22\" is over.")]
    [InlineData("address\nada@example.com,x", "line 2, line: there are 2 fields under 1 columns.")]
    [InlineData("address,reason\nbob@example.com,\"\nmanual\"\n\"ada@example.com", "line 4, line: a quote is opened and never closed.")]
    public void An_error_names_the_line_and_the_fix_and_nothing_is_used(string file, string error)
    {
        var reading = Read(file);
        Assert.StartsWith(error, Assert.Single(reading.Errors).ToString(), StringComparison.Ordinal);
        Assert.Empty(reading.Requests);
    }

    [Fact]
    public void Every_line_to_be_mended_is_told_at_once_and_no_address_is_quoted()
    {
        var reading = Read("address,reason\nada@@example.com,\nbob@example.com,x\ncleo@example.com,y\n");
        Assert.Equal([2, 3, 4], reading.Errors.Select(e => e.Line));
        Assert.DoesNotContain(reading.Errors, e => e.ToString().Contains("ada", StringComparison.Ordinal) || e.ToString().Contains("bob", StringComparison.Ordinal));
    }

    [Fact]
    public void A_quoted_field_may_hold_the_separator_a_doubled_quote_and_a_line_break()
    {
        var errors = Read("address,reason\nada@example.com,\"x,\"\"y\"\"\nz\"\nbob@example.com,w").Errors;
        Assert.Equal(["line 2, reason: \"x,\\\"y\\\" z\" is not a reason.", "line 4, reason: \"w\" is not a reason."], errors.Select(e => e.ToString()[..(e.ToString().IndexOf('.') + 1)]));
    }

    [Fact]
    public void What_is_read_from_a_file_says_the_same_as_a_line_of_the_api()
    {
        var requests = Read("address,reason,scope,until\nada@example.com,bounced,,2027-03-31\nbob@example.com,unsubscribed,everything,").Requests;
        var lines = ReadSuppressionLines.Of(string.Join("\r\n", requests.Select(ReadSuppressionLines.Write)), Given.Now);
        Assert.Empty(lines.Errors);
        Assert.Equal(requests, lines.Requests);
    }

    [Theory]
    [InlineData("ada@example.com", "line 1, line: is not a JSON object.")]
    [InlineData("\n{\"address\":7}", "line 2, address: is not a text.")]
    [InlineData("{\"address\":\"ada@example.com\",\"note\":\"x\"}", "line 1, \"note\": is not known.")]
    [InlineData("{\"reason\":\"manual\"}", "line 1, address: is missing.")]
    public void A_line_of_the_api_that_cannot_be_used_says_why(string body, string error)
    {
        var reading = ReadSuppressionLines.Of(body, Given.Now);
        Assert.StartsWith(error, Assert.Single(reading.Errors).ToString(), StringComparison.Ordinal);
    }

    private static SuppressionReading Read(string file) => ReadSuppressionCsv.Of(file, Given.Now);
}
