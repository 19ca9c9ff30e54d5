using System.Collections.Immutable;
using Azure;
using FollowUps.Calls;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Fakes;
using FollowUps.Tests.Journeys;
using NodaTime;

namespace FollowUps.Tests.Faults;

/// <summary>
/// What outlives every process of the product: storage, queues, the provider, and time. Queues deliver at least once: what a process died on
/// is delivered again.
/// </summary>
internal abstract class World
{
    private const int MaxSteps = 600;
    private readonly List<SendChunk> _taken = [];

    protected World(string start)
    {
        Now = Simulation.At(start);
        Mailbox.Now = () => Now;
    }

    public Instant Now { get; set; }

    public Installation Settings { get; set; } = Given.Installation;

    /// <summary>In its worst case: a repeated operation is a second mail. It tells the truth about what it took.</summary>
    public FakeMailbox Mailbox { get; } = new();

    /// <summary>Call-closed messages that nobody has worked through yet.</summary>
    public List<byte[]> Calls { get; } = [];

    /// <summary>Updates that nobody has worked through yet.</summary>
    public List<byte[]> Updates { get; } = [];
    /// <summary>Delivery reports that nobody has worked through yet.</summary>
    public List<byte[]> Reports { get; } = [];

    /// <summary>Storage without disturbance, for the proof.</summary>
    public abstract IFollowUpStore Store { get; }

    /// <summary>How often a send message is delivered; 2: a queue that delivers everything twice.</summary>
    public int SendDeliveries { get; set; } = 1;

    /// <summary>True: the newest send message comes first.</summary>
    public bool SendsBackwards { get; set; }

    /// <summary>How far the clock of whoever works next is off.</summary>
    public Func<Duration> Skew { get; set; } = () => Duration.Zero;

    /// <summary>A process of the product; with passages, it can be killed.</summary>
    public abstract Handler Start(Passages? passages = null);

    public abstract Task<IReadOnlyList<OutgoingRow>> EventsAsync();

    /// <summary>Forgets what went out so far: the proof starts here.</summary>
    public abstract Task ForgetAsync();

    public async Task<IReadOnlyList<StoredRow>> RowsAsync() => await Store.RangeAsync(Division.Main, new KeyRange("!", "~"), int.MaxValue, CancellationToken.None);

    /// <summary>Works through the call-closed queue; a message on which the process dies stays.</summary>
    public async Task DeliverCallsAsync(Handler handler)
    {
        while (Calls.Count > 0)
        {
            await handler.Intake.RunAsync(Calls[0], Now + Skew(), CancellationToken.None);
            Calls.RemoveAt(0);
        }
    }

    /// <summary>Works through the updates; a message on which the process dies stays.</summary>
    public async Task DeliverUpdatesAsync(Handler handler)
    {
        while (Updates.Count > 0)
        {
            await handler.Updates.RunAsync(Updates[0], Now + Skew(), CancellationToken.None);
            Updates.RemoveAt(0);
        }
    }

    /// <summary>Works through the delivery reports; a message on which the process dies stays.</summary>
    public async Task DeliverReportsAsync(Handler handler)
    {
        while (Reports.Count > 0)
        {
            await handler.Reports.RunAsync(Reports[0], Now + Skew(), CancellationToken.None);
            Reports.RemoveAt(0);
        }
    }

    /// <summary>Works through the send queue; a message on which the process dies stays.</summary>
    public async Task<bool> DeliverSendsAsync(Handler handler)
    {
        var taken = await TakeSendsAsync();
        foreach (var chunk in SendsBackwards ? taken.Reverse() : taken)
        {
            _taken.AddRange(Enumerable.Repeat(chunk, SendDeliveries));
        }

        var any = _taken.Count > 0;
        while (_taken.Count > 0)
        {
            await handler.Send.RunAsync(_taken[0], Now + Skew(), CancellationToken.None);
            _taken.RemoveAt(0);
        }

        return any;
    }

    /// <summary>Everything that is due at an instant is done; then time stands there.</summary>
    public Task PlayUntilAsync(string until) => PlayAsync(() => Start(), Simulation.At(until));

    /// <summary>Until nothing waits for anything.</summary>
    public Task PlayToTheEndAsync() => PlayAsync(() => Start(), null);

