// Over 250 lines because every way into the flow and every look at what it left stands on this one page, for all journeys.
using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Privacy;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Suppressions;
using FollowUps.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Tests.Journeys;

/// <summary>
/// The whole flow in memory and in simulated time: real steps, real plan book, directory and templates; only storage, queues and the provider
/// are fakes. Time moves only to where the sweep says that something is due.
/// </summary>
public sealed class Simulation
{
    private const int MaxSteps = 2_000;
    private readonly Intake _intake;
    private readonly ApplyUpdate _update;
    private readonly DueSweep _sweep;
    private readonly Send _send;
    private readonly RecordDeliveryReport _reports;

    public Simulation(string start, Func<Installation, Installation>? change = null, IFollowUpStore? store = null)
    {
        Now = At(start);
        Settings = change is null ? Given.Installation : change(Given.Installation);
        Store = store ?? new InMemoryFollowUpStore();
        var steps = Given.Steps(Store, Queue, Outcomes, Mailbox, Alerts, () => Settings, Input);
        _update = steps.GetRequiredService<ApplyUpdate>();
        _intake = steps.GetRequiredService<Intake>();
        _sweep = steps.GetRequiredService<DueSweep>();
        _send = steps.GetRequiredService<Send>();
        _reports = steps.GetRequiredService<RecordDeliveryReport>();
        Standstill = steps.GetRequiredService<Standstill>();
        Promises = steps.GetRequiredService<RecordPromise>();
        Ratings = steps.GetRequiredService<RecordRating>();
        Wishes = steps.GetRequiredService<RecordWish>();
        Suppressions = steps.GetRequiredService<Suppress>();
        Unsubscribes = steps.GetRequiredService<Unsubscribe>();
        Redrives = steps.GetRequiredService<Redrive>();
        Resends = steps.GetRequiredService<Resend>();
        Cases = steps.GetRequiredService<WorkOnCase>();
        CallTasks = steps.GetRequiredService<RecordCallTask>();
        Declines = steps.GetRequiredService<DeclineConsent>();
        Grants = steps.GetRequiredService<GrantConsent>();
        Tests = steps.GetRequiredService<SendTest>();
        Nights = steps.GetRequiredService<Upkeep>();
        Mailbox.Now = () => Now;
    }

    public static Identity Identity { get; } = new(new byte[32]);

    public static LinkSigner Links { get; } = new([new LinkKey(1, new byte[32])]);

    public Instant Now { get; set; }

    public Installation Settings { get; set; }

    public IFollowUpStore Store { get; }

    public FakeSendQueue Queue { get; } = new();

    public FakeOutcomeQueue Outcomes { get; } = new();

    public FakeInputQueue Input { get; } = new();

    public RecordedAlerts Alerts { get; } = new();

    public FakeMailbox Mailbox { get; } = new();

    public Standstill Standstill { get; }

    public Redrive Redrives { get; }

    public Resend Resends { get; }

    public SendTest Tests { get; }

    public Upkeep Nights { get; }

    /// <summary>What the last sweep reported.</summary>
    public SweepReport? Report { get; private set; }

    public RecordRating Ratings { get; }

    public RecordWish Wishes { get; }
    public RecordPromise Promises { get; }

    public Unsubscribe Unsubscribes { get; }

    public Suppress Suppressions { get; }

    public WorkOnCase Cases { get; }

    public RecordCallTask CallTasks { get; }

    public DeclineConsent Declines { get; }

    public GrantConsent Grants { get; }

