using System.Globalization;
using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Promises;

/// <summary>
/// What follows when a promise was not kept: twice the customer is told so, with an apology and a date that the supervisor stands behind; the third time it
/// is broken, and a recovery case takes its place.
/// </summary>
public sealed class MissPromise(IFollowUpStore store, Identity identity, CancelPending cancelPending, PlanAgain planAgain, OpenCase openCase, Func<Installation> installation)
{
    /// <summary>So often a customer is told that a promise is late.</summary>
    public const int MostOverdue = 2;

    private readonly PromiseTimers _timers = new(identity);
    private readonly MoveCheckIns _moveCheckIns = new(store, identity, cancelPending);

    /// <summary>Adds it to what a step writes, the call's row included.</summary>
    /// <param name="changes">What the step writes; it must not touch the call's row.</param>
    /// <param name="command">The step's command.</param>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="read">The call's row as it was read.</param>
    /// <param name="promise">The promise as it was read, with what the step itself makes of it.</param>
    /// <param name="said">What happened, for the timeline.</param>
    /// <param name="now">The moment of the step.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    internal Task AddAsync(
        Changes changes, string command, Division division, string hash, StoredRow read, PromiseFacts promise, Said said, Instant now, CancellationToken cancellationToken)
    {
        var call = read.As<CallRow>();
        PromiseCounts.Missed(changes, identity, hash, call, promise, now);
        if (promise.MissedAt is null)
        {
            AgentFacts.OfPromise(changes, identity, installation().PlanBook, hash, call, promise, kept: false);
        }

        return promise.Overdue < MostOverdue
            ? LateAsync(changes, command, division, hash, read, call, promise, said, now, cancellationToken)
            : BrokenAsync(changes, command, division, hash, read, call, promise, said, now, cancellationToken);
    }

    private async Task LateAsync(
        Changes changes, string command, Division division, string hash, StoredRow read, CallRow call, PromiseFacts promise, Said said, Instant now, CancellationToken cancellationToken)
    {
        var settings = installation();
        var (owner, next) = SupervisorsDate(call, settings, now);

        // An owner's own new date would have moved the promise before it was late.
        var late = promise with
        {
            State = PromiseState.Open,
            Overdue = promise.Overdue + 1,
            MissedAt = promise.MissedAt ?? promise.DueAt,
            DueAt = next,
            MovedAt = now,
            Owner = owner,
            FirstOwner = promise.FirstOwner ?? promise.Owner,
        };
        late = _timers.Add(changes, hash, call, late, settings.PlanBook, now);
        var after = call.With(late);
        changes.Replace(read, after);
        new Story(changes, hash, identity.Command("late", command), now)
            .Tell(said.Actor, "promise.overdue", said.Sentence, $"the supervisor stands for a new date: {Story.Time(next)}");
        Announce(changes, division, hash, call, promise, "it was due and not kept", now);
        planAgain.Add(
            changes, command, division, hash, after, new PlanFact(PlanEvent.PromiseOverdue, now, promise.Id), now, promise.Overdue,
            (planned, letter) => letter with
            {
                PromiseDueAt = promise.DueAt,
                To = planned.GoesToCustomer ? null : new MailTo(MailRole.Supervisor, owner.Id),
            });
        await _moveCheckIns.AddAsync(changes, division, hash, after, settings.PlanBook, promise.Id, "was not kept and has a new date", now, cancellationToken);
    }

    private async Task BrokenAsync(
        Changes changes, string command, Division division, string hash, StoredRow read, CallRow call, PromiseFacts promise, Said said, Instant now, CancellationToken cancellationToken)
    {
        var broken = promise with { State = PromiseState.Broken, MissedAt = promise.MissedAt ?? promise.DueAt, TimerKey = null };
        var row = read with { Columns = RowCodec.Write(call.With(broken)) };
        changes.Replace(read, call.With(broken));
        new Story(changes, hash, identity.Command("late", command), now)
            .Tell(said.Actor, "promise.broken", said.Sentence, $"it was late {MostOverdue} times before: the promise is broken");
        Announce(changes, division, hash, call, promise, "it was broken", now);
        await openCase.AddAsync(changes, command, division, hash, row, CaseReason.BrokenPromise, new PlanFact(PlanEvent.PromiseBroken, now, promise.Id), now, cancellationToken);
        changes.Merge(read.Key, new CallPatch { Promises = call.With(broken).Promises }, read.Version);
    }

    /// <summary>Whoever has the case, else the supervisor on duty, and the same time of that person's next working day.</summary>
    private static (PersonFacts Owner, Instant Next) SupervisorsDate(CallRow call, Installation settings, Instant now)
    {
        var letter = new Letter { CallId = call.CallId, Queue = call.Queue, Agent = call.Agent, To = new MailTo(MailRole.Supervisor) };
        var supervisor = Addressee.Of(letter, call.Case?.Owner, settings, now);
        var queue = settings.PlanBook.CalendarOf(call.Queue);
        var calendar = supervisor.Person is { } person ? PersonCalendar.Of(person, queue) ?? queue : queue;
        var card = settings.Directory.DefaultCard;
        var owner = supervisor.Person is { } known
            ? new PersonFacts { Id = known.Id, Name = known.Name, Email = known.Email.Value, Phone = known.Phone }
            : new PersonFacts { Name = card.Name, Email = supervisor.Address?.Value, Phone = card.Phone };
        return (owner, calendar.AddDays(now, 1));
    }

    private void Announce(Changes changes, Division division, string hash, CallRow call, PromiseFacts promise, string reason, Instant now)
    {
        var cause = identity.Command(
            OutgoingEvents.PromiseOverdue, hash, promise.Id, promise.Overdue.ToString(CultureInfo.InvariantCulture), promise.Timers.ToString(CultureInfo.InvariantCulture));
        changes.Announce(OutgoingEvents.PromiseOverdue, cause, now, new OutgoingData
        {
            CallId = call.CallId,
            Division = division.Value,
            Episode = call.Episode,
            PromiseId = promise.Source == PromiseSource.Call ? promise.Id : null,
            DueAt = promise.DueAt,
            Reason = reason,
        });
    }

    /// <summary>Who found out that a promise was not kept, and the sentence for it.</summary>
    internal sealed record Said(string Actor, string Sentence);
}
