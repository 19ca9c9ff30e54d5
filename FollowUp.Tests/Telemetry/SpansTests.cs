using System.Diagnostics;
using System.Text;
using FollowUps.Calls;
using FollowUps.State;
using FollowUps.Storage;
using FollowUps.Telemetry;
using Xunit;

namespace FollowUps.Tests.Telemetry;

public sealed class SpansTests : IDisposable
{
    private const string Event = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Batch = "00-11f7651916cd43dd8448eb211c80319c-22ad6b7169203331-01";

    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == Spans.Source,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public SpansTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_span_belongs_to_the_trace_of_its_cause_and_links_to_the_batch_it_is_done_in()
    {
        var span = await Spans.RunAsync("post mail", ActivityKind.Client, Event, Batch, Task.FromResult);
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (span!.TraceId.ToHexString(), span.ParentSpanId.ToHexString()));
        Assert.Equal("11f7651916cd43dd8448eb211c80319c", Assert.Single(span.Links).Context.TraceId.ToHexString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no trace at all")]
    public async Task Without_a_usable_cause_it_belongs_to_what_it_stands_beside(string? cause)
    {
        var span = await Spans.RunAsync("Send", ActivityKind.Consumer, cause, Batch, Task.FromResult);
        Assert.Equal("22ad6b7169203331", span!.ParentSpanId.ToHexString());
        Assert.Empty(span.Links);
    }

    [Fact]
    public async Task A_failure_is_told_by_its_type_alone()
    {
        Activity? failed = null;
        await Assert.ThrowsAsync<InvalidDataException>(() => Spans.RunAsync<int>("CallClosed", ActivityKind.Consumer, null, null, span =>
        {
            failed = span;
            throw new InvalidDataException("ada@example.com is no date");
        }));
        Assert.Equal((ActivityStatusCode.Error, "InvalidDataException"), (failed!.Status, failed.StatusDescription));
    }

    [Fact]
    public void The_trace_of_an_event_is_read_from_its_envelope_plain_or_in_base64()
    {
        var message = Given.CallEnvelope();
        Assert.Null(TraceParent.Of(Encoding.UTF8.GetBytes(message.ToJsonString())));
        message["traceparent"] = Event;
        var bytes = Encoding.UTF8.GetBytes(message.ToJsonString());
        Assert.Equal(Event, TraceParent.Of(bytes));
        Assert.Equal(Event, TraceParent.Of(Encoding.UTF8.GetBytes(Convert.ToBase64String(bytes))));
        Assert.Null(TraceParent.Of("no JSON"u8.ToArray()));
    }

    [Fact]
    public void An_outgoing_event_carries_its_trace_on()
    {
        var row = new OutgoingRow("followup.closed.v1", "e-1", Given.Now, OutgoingData.None);
        Assert.DoesNotContain("traceparent", Encoding.UTF8.GetString(CloudEventBatch.Write([row])), StringComparison.Ordinal);
        Assert.Contains($"\"traceparent\":\"{Event}\"", Encoding.UTF8.GetString(CloudEventBatch.Write([row with { Trace = Event }])), StringComparison.Ordinal);
    }
}
