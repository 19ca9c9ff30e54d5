using FollowUps.Local.Verbs;
using Xunit;

namespace FollowUps.Tests.Local;

/// <summary>The verb <c>import</c>: what a dry run tells, and which lines it sends back.</summary>
public sealed class ImportVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("import-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_dry_run_tells_the_plan_of_each_line_and_every_line_to_be_mended()
    {
        var file = Write("calls.csv", """
            callId,closedAt,outcome,queue,tags,customer.id,customer.email,customer.surveyPermission
            call-1,2026-11-23T15:04:00Z,resolved,billing,refund|vip,c-1,ada@example.com,granted
            call-2,yesterday,resolved,billing,,c-2,bo@example.com,granted
            call-3,2026-11-23T15:04:00Z,solved,billing,,c-3,cy@example.com,granted
            call-1,2026-11-23T15:04:00Z,resolved,billing,refund|vip,c-1,ada@example.com,granted
            "call-4,2026-11-23T15:04:00Z
            """);
        var (code, text) = await RunAsync(file, "--dry-run", "--now", "2026-11-23T15:05:00Z");
        Assert.Equal(2, code);
        Approved.Verify("import-dry-run.txt", text);
    }

    [Fact]
    public async Task Columns_of_other_names_are_mapped_by_a_file()
    {
        var file = Write("calls.csv", "Ticket;Ended;Result;Customer\n4711;1763910240;OK;c-1\n");
        var map = Write("map.json", """
            { "name": "crm", "events": [ { "name": "row", "fields": {
                "callId": "Ticket", "closedAt": { "path": "Ended", "time": "epochSeconds" }, "outcome": { "path": "Result", "map": { "ok": "resolved" } }, "customer.id": "Customer" } } ] }
            """);
        var (code, text) = await RunAsync(file, "--dry-run", "--map", map, "--now", "2025-11-23T15:05:00Z");
        Assert.Equal(0, code);
        Assert.StartsWith("line 2  4711: rule", text, StringComparison.Ordinal);

        var (wrong, told) = await RunAsync(Write("other.csv", "Ticket;Ended;Customer\n1;2;3\n"), "--dry-run", "--map", map, "--now", "2025-11-23T15:05:00Z");
        Assert.Equal(2, wrong);
        Assert.Contains("There is no column \"Result\", which the mapping reads.", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_is_not_known_is_told_and_nothing_is_imported()
    {
        var (code, text) = await RunAsync(Write("calls.csv", "callid,closed\n1,2\n"));
        Assert.Equal(2, code);
        Assert.Contains("header: The column \"closed\" is not known.", text, StringComparison.Ordinal);
        Assert.Contains("nothing was imported", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customers_are_checked_line_by_line()
    {
        var (code, text) = await RunAsync("customers", Write("customers.csv", "id,phone,email\nc-1,,ada@example.com\nc-2,,nobody\n,,bo@example.com\nc-3,12,nobody\n"));
        Assert.Equal(2, code);
        Assert.Contains("line 3  email: This is no email address.", text, StringComparison.Ordinal);
        Assert.Contains("line 4  id: There is neither an id nor a telephone number", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split('\n').Count(line => line.StartsWith("line 5  ", StringComparison.Ordinal)));
        var (fine, told) = await RunAsync("customers", Write("fine.csv", "id,phone,email\nc-1,+33 1 99 00 12 34,ada@example.com\n"), "--dry-run");
        Assert.Equal((0, "1 customers can be used. Nothing was written.\n"), (fine, told));
    }

    private static async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var code = await ImportVerb.RunAsync(arguments, output, TimeProvider.System, Token);
        return (code, output.ToString());
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
