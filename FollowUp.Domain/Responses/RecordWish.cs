using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>
/// "How can I help?": what the customer would like to see happen, whether it is solved, and when to call. It reaches the case and its brief; a time
/// to call becomes the supervisor's promise. Something that is not solved, or something else, opens a case where there is none.
/// </summary>
public sealed class RecordWish(IFollowUpStore store, Identity identity, OpenCase openCase, CancelPending cancelPending, EndEpisode endEpisode, MakePromise makePromise, Func<Installation> installation)
{
    private const int MaxRaces = 5;
    private readonly AnswerLimit _limit = new(store, identity);

    /// <summary>Records what was posted.</summary>
    /// <param name="link">The opened link.</param>
    /// <param name="wish">What the customer says.</param>
    /// <param name="now">The moment of the POST.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    public async Task<WishResult> RunAsync(SignedLink link, Wish wish, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(wish);
        // A scanner that submits every form says nothing in it, or says it at once; a person loses one more press of the button.
        if (wish is { Solved: null, Asks: false })
        {
            return WishResult.NothingSaid;
        }

        if (now - wish.Page.At < SuspectVotes.ReadingTime)
        {
            return WishResult.TooFast;
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var read = await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken);
            var followUp = await store.FindAsync(link.Division, Keys.FollowUp(link.Call, link.FollowUp), cancellationToken);
            if (read?.As<CallRow>() is not { State: not Arrival.Awaited } call || followUp?.As<FollowUp>() is not { } asked)
            {
                return WishResult.Gone;
            }

            var key = Keys.Answer(link.Call, link.FollowUp, identity.Command("wish", wish.Page.Nonce));
            if (race > 0 && await store.FindAsync(link.Division, key, cancellationToken) is not null)
            {
                return WishResult.Recorded;
            }

            // What the page offered is taken as long as it lies ahead.
            if (wish.CallAt is { } at && (at <= now || !CallbackTimes.Of(call, installation(), wish.Page.At).Times.Contains(at)))
            {
                return WishResult.NoSuchTime;
            }

            if (await _limit.AllowsAsync(link, asked, now, cancellationToken) is not { } counted)
            {
                return WishResult.Gone;
            }

