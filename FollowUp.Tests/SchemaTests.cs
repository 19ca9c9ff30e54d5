using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUps.Calls;
using FollowUps.Local;
using FollowUps.Local.Playing;
using FollowUps.Outcomes;
using FollowUps.State;
using FollowUps.Storage;
using NodaTime;
using Xunit;

namespace FollowUps.Tests;

/// <summary>
/// The JSON Schemas of docs/schema by an independent validator: what we ship satisfies them, and so does what we publish. (They allow what
/// only the plan book can say is wrong, such as a code of the platform that nobody maps.)
/// </summary>
public sealed class SchemaTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 23, 9, 0);

    [Fact]
    public async Task Shipped_plan_book_and_directory_satisfy_their_schemas()
    {
        Assert.Equal(["", ""], await FindingsAsync(
            ("plan-book", Document("FollowUp.Functions/config/plan-book.json")),
            ("directory", Document("FollowUp.Functions/config/directory.json"))));
    }

    [Fact]
    public async Task Every_shipped_mapping_satisfies_its_schema()
    {
        var findings = await FindingsAsync([.. Given.PlatformFiles().Select(file => ("platform-mapping", JsonNode.Parse(file.Value)!))]);
        Assert.Equal(7, findings.Count);
        Assert.All(findings, finding => Assert.Equal("", finding));
    }

    [Fact]
    public async Task The_mail_modes_of_the_document_satisfy_their_schema_and_what_the_reader_refuses_does_not()
    {
        var shown = Repo.Read("docs/configuration.md").Split('\n').Where(line => line.StartsWith("{ \"mode\":", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, shown.Count);
        Assert.All(await FindingsAsync([.. shown.Select(text => ("mail-mode", JsonNode.Parse(text)!))]), finding => Assert.Equal("", finding));
        string[] refused = ["""{"mode":"Of"}""", """{"mode":"Redirect"}""", """{"mode":"AllowList","allowList":[]}""", """{"mode":"Off","to":"a@example.com"}"""];
        Assert.All(await FindingsAsync([.. refused.Select(text => ("mail-mode", JsonNode.Parse(text)!))]), Assert.NotEmpty);
    }

    [Theory]
    [InlineData("calls.ndjson")]
    [InlineData("week.ndjson")]
    public async Task Whatever_the_reader_takes_of_a_sample_satisfies_its_schema(string sample)
    {
        var lines = Script.ReadEvents(Path.Combine(Repository.Root, "samples", sample)).Where(IsTaken).ToList();
        var findings = await FindingsAsync([.. lines.Select(line => (line.Queue ?? "call-closed", JsonNode.Parse(line.Message)!))]);

        Assert.InRange(lines.Count, 40, 1000);
        Assert.All(lines.Zip(findings), pair => Assert.True(pair.Second.Length == 0, $"line {pair.First.Line}: {pair.Second}"));
    }

    [Fact]
    public async Task What_is_published_satisfies_the_schema_of_outcomes()
    {
        var data = new OutgoingData
        {
            CallId = "call-1",
            Division = "main",
            Episode = 1,
            FollowUpId = new string('a', 26),
            Kind = "check-in",
            DueAt = At,
            Score = 5,
            Scale = "csat",
            Outcome = "satisfied",
            Reason = "why",
            Phone = "+44",
        };
        var batch = CloudEventBatch.Write([.. OutgoingEvents.Published.Select((type, i) => new OutgoingRow(type, $"event-{i}", At, data))]);

        Assert.Equal([""], await FindingsAsync(("outcomes", JsonNode.Parse(batch)!)));
    }

    [Theory]
    [InlineData("call-closed", """{"closedAt":"2026-11-23T15:04:00Z","outcome":"resolved","customer":{"id":"c-1"}}""", "callId")]
    [InlineData("call-closed", """{"callId":"call-1","closedAt":"2026-11-23T15:04:00Z","outcome":"resolved"}""", "customer")]
    [InlineData("call-updates", """{"specversion":"1.0","type":"followup.call.paused.v1","source":"/x","id":"1","data":{}}""", "type")]
    [InlineData("plan-book", """{"rules":[],"calendars":{},"calender":{}}""", "additional")]
    [InlineData("directory", "{}", "default")]
    [InlineData("outcomes", "[]", "fewer than 1")]
    public async Task A_schema_refuses_what_is_wrong(string schema, string document, string finding) =>
        Assert.Contains(finding, Assert.Single(await FindingsAsync((schema, JsonNode.Parse(document)!))), StringComparison.Ordinal);

    [Fact]
    public async Task Every_schema_is_checked_here()
    {
        var schemas = Repo.Files.Where(f => f.StartsWith("docs/schema/", StringComparison.Ordinal) && f.EndsWith(".json", StringComparison.Ordinal)).ToList();
        var findings = await FindingsAsync([.. schemas.Select(f => (Path.GetFileName(f)[..^".schema.json".Length], (JsonNode)JsonValue.Create("no document at all")))]);
        Assert.All(findings, finding => Assert.Contains("must be", finding, StringComparison.Ordinal));
    }

    private static JsonNode Document(string path) => JsonNode.Parse(Repo.Read(path))!;

    private static bool IsTaken(ScriptLine line) => line.Queue == "call-updates"
        ? ReadCallUpdate.Of(Bytes(line), line.At!.Value) is ReadResult<CallUpdate>.Read
        : ReadCallClosed.Of(Bytes(line), CodeMaps.Empty, line.At!.Value) is ReadResult<CallClosed>.Read;

    private static byte[] Bytes(ScriptLine line) => Encoding.UTF8.GetBytes(line.Message);

    /// <summary>What the validator finds in each document; empty: nothing.</summary>
    private static async Task<IReadOnlyList<string>> FindingsAsync(params (string Schema, JsonNode Document)[] documents)
    {
        var validator = await NodePackages.InstalledAsync("schemas");
        var jobs = new JsonArray([.. documents.Select(d => (JsonNode)new JsonObject
        {
            ["schema"] = Path.Combine(Repository.Root, "docs", "schema", $"{d.Schema}.schema.json"),
            ["document"] = d.Document.DeepClone(),
        })]);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, jobs.ToJsonString());
            var start = new ProcessStartInfo("node", [Path.Combine(validator, "check.mjs"), file]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var node = Process.Start(start)!;
            var said = await Task.WhenAll(node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
            await node.WaitForExitAsync();
            Assert.True(node.ExitCode == 0, said[1]);
            return JsonSerializer.Deserialize<string[]>(said[0])!;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