    /// <summary>
    /// Plays with processes that may fail: whatever throws is tried again half a minute later by the next process, as queues and timers do. Time
    /// otherwise moves to where the sweep says that something is due.
    /// </summary>
    public async Task PlayAsync(Func<Handler> process, Instant? until)
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            Instant? next;
            try
            {
                var handler = process();
                await DeliverCallsAsync(handler);
                await DeliverUpdatesAsync(handler);
                await DeliverReportsAsync(handler);
                do
                {
                    next = (await handler.Sweep.RunAsync(Now + Skew(), CancellationToken.None)).Next;
                }
                while (await DeliverSendsAsync(handler));
            }
            catch (Exception failure) when (IsFailureOfTheOutside(failure))
            {
                Now += Duration.FromSeconds(30);
                continue;
            }

            if (next is null || next > until)
            {
                Now = until ?? Now;
                return;
            }

            Now = Instant.Max(next.Value, Now + Duration.FromSeconds(1));
        }

        throw new InvalidOperationException($"Not at rest after {MaxSteps} stops; it is {Now}. {await WaitingAsync()}");
    }

    /// <summary>Does what a person does, again and again until it works.</summary>
    public async Task InsistAsync(Func<Handler, Task> act)
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            try
            {
                await act(Start());
                return;
            }
            catch (Exception failure) when (IsFailureOfTheOutside(failure))
            {
                Now += Duration.FromSeconds(30);
            }
        }
    }

    /// <summary>Every broken rule, at rest.</summary>
    public async Task<IReadOnlyList<string>> FaultsAtRestAsync()
    {
        var rows = await RowsAsync();
        return [.. Proof.AtRest(rows, [.. Mailbox.Mails], await EventsAsync()), .. Proof.Counters(rows)];
    }

    /// <summary>The link of a purpose in the mail of a call, opened.</summary>
    public SignedLink LinkOf(string call, LinkPurpose purpose) =>
        LinkIn(Mailbox.Mails.First(m => m.Headers.Any(h => h.Key == "X-FollowUp-Call" && h.Value == call)), purpose);

    /// <summary>The link of a purpose in a mail, opened.</summary>
    public SignedLink LinkIn(OutgoingEmail mail, LinkPurpose purpose)
    {
        string Header(string name) => mail.Headers.Single(h => h.Key == name).Value;
        var call = Simulation.Identity.Call(new CallId(Header("X-FollowUp-Call")));
        return new SignedLink(purpose, Division.Main, call, new FollowUpId(Header("X-FollowUp-Id")), Now + Duration.FromDays(30));
    }

    /// <summary>What waits, for a failed test.</summary>
    public async Task<string> WaitingAsync() => string.Join(", ", (await RowsAsync()).Where(r => r.Key[0] is 'd' or 'l' or 'o').Select(r => r.Key));

    /// <summary>What is on the send queue; it is taken off.</summary>
    public abstract Task<ImmutableArray<SendChunk>> TakeSendsAsync();

    /// <summary>Infrastructure that fails is tried again; anything else is a bug of the product.</summary>
    public static bool IsFailureOfTheOutside(Exception failure) =>
        failure is KilledException or RequestFailedException or TimeoutException or IOException or TaskCanceledException
        || failure is AggregateException all && all.InnerExceptions.All(IsFailureOfTheOutside);
}

/// <summary>The world in memory.</summary>
internal sealed class MemoryWorld(string start, IFollowUpStore? store = null) : World(start)
{
    private readonly FakeSendQueue _sends = new();

    public override IFollowUpStore Store { get; } = store ?? new InMemoryFollowUpStore();

    public FakeOutcomeQueue Outcomes { get; } = new();

    /// <summary>A process for which something happens at an unlucky moment.</summary>
    public Handler Start(IFollowUpStore? store = null, ISendQueue? sends = null, IEmailSender? mailbox = null) =>
        new(store ?? Store, sends ?? _sends, Outcomes, mailbox ?? Mailbox, new WorldInputQueue(this), () => Settings);

    public override Handler Start(Passages? passages = null)
    {
        if (passages is null)
        {
            return Start(store: null);
        }

        var queues = new PassageQueues(_sends, Outcomes, passages);
        return new Handler(new PassageStore(Store, passages), queues, queues, new PassageMailbox(Mailbox, passages), new WorldInputQueue(this, passages), () => Settings);
    }

    public override Task<IReadOnlyList<OutgoingRow>> EventsAsync() => Task.FromResult<IReadOnlyList<OutgoingRow>>(Outcomes.Events);

    public override Task ForgetAsync()
    {
        Outcomes.Events.Clear();
        Mailbox.Accepted.Clear();
        return Task.CompletedTask;
    }

    public override Task<ImmutableArray<SendChunk>> TakeSendsAsync()
    {
        var taken = ImmutableArray.CreateBuilder<SendChunk>();
        while (_sends.TryTake(out var chunk))
        {
            taken.Add(chunk!);
        }

        return Task.FromResult(taken.ToImmutable());
    }
}