            var changes = await DecideAsync(link, wish, read, call, followUp, asked, key, now, cancellationToken);
            counted.AddTo(changes);
            if (await store.CommitAsync(link.Division, changes, cancellationToken))
            {
                return WishResult.Recorded;
            }
        }

        throw new TimeoutException("A wish lost all its races.");
    }

    private async Task<Changes> DecideAsync(
        SignedLink link, Wish wish, StoredRow read, CallRow call, StoredRow followUpRead, FollowUp asked, string key, Instant now, CancellationToken cancellationToken)
    {
        var command = identity.Command("wish", link.FollowUp.Value, wish.Page.Nonce);
        var changes = new Changes("wish")
            .Insert(key, new AnswerRow(now, "wish", null, CountAnswer.Kept(wish.Text, call), Counted: true) { Solved = wish.Solved })
            .Merge(followUpRead.Key, FollowUp.Evolve(new FollowUpFact.Doubted(asked.Answers + 1)), followUpRead.Version);
        new Story(changes, link.Call, command, now).Tell("customer", "customer.wish", Sentence(wish), null, link.FollowUp.Value);
        var wants = wish.Solved != true || wish.Asks;
        var opens = wants && call.Case is not { IsOpen: true, State: not CaseState.Unacknowledged };
        await StopAsync(changes, link, call, wish, opens, now, cancellationToken);
        var after = call;
        if (wants && call.Case?.State != CaseState.Open)
        {
            // Who has said what is wanted is not written to with the question what is wanted: a person reads it and answers.
            var fact = new PlanFact(wish.Asks ? PlanEvent.CustomerAsked : PlanEvent.NotSolved, now);
            var because = wish.Solved == false ? CaseReason.NotSolved : CaseReason.CustomerAsked;
            StopFact[] holds = wish.CallAt is null ? [] : [StopFact.CallBooked];
            after = await openCase.AddAsync(changes, command, link.Division, link.Call, read, because, fact, now, cancellationToken, holds);
        }
        else if (call.Case is not { IsOpen: true })
        {
            await endEpisode.AddAsync(changes, link.Division, link.Call, call.Episode, EpisodeOutcome.Satisfied, "the customer says that it is solved", now, cancellationToken);
        }

        if (wish.Asks)
        {
            var promised = wish.CallAt is { } at
                ? BookedCall.Replaced(after, now) with { Case = after.Case is { } open ? open with { CallAt = at } : null }
                : after;
            var promise = wish.CallAt is { } chosen ? Callback(after, chosen, PromiseId("call", link, asked), now) : AcknowledgedDate.OfWish(PromiseId("wish", link, asked), AnsweredBy(call, installation(), now), now);
            var called = await makePromise.AddAsync(changes, link.Division, link.Call, promised, promise, now, cancellationToken);
            changes.Merge(read.Key, new CallPatch { Case = called.Case, Promises = called.Promises }, read.Version);
        }

        return changes;
    }

    /// <summary>By when somebody is in contact with a customer who asks for something: one business day of the queue.</summary>
    /// <param name="call">The call.</param>
    /// <param name="settings">The plan book's calendars.</param>
    /// <param name="now">The moment of the wish.</param>
    public static Instant AnsweredBy(CallRow call, Installation settings, Instant now)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.PlanBook.CalendarOf(call.Queue).AddDays(now, 1);
    }

    // Each wish of a mail makes at most one: how many came before names it.
    private string PromiseId(string what, SignedLink link, FollowUp asked) =>
        $"{what}-{identity.Command("wish-promise", link.FollowUp.Value, asked.Answers.ToString(System.Globalization.CultureInfo.InvariantCulture))[..8]}";

    /// <summary>The supervisor's promise: spoken with within the hour that the customer chose.</summary>
    private PromiseFacts Callback(CallRow call, Instant at, string id, Instant now)
    {
        var supervisor = CallbackTimes.Of(call, installation(), now).Supervisor;
        var owner = supervisor is null ? null : new PersonFacts { Id = supervisor.Id, Name = supervisor.Name, Email = supervisor.Email.Value, Phone = supervisor.Phone };
        return new PromiseFacts(id, "", at + Duration.FromHours(1), owner) { Source = PromiseSource.Callback };
    }

    private async Task StopAsync(Changes changes, SignedLink link, CallRow call, Wish wish, bool opens, Instant now, CancellationToken cancellationToken)
    {
        var stop = installation().PlanBook.Stop;
        List<StopFact> facts = wish.CallAt is null ? [StopFact.Replied] : [StopFact.Replied, StopFact.CallBooked];
        if (wish.Solved == true)
        {
            facts.Add(StopFact.Answered);
        }

        var followUps = await store.RangeAsync(link.Division, Keys.FollowUps(link.Call), int.MaxValue, cancellationToken);
        var pending = followUps.Select(f => f.As<FollowUp>())
            .Where(f => f.Episode == call.Episode && f.State.IsPending())
            .Where(f => !opens || !(FollowUpKinds.TryParse(f.Kind, out var kind) && stop.Stops(kind, StopFact.CaseOpened)));
        var pointless = StoppedBy.Any(stop, pending.Select(f => StoppedBy.PendingOf(f, link.Call, call.Customer)), facts);
        await cancelPending.AddAsync(changes, link.Division, [.. pointless], null, now, cancellationToken);
    }

    private static string Sentence(Wish wish)
    {
        var parts = new[]
        {
            wish.Solved switch { true => "says that it is solved", false => "says that it is not solved", _ => null },
            string.IsNullOrWhiteSpace(wish.Text) ? null : "told us what would help",
            wish.CallAt is { } at ? $"asked to be called at {Story.Time(at)}" : null,
        }.OfType<string>().ToList();
        return $"The customer {string.Join(" and ", parts)}.";
    }
}

/// <summary>What a customer says on the page "how can I help?".</summary>
/// <param name="Text">In own words; null or empty: nothing.</param>
/// <param name="Solved">Whether it is solved; null: not said.</param>
/// <param name="CallAt">One of <see cref="CallbackTimes"/>; null: no call.</param>
/// <param name="Page">The page it was posted from.</param>
public sealed record Wish(string? Text, bool? Solved, Instant? CallAt, RenderedPage Page)
{
    /// <summary>True when something is asked for: words that a person has to read, or a call.</summary>
    public bool Asks => CallAt is not null || !string.IsNullOrWhiteSpace(Text);
}

/// <summary>What became of a wish.</summary>
public enum WishResult
{
    /// <summary>Recorded; the same page posted again changes nothing.</summary>
    Recorded,

    /// <summary>Nothing was said: the page asks again.</summary>
    NothingSaid,

    /// <summary>It was said sooner than a person can: the page asks for one more press of the button.</summary>
    TooFast,

    /// <summary>The time is not, or no longer, offered.</summary>
    NoSuchTime,

    /// <summary>There is nothing to say anything about.</summary>
    Gone,
}
