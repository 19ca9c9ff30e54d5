using System.Text.Json;
using FollowUps.Local.Functions;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local.Playing;

/// <summary>
/// The timer triggers on the simulated clock. What fires each minute on Azure (the sweep) is run whenever something may have become due, and
/// says by itself when it next could act; what fires nightly is run once per simulated day.
/// </summary>
public sealed class Timers(FunctionApp app, HandlerFleet fleet, SimulatedClock clock, RunTally tally)
{
    private const int FailuresUntilGivenUp = 30;
    private static readonly Duration Minute = Duration.FromMinutes(1);

    private readonly IReadOnlyList<TimerFunction> _sweeps = [.. app.Timers.Where(t => t.DailyAt is null)];
    private readonly Dictionary<TimerFunction, Instant> _nightly =
        app.Timers.Where(t => t.DailyAt is not null).ToDictionary(t => t, t => NextDaily(t, clock.Now));
    private readonly Dictionary<TimerFunction, Instant> _lastRun = [];
    private int _failures;

    /// <summary>When a sweep could next act, by its own last answer; null: nothing waits.</summary>
    public Instant? NextSweep { get; private set; }

    /// <summary>The next nightly tick; null: there is none.</summary>
    public Instant? NextNightly => _nightly.Count == 0 ? null : _nightly.Values.Min();

    /// <summary>Runs the sweep at the simulated now.</summary>
    /// <exception cref="RunnerException">It failed so often in a row that nothing will come of it.</exception>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        NextSweep = null;
        foreach (var sweep in _sweeps)
        {
            var now = clock.Now;
            var answer = await InvokeAsync(sweep, now + Minute, cancellationToken);
            Instant? next;
            if (answer.Succeeded)
            {
                _failures = 0;
                next = Next(answer.ReturnValue) is { } said ? (said > now ? RoundUp(said) : now + Minute) : null;
            }
            else
            {
                tally.Note($"{sweep.Name} failed ({answer.Failure}); it runs again a minute later");
                if (++_failures >= FailuresUntilGivenUp) throw new RunnerException($"{sweep.Name} failed {_failures} times in a row ({answer.Failure}).", 1);
                next = now + Minute;
            }

            if (next < (NextSweep ?? Instant.MaxValue)) NextSweep = next;
        }
    }

    /// <summary>Runs the nightly functions whose tick has come.</summary>
    public async Task RunNightlyAsync(CancellationToken cancellationToken)
    {
        var due = _nightly.Where(n => n.Value <= clock.Now).Select(n => n.Key).ToList();
        foreach (var function in due)
        {
            _nightly[function] = NextDaily(function, clock.Now);
            var answer = await InvokeAsync(function, _nightly[function], cancellationToken);
            if (!answer.Succeeded) tally.Note($"{function.Name} failed ({answer.Failure}); it runs again the next night");
        }
    }

    private async Task<Answer> InvokeAsync(TimerFunction function, Instant next, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        Instant? last = _lastRun.TryGetValue(function, out var at) ? at : null;
        _lastRun[function] = now;
        return await fleet.InvokeAsync(function.Name, InvocationBody.ForTimer(function, last, next, now), cancellationToken);
    }

    // The answer is {"next": instant or null}, as an object or as the text of one.
    private static Instant? Next(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            using var inner = JsonDocument.Parse(value.GetString()!);
            return Next(inner.RootElement);
        }

        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String
            ? OffsetDateTimePattern.Rfc3339.Parse(next.GetString()!).GetValueOrThrow().ToInstant()
            : null;
    }

    // Row keys know whole seconds: a sweep a fraction before its row would find nothing.
    private static Instant RoundUp(Instant instant)
    {
        var floor = Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
        return floor == instant ? instant : floor + Duration.FromSeconds(1);
    }

    private static Instant NextDaily(TimerFunction function, Instant after)
    {
        var today = after.InUtc().Date + function.DailyAt!.Value;
        var tick = today.InUtc().ToInstant();
        return tick > after ? tick : tick + Duration.FromDays(1);
    }
}
