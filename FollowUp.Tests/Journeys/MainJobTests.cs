using System.Text.Json;
using FollowUps.Local;
using FollowUps.Local.Playing;
using MimeKit;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>The main job on the shipped samples, as a newcomer runs it: real queues, real table, real handler processes, real mails.</summary>
public sealed class MainJobTests(MainJobTests.SampleRun run) : IClassFixture<MainJobTests.SampleRun>
{
    private static readonly LocalTime Morning = new(8, 0);
    private static readonly LocalTime Evening = new(20, 0);

    [Fact]
    public void The_samples_end_with_nothing_pending_and_one_mail_for_each_follow_up_that_was_sent()
    {
        var line = run.First.Line;
        Assert.Equal(0, run.First.ExitCode);
        Assert.Equal(0, Count(line, "pending"));
        Assert.Equal(0, Count(line, "failed"));
        Assert.True(Count(line, "sent") > 20);
        Assert.Equal(Count(line, "sent"), line.GetProperty("emails").GetInt32());
        Assert.Equal(Count(line, "sent"), run.First.Mails.Count);
    }

    [Fact]
    public void No_follow_up_is_mailed_twice() => Assert.Equal(run.First.Mails.Count, run.First.Mails.Select(m => m.FollowUp).Distinct().Count());

    [Fact]
    public void Nobody_hears_from_us_in_the_night_of_their_own_zone()
    {
        var calls = Script.Read(Path.Combine(Repository.Root, "samples", "calls.ndjson")).Lines
            .Select(l => Parsed(l.Message)).Where(j => j is not null).Select(j => j!.Value.TryGetProperty("data", out var data) ? data : j.Value)
            .Where(d => d.TryGetProperty("callId", out _))
            .GroupBy(d => d.GetProperty("callId").GetString()!).ToDictionary(g => g.Key, g => g.First());
        var toCustomers = run.First.Mails.Where(mail => mail.To == Text(calls[mail.Call].GetProperty("customer"), "email")).ToList();
        Assert.NotEmpty(toCustomers);
        Assert.All(toCustomers, mail =>
        {
            var call = calls[mail.Call];
            var customer = call.GetProperty("customer");
            var zone = Given.Installation.PlanBook.ZoneOf(Text(customer, "timeZone"), Text(customer, "country"), Text(call, "queue"));
            Assert.InRange(mail.At.InZone(zone).TimeOfDay, Morning, Evening.PlusTicks(-1));
        });
    }

