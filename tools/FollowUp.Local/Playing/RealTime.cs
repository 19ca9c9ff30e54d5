using System.Threading.Channels;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local.Playing;

/// <summary>Time at real speed: a sweep each minute and whenever something is due, queues looked at every second, Enter jumps ahead.</summary>
public sealed class RealTime(Play play, SimulatedClock clock, TextWriter output)
{
    private static readonly InstantPattern Stamp = InstantPattern.CreateWithInvariantCulture("ddd dd MMM yyyy HH:mm");
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly Channel<Signal> _signals = Channel.CreateUnbounded<Signal>();

    private enum Signal
    {
        Visit,
        Jump,
    }

    /// <summary>A visitor has answered something: do not make them wait for the next minute.</summary>
    public void Visit() => _signals.Writer.TryWrite(Signal.Visit);

    /// <summary>Go to whatever is due next.</summary>
    public void Jump() => _signals.Writer.TryWrite(Signal.Jump);

    /// <summary>Runs until cancelled, idle or <paramref name="until"/>.</summary>
    public async Task<Ending> RunAsync(bool stopWhenIdle, Instant? until, CancellationToken cancellationToken)
    {
        clock.Run();
        while (true)
        {
            await play.SettleAsync(everything: true, cancellationToken);
            if (until <= clock.Now) return Ending.Limit;
            if (stopWhenIdle && await play.IsIdleAsync(cancellationToken)) return Ending.Idle;
            if (await WaitAsync(until, cancellationToken) == Signal.Jump) JumpAhead();
        }
    }

    private async Task<Signal?> WaitAsync(Instant? until, CancellationToken cancellationToken)
    {
        var minute = Instant.FromUnixTimeSeconds((clock.Now.ToUnixTimeSeconds() / 60 * 60) + 60);
        Instant?[] candidates = [minute, play.NextKnown(), until];
        var due = candidates.Min()!.Value;
        while (clock.Now < due)
        {
            var left = due - clock.Now;
            using var glance = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            glance.CancelAfter(left < Duration.FromTimeSpan(Glance) && left > Duration.Zero ? left.ToTimeSpan() : Glance);
            try
            {
                return await _signals.Reader.ReadAsync(glance.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                if (await play.LookAtQueuesAsync(cancellationToken) > 0) return null;
            }
        }

        return null;
    }

    private void JumpAhead()
    {
        if (play.NextKnown() is not { } next)
        {
            output.WriteLine("Nothing is due.");
            return;
        }

        clock.AdvanceTo(next);
        output.WriteLine($"→ {Stamp.Format(clock.Now)} UTC");
    }
}
