using System.Text;
using System.Text.Json;
using FollowUps.Calls;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Calls;

/// <summary>The shipped day of calls is what a newcomer sees first, so every line must do what it was written for.</summary>
public sealed class SampleCallsTests
{
    private static readonly List<Line> Lines =
        [.. File.ReadLines(Path.Combine(Root(), "samples", "calls.ndjson")).Select(text => new Line(JsonDocument.Parse(text).RootElement))];

    private static readonly List<CallClosed> Calls = [.. Lines.Select(line => line.Result).OfType<ReadResult<CallClosed>.Read>().Select(read => read.Value)];

    [Fact]
    public void The_day_is_in_order_and_every_call_is_posted_seconds_after_it_closed()
    {
        Assert.Equal(Lines.Select(line => line.At).Order(), Lines.Select(line => line.At));
        Assert.All(Lines, line => Assert.Equal(new LocalDate(2026, 11, 23), line.At.InUtc().Date));
        Assert.All(Lines.DistinctBy(line => line.CallId), line => Assert.True(line.ClosedAt is null || (line.At - line.ClosedAt.Value).TotalSeconds is > 0 and < 30, line.CallId));
    }

    [Fact]
    public void Two_lines_are_bad_on_purpose_and_all_others_are_read_without_a_note()
    {
        Assert.Equal(["message", "data.outcome"], Lines.Select(line => line.Result).OfType<ReadResult<CallClosed>.Bad>().Select(bad => bad.Error.Field));
        Assert.All(Calls, call => Assert.Empty(call.Notes));
    }

    [Fact]
    public void Two_calls_are_delivered_twice() => Assert.Equal(2, Calls.Count - Calls.DistinctBy(call => call.Id).Count());

    [Fact]
    public void One_customer_calls_angry_in_the_morning_and_is_helped_in_the_afternoon()
    {
        var twice = Calls.DistinctBy(call => call.Id).Where(call => call.Customer.Id is not null).GroupBy(call => call.Customer.Id).Single(calls => calls.Count() > 1);
        Assert.Equal([(CallOutcome.Unresolved, Mood.Angry), (CallOutcome.Resolved, Mood.Frustrated)], twice.Select(call => (call.Outcome, call.Mood)));
    }

    [Fact]
    public void Every_outcome_mood_consent_permission_queue_and_country_of_the_day_occurs()
    {
        Assert.Equal(Enum.GetValues<CallOutcome>(), Calls.Select(call => call.Outcome).Distinct().Order());
        Assert.Equal(Enum.GetValues<Mood>(), Calls.Select(call => call.Mood).Distinct().Order());
        Assert.Equal(Enum.GetValues<DocumentationConsent>(), Calls.Select(call => call.Consent).Distinct().Order());
        Assert.Equal(Enum.GetValues<SurveyPermission>(), Calls.Select(call => call.Customer.SurveyPermission).Distinct().Order());
        Assert.Equal(["billing", "moving", "tariffs", "technical"], Calls.Select(call => call.Queue).Distinct().Order());
        Assert.Equal(["AT", "AU", "DE", "ES", "FR", "GB", "IE", "IN", "US"], Calls.Select(call => call.Customer.Country).Distinct().Order());
        Assert.Contains(Calls, call => call.Customer is { Email: null, Phone: not null });
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FollowUp.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }

    private sealed class Line(JsonElement line)
    {
        private readonly JsonElement _message = line.GetProperty("message");

        public Instant At { get; } = Given.At(line.GetProperty("at").GetString()!);

        public string? CallId => Data?.GetProperty("callId").GetString();

        public Instant? ClosedAt => Data is { } data ? Given.At(data.GetProperty("closedAt").GetString()!) : null;

        public ReadResult<CallClosed> Result => ReadCallClosed.Of(
            Encoding.UTF8.GetBytes(_message.ValueKind == JsonValueKind.String ? _message.GetString()! : _message.GetRawText()), CodeMaps.Empty, At);

        private JsonElement? Data => _message.ValueKind == JsonValueKind.Object ? _message.GetProperty("data") : null;
    }
}
