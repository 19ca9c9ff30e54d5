using System.Diagnostics.Metrics;
using FollowUps.Due;
using FollowUps.Outcomes;
using FollowUps.State;
using FollowUps.Telemetry;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Telemetry;

/// <summary>Alert rules and workbooks stand on these names, units and tags.</summary>
public sealed class FollowUpMeterTests : IDisposable
{
    private readonly ProcessTime _time = new();
    private readonly FollowUpMeter _meter;
    private readonly MeterListener _listener = new();
    private readonly List<string> _measured = [];

    public FollowUpMeterTests()
    {
        _meter = new FollowUpMeter(_time);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other tests have meters of the same name.
            if (_meter.Owns(instrument)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, $"{value}", tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value:0.###}"), tags));
        _listener.Start();
    }

    [Fact]
    public void Each_mail_released_is_measured_by_how_late_it_was()
    {
        _meter.Swept(Report() with { Lags = [Duration.FromSeconds(20), Duration.FromMinutes(3)] }, TimeSpan.FromMilliseconds(250));

        Assert.Equal(["followup.sweep.duration 0.25 s", "followup.due.lag 20 s", "followup.due.lag 180 s"], _measured);
    }

    [Fact]
    public void What_the_statistics_count_is_measured_by_kind_and_end_state()
    {
        _meter.Swept(Report() with { Facts = [Fact("check-in", Counters.Sent, Counters.Wait(Duration.FromHours(4))), Fact("check-in", Counters.Skipped, "skipped.quota"), Fact("supervisor-outreach", Counters.Planned)] }, TimeSpan.Zero);

        Assert.Equal(["followup.sends 1 {follow-up} kind=check-in state=sent", "followup.sends 1 {follow-up} kind=check-in state=skipped"], _measured.Where(m => !m.Contains("sweep", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_kept_promise_is_one_and_a_broken_one_is_nought_so_that_the_average_is_the_rate()
    {
        _meter.Swept(Report() with { Facts = [Fact(null, Counters.PromisesDue, Counters.PromisesKept), Fact(null, Counters.PromisesDue), Fact(null, Counters.SuspectVote)] }, TimeSpan.Zero);

        Assert.Equal(["followup.promises.kept_rate 1 1", "followup.promises.kept_rate 0 1", "followup.votes.suspect 1 {vote}"], _measured.Where(m => !m.Contains("sweep", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_waits_and_what_the_quota_leaves_is_told_until_another_sweep_or_until_it_is_old()
    {
        _listener.RecordObservableInstruments();
        Assert.Empty(_measured);

        var forecast = new Backlog([], [], 7, [0, 1]);
        _meter.Swept(Report(forecast, dropped: 1) with { OldestWaits = Duration.FromMinutes(40), QuotaLeft = 0 }, TimeSpan.Zero);
        Assert.Equal(["followup.unsent.oldest 2400 s", "followup.quota.left 0 {mail}", "followup.quota.forecast 8 {mail}"], Observed());

        // Made at most every ten minutes: until then the last one holds, as long as mail is held back.
        _meter.Swept(Report() with { OldestWaits = Duration.FromMinutes(41), QuotaLeft = 2 }, TimeSpan.Zero);
        Assert.Equal(["followup.unsent.oldest 2460 s", "followup.quota.left 2 {mail}", "followup.quota.forecast 8 {mail}"], Observed());

        _meter.Swept(Report() with { QuotaLeft = 60 }, TimeSpan.Zero);
        Assert.Equal(["followup.unsent.oldest 0 s", "followup.quota.left 60 {mail}", "followup.quota.forecast 0 {mail}"], Observed());

        _time.Pass(TimeSpan.FromMinutes(6));
        Assert.Empty(Observed());
    }

    [Fact]
    public void Throttles_and_dead_letters_are_counted_as_they_happen()
    {
        _meter.Throttled();
        _meter.DeadLetter("call-closed");

        Assert.Equal(["followup.throttles 1 {answer}", "followup.dead_letters 1 {message} queue=call-closed"], _measured);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    private static SweepReport Report(Backlog? forecast = null, int dropped = 0) => new(null, 0, dropped, forecast);

    private static Counted Fact(string? kind, params string[] counters) => new(Given.Now, "billing", "billing-1", kind, [.. counters.Select(name => new CountBy(name))]);

    private List<string> Observed()
    {
        _measured.Clear();
        _listener.RecordObservableInstruments();
        return [.. _measured];
    }

    private void Add(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Add(string.Join(' ', [instrument.Name, value, instrument.Unit, .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")]));

    private sealed class ProcessTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
