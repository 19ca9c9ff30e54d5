using System.Diagnostics.Metrics;
using FollowUps.Due;
using FollowUps.Outcomes;
using FollowUps.Platforms;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Telemetry;

/// <summary>
/// The metrics of the meter <c>FollowUp</c>. Their names are a contract with alert rules and workbooks. What the statistics count is measured from the same
/// facts at the same moment, so that a repeat is no second measurement.
/// </summary>
internal sealed class FollowUpMeter : IDisposable
{
    /// <summary>What a sweep found is told no longer than this: another instance may have taken over the timer since.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(5);
    private static readonly HashSet<string> EndStates = new(StringComparer.Ordinal) { Counters.Sent, Counters.Cancelled, Counters.Skipped, Counters.Failed, Counters.Parked };

    private readonly Meter _meter = new(Spans.Source);
    private readonly TimeProvider _time;
    private readonly Histogram<double> _dueLag;
    private readonly Counter<long> _sends;
    private readonly Counter<long> _throttles;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _suspectVotes;
    private readonly Histogram<double> _keptRate;
    private readonly Histogram<double> _sweep;
    private readonly Counter<long> _received;
    private volatile Found? _found;

    public FollowUpMeter(TimeProvider time)
    {
        _time = time;
        _dueLag = _meter.CreateHistogram<double>("followup.due.lag", "s", "How long after its due instant a mail was handed to the send queue.");
        _sends = _meter.CreateCounter<long>("followup.sends", "{follow-up}", "Follow-ups that came to an end, by kind and end state: sent, cancelled, skipped, failed, parked.");
        _throttles = _meter.CreateCounter<long>("followup.throttles", "{answer}", "Answers of the email provider that asked to wait.");
        _deadLetters = _meter.CreateCounter<long>("followup.dead_letters", "{message}", "Messages that could not be used and were kept, by queue.");
        _received = _meter.CreateCounter<long>(
            "followup.calls.received", "{event}", "Events of call platforms, by platform, result (recorded, duplicate, noted, waiting, ignored, deadLetter, refused) and reason.");
        _suspectVotes = _meter.CreateCounter<long>("followup.votes.suspect", "{vote}", "Votes that a machine has probably cast.");
        _keptRate = _meter.CreateHistogram<double>("followup.promises.kept_rate", "1", "1 for a promise kept by its date, 0 for one that was not: the average is the rate.");
        _sweep = _meter.CreateHistogram<double>("followup.sweep.duration", "s", "How long a sweep took.");
        _meter.CreateObservableGauge("followup.unsent.oldest", () => Observe(found => found.OldestWaits.TotalSeconds), "s", "How long the oldest mail that is due has waited; 0 when none waits.");
        _meter.CreateObservableGauge("followup.quota.left", () => Observe(found => (double)found.QuotaLeft), "{mail}", "Mails that the provider's hour still takes.");
        _meter.CreateObservableGauge("followup.quota.forecast", () => Observe(found => (double)found.Forecast), "{mail}", "Mails due within 24 hours that will have found no place in the quota by then; 0 when all fit. Counted by the quota alone: the hours in which customers are not written to are not taken off.");
    }

    /// <summary>Runs a sweep, and takes down what it did and how long it took.</summary>
    public async Task<SweepReport> SweepAsync(Func<Task<SweepReport>> sweep)
    {
        var began = _time.GetTimestamp();
        var report = await sweep();
        Swept(report, _time.GetElapsedTime(began));
        return report;
    }

    /// <summary>Takes down what one sweep did.</summary>
    public void Swept(SweepReport report, TimeSpan took)
    {
        _sweep.Record(took.TotalSeconds);
        foreach (var lag in report.Lags)
        {
            _dueLag.Record(lag.TotalSeconds);
        }

        foreach (var fact in report.Facts)
        {
            Count(fact);
        }

        var forecast = report.Forecast is { } day ? day.Held + day.Hopeless.Length - report.Dropped
            : report.OldestWaits is null ? 0
            : _found?.Forecast ?? 0;
        _found = new Found(_time.GetTimestamp(), report.OldestWaits ?? Duration.Zero, report.QuotaLeft, Math.Max(0, forecast));
    }

    /// <summary>The email provider asked to wait.</summary>
    public void Throttled() => _throttles.Add(1);

    /// <summary>A message of a queue could not be used.</summary>
    public void DeadLetter(string queue) => _deadLetters.Add(1, new KeyValuePair<string, object?>("queue", queue));

    /// <summary>What became of the events of one message; for what was passed over, the reason that the mapping names. Nothing of an event itself is in it.</summary>
    public void Received(IReadOnlyCollection<CallReceipt> receipts)
    {
        foreach (var receipt in receipts)
        {
            _received.Add(1, new("platform", receipt.Platform ?? "none"), new("result", receipt.Result.Word()), new("reason", receipt.Reason ?? ""));
            if (receipt.Result == CallResult.DeadLetter)
            {
                DeadLetter("call-closed");
            }
        }
    }

    /// <summary>True for an instrument of this meter.</summary>
    public bool Owns(Instrument instrument) => ReferenceEquals(instrument.Meter, _meter);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Count(Counted fact)
    {
        foreach (var (name, by) in fact.Counts)
        {
            switch (name)
            {
                case Counters.SuspectVote:
                    _suspectVotes.Add(by);
                    break;
                case Counters.PromisesDue when by > 0:
                    _keptRate.Record(fact.Counts.Any(count => count is { Name: Counters.PromisesKept, By: > 0 }) ? 1 : 0);
                    break;
                case var state when EndStates.Contains(state):
                    _sends.Add(by, new("kind", fact.Kind ?? ""), new("state", state));
                    break;
            }
        }
    }

    private IEnumerable<Measurement<double>> Observe(Func<Found, double> value) =>
        _found is { } found && _time.GetElapsedTime(found.At) < Stale ? [new Measurement<double>(value(found))] : [];

    private sealed record Found(long At, Duration OldestWaits, int QuotaLeft, int Forecast);
}