    [Fact]
    public void The_output_of_a_whole_run_traces_and_metrics_included_holds_no_address_name_phone_or_text_of_a_call()
    {
        var personal = RunOutput.PersonalTexts();
        Assert.Superset(new HashSet<string> { "oliver.hughes@example.com", "Oliver Hughes", "+44 20 7946 0511", "Question about the October invoice" }, personal.ToHashSet());
        Assert.Contains("accepted as", run.Output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(personal, text => run.Output.Text.Contains(text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_trace_of_every_mail_begins_with_the_event_or_the_answer_that_asked_for_it()
    {
        var causes = run.Output.Spans.Where(span => span.Name is "CallClosed" or "Web").Select(span => span.Id).ToHashSet();
        var mails = run.Output.Spans.Where(span => span.Name == "post mail").ToList();
        Assert.Equal(run.First.Mails.Count, mails.Count);
        Assert.All(mails, mail => Assert.Contains(mail.Parent, causes));
    }

    [Fact]
    public void A_run_exports_its_metrics_by_name() => Assert.Superset(
        new HashSet<string> { "followup.due.lag", "followup.unsent.oldest", "followup.sends", "followup.dead_letters", "followup.quota.left", "followup.quota.forecast", "followup.sweep.duration" },
        run.Output.Metrics.ToHashSet());

    [Fact]
    public async Task A_second_run_over_the_same_data_posts_nothing()
    {
        var again = await run.AgainAsync();

        Assert.Equal(0, again.ExitCode);
        Assert.Equal(0, again.Line.GetProperty("emails").GetInt32());
        Assert.Empty(again.Mails);
        Assert.Equal(run.First.Line.GetProperty("calls").GetInt32(), again.Line.GetProperty("calls").GetInt32());
        Assert.Equal(run.First.Line.GetProperty("followUps").GetRawText(), again.Line.GetProperty("followUps").GetRawText());
    }

    [Fact]
    public async Task Three_handlers_do_the_same_as_one()
    {
        var three = await run.WithInstancesAsync(3);

        Assert.Equal(0, three.ExitCode);
        foreach (var count in new[] { "events", "calls", "followUps", "emails", "deadLetters" })
            Assert.Equal(run.First.Line.GetProperty(count).GetRawText(), three.Line.GetProperty(count).GetRawText());
        Assert.Equal(run.First.Mails.Order(), three.Mails.Order());
    }

    private static int Count(JsonElement line, string word) => line.GetProperty("followUps").GetProperty(word).GetInt32();

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static JsonElement? Parsed(string message)
    {
        try
        {
            var json = JsonDocument.Parse(message).RootElement;
            return json.ValueKind == JsonValueKind.Object ? json : null;
        }
        catch (JsonException)
        {
            // The samples hold a message or two that cannot be used.
            return null;
        }
    }

    /// <summary>How one run ended, and the mails it wrote.</summary>
    internal sealed record Result(int ExitCode, JsonElement Line, IReadOnlyList<SentMail> Mails);

    /// <summary>One .eml file.</summary>
    internal readonly record struct SentMail(Instant At, string Call, string Kind, string FollowUp, string To) : IComparable<SentMail>
    {
        public int CompareTo(SentMail other) => string.CompareOrdinal($"{At} {FollowUp}", $"{other.At} {other.FollowUp}");
    }

    /// <summary>One run with kept data, which the tests look at and go on from.</summary>
    public sealed class SampleRun : IAsyncLifetime
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mainjob");

        internal Result First { get; private set; } = null!;

        internal RunOutput Output { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var settings = Path.Combine(_folder.FullName, "settings.json");
            await File.WriteAllTextAsync(settings, RunOutput.Settings);
            First = await RunAsync("first", "first", instances: 1, settings);
            Output = RunOutput.From(Path.Combine(_folder.FullName, "first", "logs"));
        }

        public ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }

        internal Task<Result> AgainAsync() => RunAsync("first", "again", instances: 1);

        /// <summary>An installation with the same secrets, so that every follow-up has the same id.</summary>
        internal Task<Result> WithInstancesAsync(int instances)
        {
            var data = _folder.CreateSubdirectory("shared");
            File.Copy(Path.Combine(_folder.FullName, "first", "secrets.json"), Path.Combine(data.FullName, "secrets.json"));
            return RunAsync(data.Name, "shared-outbox", instances);
        }

        private async Task<Result> RunAsync(string data, string outbox, int instances, string? settings = null)
        {
            var options = new RunOptions
            {
                UntilIdle = true,
                Port = 0,
                Instances = instances,
                Settings = settings,
                Data = Path.Combine(_folder.FullName, data),
                Outbox = Path.Combine(_folder.FullName, $"{outbox}-mails"),
            };
            await using var output = new StringWriter();
            var exitCode = await new MainJob(options, output, TextWriter.Null, TimeProvider.System).RunAsync(null, CancellationToken.None);
            var last = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
            return new Result(exitCode, JsonDocument.Parse(last).RootElement, [.. Directory.GetFiles(options.Outbox, "*.eml").Select(Read)]);
        }

        private static SentMail Read(string path)
        {
            using var message = MimeMessage.Load(path);
            return new SentMail(
                Instant.FromDateTimeOffset(message.Date), message.Headers["X-FollowUp-Call"]!, message.Headers["X-FollowUp-Kind"]!, message.Headers["X-FollowUp-Id"]!,
                message.To.Mailboxes.Single().Address);
        }
    }
}
