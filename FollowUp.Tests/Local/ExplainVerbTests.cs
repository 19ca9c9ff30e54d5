using System.Text;
using System.Text.Json.Nodes;
using FollowUps.Local;
using FollowUps.Local.Verbs;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class ExplainVerbTests
{
    private static readonly string Samples = Path.Combine(Repository.Root, "samples");

    [Theory]
    [InlineData("calls.ndjson")]
    [InlineData("week.ndjson")]
    public async Task Every_event_of_a_sample_is_explained(string sample)
    {
        var text = await RunAsync(Path.Combine(Samples, sample));

        var events = File.ReadLines(Path.Combine(Samples, sample)).Count(line => line.Trim().Length > 0);
        Assert.Equal(events, text.Split('\n').Count(line => line.StartsWith("── line ", StringComparison.Ordinal)));
        Assert.DoesNotContain("is not explained", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_event_may_stand_on_many_lines_and_is_known_when_it_closed()
    {
        var text = await RunAsync(Written(Given.CallEnvelope().ToString()));

        Assert.StartsWith("── line 1, call-closed, 2026-11-23 15:04:00 UTC ──\nCall call-1\n", text, StringComparison.Ordinal);
        Assert.Contains("waits for the last promise", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_moment_and_another_plan_book_may_be_asked_about()
    {
        var book = Written("""
            { "rules": [{ "name": "nobody", "plan": [] }], "calendars": { "default": { "zone": "Europe/London", "week": { "monday": ["09:00-18:00"] } } } }
            """);

        Assert.Contains("Rule \"nobody\" plans nothing", await RunAsync(Written(Given.CallEnvelope().ToString()), "--config", book), StringComparison.Ordinal);
        Assert.Contains("not sent (too old)", await RunAsync(Written(Given.CallEnvelope().ToString()), "--now", "2027-11-23T15:04:05Z"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_documented_shape_of_a_platform_goes_through_its_mapping()
    {
        // What the plan book plans for the call is another test's; here it is which call comes out.
        string[] kept = ["──", "Mapping ", "Call ", "It cannot", "  {", "  It ", "  passed ", "  where ", "  why ", "  fix "];
        var told = new StringBuilder();
        foreach (var sample in Given.PlatformSamples())
        {
            var text = await RunAsync(Path.Combine(Repository.Root, "FollowUp.Tests", "Platforms", "Samples", sample));
            told.Append("═══ ").Append(sample).Append('\n');
            foreach (var line in text.Split('\n').Where(line => kept.Any(start => line.StartsWith(start, StringComparison.Ordinal)))) told.Append(line).Append('\n');
        }

        Approved.Verify("explain-platforms.txt", told.ToString());
    }

    [Fact]
    public async Task Two_events_of_one_call_are_explained_as_one_call()
    {
        var parts = new[] { "zoom-contact-center-consumer-ended.json", "zoom-contact-center-disposition-added.json" }
            .Select(sample => JsonNode.Parse(Given.PlatformEvent(sample))!.ToJsonString());

        var text = await RunAsync(Written(string.Join('\n', parts)));

        Assert.Contains("It is a part of its call and waits for", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split('\n').Count(line => line.StartsWith("──", StringComparison.Ordinal)));
        Assert.Single(text.Split('\n'), line => line.StartsWith("Call exampleEngagementId001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_whose_other_never_comes_is_explained_as_well()
    {
        var text = await RunAsync(Path.Combine(Repository.Root, "FollowUp.Tests", "Platforms", "Samples", "acs-call-automation-call-disconnected.json"));

        Assert.Contains("── what waited in vain, call-closed, ", text, StringComparison.Ordinal);
        Assert.Contains("which did not come in time", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_may_be_named_as_an_address_would_name_it()
    {
        var other = Written("""{"event":"call.tagged"}""");

        Assert.Contains("Mapping aircall:\n  passed over: ", await RunAsync(other, "--platform", "aircall"), StringComparison.Ordinal);
        Assert.Contains("there is no mapping of this name. Name one of: acs, ", await FailAsync(other, "--platform", "nobody"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var call = Written(Given.CallEnvelope().ToString());
        Assert.Contains("there is no such file", await FailAsync("nowhere.ndjson"), StringComparison.Ordinal);
        Assert.Contains("there is no plan book", await FailAsync(call, "--config", "nowhere.json"), StringComparison.Ordinal);
        Assert.Contains("'rules' is missing", await FailAsync(call, "--config", Written("{}")), StringComparison.Ordinal);
        Assert.Contains("--now yesterday is not an instant", await FailAsync(call, "--now", "yesterday"), StringComparison.Ordinal);
        Assert.Contains("Unknown option '--live'", await FailAsync(call, "--live", "1"), StringComparison.Ordinal);
        Assert.Contains("Name the file", await FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_book_is_found_in_the_folder_of_an_installation_and_its_variants_in_the_templates_beside()
    {
        var folder = Directory.CreateTempSubdirectory("followup-explain").FullName;
        var call = Written(Given.CallEnvelope().ToString());
        Directory.CreateDirectory(Path.Combine(folder, "config"));
        Assert.Contains(
            $"there is no plan book at {Path.Combine(folder, "plan-book.json")} or {Path.Combine(folder, "config", "plan-book.json")}. Put it there, or name the file;",
            await FailAsync(call, "--config", folder), StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(folder, "config", "plan-book.json"), Plans.Books.Json(Plans.Books.Rule("""[{ "kind": "check-in", "delay": { "elapsed": "1h" }, "variant": "vip" }]""")));
        foreach (var config in new[] { folder, Path.Combine(folder, "config") })
        {
            Assert.Contains("rules[0].plan[0].variant: There is no template 'check-in.vip': 'check-in' has no variant 'vip'. Fix: Leave 'variant' out", await FailAsync(call, "--config", config), StringComparison.Ordinal);
        }

        var templates = Directory.CreateDirectory(Path.Combine(folder, "templates", "en")).FullName;
        foreach (var part in new[] { "subject", "html", "text" })
        {
            File.WriteAllText(Path.Combine(templates, $"check-in.vip.{part}.liquid"), "");
        }

        Assert.Contains("check-in: due ", await RunAsync(call, "--config", folder), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> FailAsync(params string[] arguments) =>
        (await Assert.ThrowsAsync<RunnerException>(() => RunAsync(arguments))).Message;

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, await new ExplainVerb(output).RunAsync(arguments));
        return output.ToString();
    }

    private static string Written(string text)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, text);
        return file;
    }
}
