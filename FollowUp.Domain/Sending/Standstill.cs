using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Sending;

/// <summary>
/// What the provider says that concerns every mail and not just one: it asked to wait, it does not know us, it has blocked us. Written to the
/// rows that all instances share, so that the sweep releases nothing meanwhile.
/// </summary>
public sealed class Standstill(IFollowUpStore store, IAlerts alerts)
{
    private const int MaxRaces = 10;

    private static readonly Duration DefaultThrottle = Duration.FromMinutes(1);
    private static readonly Duration LeastThrottle = Duration.FromSeconds(1);

    /// <summary>A date that is years away is a fault of the clock that wrote it.</summary>
    private static readonly Duration LongestThrottle = Duration.FromHours(24);
    private static readonly Duration ConfigurationWait = Duration.FromMinutes(15);
    private static readonly Duration CircuitWait = Duration.FromHours(1);

    /// <summary>True for an answer after which no further mail is posted.</summary>
    public static bool Follows(SendResult result) => result is SendResult.Throttled or SendResult.Misconfigured or SendResult.Blocked;

    /// <summary>Holds everything back; returns until when and why, for the mails that were answered so.</summary>
    public async Task<(Instant Until, string Why)> HoldAsync(SendResult answer, Instant now, CancellationToken cancellationToken)
    {
        switch (answer)
        {
            case SendResult.Throttled(var retryAfter):
                var wait = Duration.Min(LongestThrottle, Duration.Max(LeastThrottle, retryAfter ?? DefaultThrottle));
                await HoldPaceAsync(now + wait, cancellationToken);
                return (now + wait, "the email provider asked to wait");
            case SendResult.Misconfigured(var code):
                await HoldPaceAsync(now + ConfigurationWait, cancellationToken);
                alerts.Raise(new Alert.Misconfigured(code));
                return (now + ConfigurationWait, $"the email provider refused our settings: {code}; it is tried again every {ConfigurationWait.Minutes} minutes");
            case SendResult.Blocked(var code):
                await OpenCircuitAsync(code, now, cancellationToken);
                alerts.Raise(new Alert.CircuitOpened(code));
                return (now + CircuitWait, "the email provider has blocked the subscription; it is tried again every hour");
            default:
                throw new ArgumentOutOfRangeException(nameof(answer));
        }
    }

    /// <summary>Closes the circuit, if it is not closed: by a mail that was accepted, or by a person who knows better. True: it was open.</summary>
    public async Task<bool> CloseCircuitAsync(string by, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await store.FindAsync(Division.Installation, Keys.Circuit, cancellationToken) is not { } row)
            {
                return false;
            }

            if (await store.CommitAsync(Division.Installation, new Changes("circuit").Delete(row.Key, row.Version), cancellationToken))
            {
                alerts.Raise(new Alert.CircuitClosed(by));
                return true;
            }
        }

        throw new TimeoutException("Closing the circuit lost all its races.");
    }

    /// <summary>The one mail that was to try whether the provider takes mail again was not posted, for reasons of its own: the next one tries, and not only after its lease.</summary>
    public async Task ProbeAgainAsync(StoredRow circuit, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        await store.CommitAsync(Division.Installation, new Changes("circuit").Replace(circuit, circuit.As<SwitchRow>() with { Until = now, Probing = false }), cancellationToken);
    }

    private async Task HoldPaceAsync(Instant notBefore, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var row = await store.FindAsync(Division.Installation, Keys.Pace, cancellationToken);
            var pace = row?.As<PaceRow>() ?? new PaceRow();
            if (pace.NotBefore >= notBefore
                || await store.CommitAsync(Division.Installation, new Changes("pace").Put(Keys.Pace, row, pace with { NotBefore = notBefore }), cancellationToken))
            {
                return;
            }
        }
    }

    private async Task OpenCircuitAsync(string code, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var row = await store.FindAsync(Division.Installation, Keys.Circuit, cancellationToken);
            var open = new SwitchRow(row?.As<SwitchRow>().Since ?? now, $"the email provider has blocked the subscription: {code}", now + CircuitWait);
            if (await store.CommitAsync(Division.Installation, new Changes("circuit").Put(Keys.Circuit, row, open), cancellationToken))
            {
                return;
            }
        }
    }
}