    public static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).GetValueOrThrow();

    /// <summary>Delivers a call-closed event now.</summary>
    public Task<IntakeResult> CloseAsync(CallClosed call) => _intake.RunAsync(Given.Bytes(call), Now, CancellationToken.None);

    /// <summary>Delivers raw bytes now.</summary>
    public Task<IntakeResult> DeliverAsync(ReadOnlyMemory<byte> message) => _intake.RunAsync(message, Now, CancellationToken.None);

    /// <summary>Delivers an update now; its data are pairs of a field and its text, and it happened now unless <paramref name="time"/> says otherwise.</summary>
    public Task<UpdateResult> UpdateAsync(string type, string id, string? time, params (string Field, string Text)[] data) =>
        _update.RunAsync(Given.Update(type, id, time ?? Now.ToString(), data), Now, CancellationToken.None);

    /// <summary>Delivers raw bytes on the updates queue now.</summary>
    public Task<UpdateResult> DeliverUpdateAsync(ReadOnlyMemory<byte> message) => _update.RunAsync(message, Now, CancellationToken.None);

    /// <summary>Somebody does something about the case of <c>call-1</c>, now or at an instant.</summary>
    public Task<CaseAnswer> ActAsync(CaseAction action, string person, string? at = null) =>
        Cases.RunAsync(Division.Main, Hash("call-1"), action, person, $"{action}|{person}|{Now}", at is null ? Now : At(at), CancellationToken.None);

    /// <summary>What a brief about a call says now.</summary>
    public async Task<FollowUps.Messages.BriefFacts> BriefOfAsync(string call) =>
        await new GatherBrief(Store).OfAsync(Division.Main, Hash(call), await CallAsync(call), null, Settings, Now, CancellationToken.None);

    /// <summary>Somebody says what came of the call task that was sent last about <c>call-1</c>.</summary>
    public async Task<string?> CallTaskAsync(CallResult result, string? person = null)
    {
        var task = (await RowsAsync<FollowUp>(Keys.FollowUps(Hash("call-1")))).Where(f => f.Kind == "call-task" && f.SentAt is not null).MaxBy(f => f.SentAt)!;
        return await CallTasks.RunAsync(Division.Main, Hash("call-1"), new FollowUpId(task.Id), result, person, Now, CancellationToken.None);
    }

    /// <summary>Delivers a message of the email provider now.</summary>
    public Task<IReadOnlyList<ReportResult>> ReportAsync(ReadOnlyMemory<byte> message) => _reports.RunAsync(message, Now, CancellationToken.None);

    /// <summary>One sweep and everything it put on the queue, at this instant.</summary>
    public async Task<Instant?> SweepAsync()
    {
        Instant? next;
        do
        {
            Report = await _sweep.RunAsync(Now, CancellationToken.None);
            next = Report.Next;
        }
        while (await DrainAsync());
        return next;
    }

    /// <summary>One sweep; what it put on the queue stays there.</summary>
    public async Task SweepOnceAsync() => Report = await _sweep.RunAsync(Now, CancellationToken.None);

    /// <summary>Claims everything due, each row in a chunk of its own, as two sweeps would for two workers.</summary>
    public async Task<IReadOnlyList<SendChunk>> ClaimOneByOneAsync()
    {
        var claim = new Claim(Store, Identity, Queue, Alerts);
        var chunks = new List<SendChunk>();
        for (var lane = 1; lane < 4; lane++)
        {
            foreach (var row in await Store.RangeAsync(Division.Main, Keys.Lane(lane), int.MaxValue, CancellationToken.None))
            {
                await claim.RunAsync(Division.Main, [row], Now, CancellationToken.None);
                chunks.AddRange(Queue.TryTake(out var chunk) ? [chunk!] : []);
            }
        }

        return chunks;
    }

    /// <summary>One worker works on one chunk.</summary>
    public Task SendAsync(SendChunk chunk) => _send.RunAsync(chunk, Now, CancellationToken.None);

    /// <summary>Plays forward, stop by stop, until an instant.</summary>
    public async Task PlayUntilAsync(string until)
    {
        var end = At(until);
        for (var step = 0; step < MaxSteps; step++)
        {
            var next = await SweepAsync();
            if (next is null || next > end)
            {
                Now = end;
                await SweepAsync();
                return;
            }

            Now = next.Value;
        }

        throw new InvalidOperationException($"Not at rest after {MaxSteps} stops; it is {Now}.");
    }

    /// <summary>Plays forward until an instant, with the nightly work at 02:00 UTC of every day on the way.</summary>
    public async Task PlayNightsUntilAsync(string until)
    {
        for (var night = Now.InUtc().Date.At(new LocalTime(2, 0)); ; night = night.PlusDays(1))
        {
            var at = night.InUtc().ToInstant();
            if (at > At(until))
            {
                break;
            }

            if (at >= Now)
            {
                await PlayUntilAsync(at.ToString());
                await Nights.RunAsync(Now, CancellationToken.None);
            }
        }

        await PlayUntilAsync(until);
    }

    /// <summary>Plays forward until nothing waits for anything.</summary>
    public async Task PlayToTheEndAsync()
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            if (await SweepAsync() is not { } next)
            {
                return;
            }

            Now = next;
        }

        throw new InvalidOperationException($"Not at rest after {MaxSteps} stops; it is {Now}.");
    }

    /// <summary>The follow-ups of a call, as "kind: state (reason)".</summary>
    public async Task<IReadOnlyList<string>> FollowUpsAsync(string call) =>
        [.. (await RowsAsync<FollowUp>(Keys.FollowUps(Hash(call)))).Select(f => $"{f.Kind}: {f.State.ToString().ToLowerInvariant()}{(f.Reason is null ? "" : $" ({f.Reason})")}").Order(StringComparer.Ordinal)];

    /// <summary>The timeline of a call, as people read it.</summary>
    public async Task<IReadOnlyList<string>> TimelineAsync(string call) =>
        [.. (await RowsAsync<TimelineEntry>(Keys.Timelines(Hash(call)))).OrderBy(t => t.At).ThenBy(t => t.Sequence)
            .Select(t => $"{t.At:uuuu-MM-dd HH:mm} {t.Actor}: {t.Sentence}{(t.Reason is null ? "" : $" Why: {t.Reason}.")}")];

    /// <summary>How a call's episode ended: "outcome: reason", or null.</summary>
    public async Task<string?> OutcomeAsync(string call) =>
        (await Store.FindAsync(Division.Main, Keys.Call(Hash(call)), CancellationToken.None))?.As<CallRow>() is { EndedAs: { } word } row ? $"{word}: {row.EndedWhy}" : null;

    /// <summary>What the suppression list says about a mailbox: "reason scope until", in order of the reasons.</summary>
    public async Task<string> SuppressionsAsync(string address, Division? division = null)
    {
        var row = (await Store.FindAsync(division ?? Division.Main, Keys.Address(Identity.Address(Given.Address(address))), CancellationToken.None))?.As<AddressRow>();
        return string.Join(", ", row?.Suppressions.Select(e => $"{e.Reason.Word()} {e.Scope.Word()} {(e.Until is { } until ? $"until {until}" : "for ever")}") ?? []);
    }

    public async Task<IReadOnlyList<DeadLetterRow>> DeadLettersAsync() => await RowsAsync<DeadLetterRow>(Keys.DeadLetters);

    /// <summary>The link of a purpose in a sent mail, opened.</summary>
    public SignedLink LinkIn(OutgoingEmail mail, LinkPurpose purpose)
    {
        var start = mail.Text.IndexOf($"/{(char)purpose}/", StringComparison.Ordinal) + 3;
        var token = new string([.. mail.Text[start..].TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')]);
        return Links.Open(token, purpose, Now) ?? throw new InvalidOperationException("The mail has no such link.");
    }

    public async Task<ImmutableArray<T>> RowsAsync<T>(KeyRange range)
        where T : class
        => [.. (await Store.RangeAsync(Division.Main, range, int.MaxValue, CancellationToken.None)).Select(r => r.As<T>())];

    /// <summary>The row of a call.</summary>
    public async Task<CallRow> CallAsync(string call) => (await Store.FindAsync(Division.Main, Keys.Call(Hash(call)), CancellationToken.None))!.As<CallRow>();

    /// <summary>The same without what goes to the house.</summary>
    public async Task<IReadOnlyList<string>> CustomerFollowUpsAsync(string call) => [.. (await FollowUpsAsync(call)).Where(line => GoesToCustomer(line.Split(':')[0]))];

    /// <summary>The kinds and instants of what was sent to customers, in order.</summary>
    public IEnumerable<(string Kind, string At)> SentToCustomers() => Sent().Where(mail => GoesToCustomer(mail.Kind));

    /// <summary>The kinds and instants of what was sent, in order.</summary>
    public IEnumerable<(string Kind, string At)> Sent() =>
        Mailbox.Accepted.Select(a => (a.Mail.Headers.Single(h => h.Key == "X-FollowUp-Kind").Value, a.At.ToString()));

    private static bool GoesToCustomer(string word) => FollowUpKinds.TryParse(word, out var kind) && kind.GoesToCustomer();

    private static string Hash(string call) => Identity.Call(new CallId(call));

    private async Task<bool> DrainAsync()
    {
        var any = false;
        while (Queue.TryTake(out var chunk))
        {
            any = true;
            await _send.RunAsync(chunk!, Now, CancellationToken.None);
        }

        return any;
    }
}
