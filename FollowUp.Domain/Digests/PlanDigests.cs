using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Schedule;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Digests;

/// <summary>
/// Nightly: every agent who kept a promise or was thanked in the last week gets one digest of it, planned by the rule for <c>weekEnded</c> and due within the agent's own hours. The same
/// night twice plans nothing twice. Facts go four weeks after their week, and at once when figures about single agents are switched off.
/// </summary>
public sealed class PlanDigests(IFollowUpStore store, Identity identity, Func<Installation> installation)
{
    private const int MaxPerChange = 90;
    private const int WeeksKept = 4;
    private readonly AddPlanned _addPlanned = new(identity);

    /// <summary>The hash that the rows of an agent's week lie under, in the place of h(call).</summary>
    public static string HashOf(Identity identity, string agent, AgentWeek week) => (identity ?? throw new ArgumentNullException(nameof(identity))).Hash($"agent:{agent}:{week.Name}");

    /// <summary>Plans the digests of the last week that is over, and removes what is not needed any more.</summary>
    public async Task RunAsync(Division division, Instant now, CancellationToken cancellationToken)
    {
        var settings = installation();
        if (!settings.PlanBook.AgentFigures)
        {
            await RemoveAsync(division, Keys.EveryAgentFact, cancellationToken);
            return;
        }

        var week = AgentWeek.Of(now, settings.PlanBook).Earlier(1);
        var facts = (await store.RangeAsync(division, Keys.AgentFacts(week), int.MaxValue, cancellationToken)).Select(row => row.As<AgentFactRow>());
        foreach (var agent in facts.Where(fact => fact.PromisesKept > 0 || fact.Thanked > 0).GroupBy(fact => fact.Agent.Id!))
        {
            await PlanAsync(division, week, agent.MaxBy(fact => fact.At)!, settings, now, cancellationToken);
        }

        await RemoveAsync(division, Keys.AgentFactsBefore(week.Earlier(WeeksKept)), cancellationToken);
    }

    private async Task PlanAsync(Division division, AgentWeek week, AgentFactRow latest, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        var hash = HashOf(identity, latest.Agent.Id!, week);
        var id = identity.FollowUp(hash, 1, FollowUpKind.AgentDigest.Word());
        if (await store.FindAsync(division, Keys.FollowUp(hash, id), cancellationToken) is not null)
        {
            return;
        }

        // A conflict is another night's work at the same moment, which has planned the same.
        var changes = ChangesOf(division, week, latest, hash, settings, now);
        if (!changes.IsEmpty)
        {
            await store.CommitAsync(division, changes, cancellationToken);
        }
    }

    private Changes ChangesOf(Division division, AgentWeek week, AgentFactRow latest, string hash, Installation settings, Instant now)
    {
        var changes = new Changes("digest");
        var ended = week.End(settings.PlanBook.DefaultCalendar.Zone);

        // A week is planned and written as a call would be whose customer nobody writes to. The team signs: nobody gets a mail from themselves.
        var row = new CallRow
        {
            CallId = $"agent-{latest.Agent.Id}-{week.Name}",
            State = "open",
            ClosedAt = ended,
            ReceivedAt = now,
            Queue = latest.Queue,
            Agent = new PersonFacts { Id = latest.Agent.Id, Team = latest.Agent.Team },
        };
        var decision = Plan.Of(new PlanFact(PlanEvent.WeekEnded, ended), CallSnapshot.CallOf(row, division), [], settings.PlanBook, now);
        if (decision.FollowUps is not [var planned, ..])
        {
            return changes;
        }

        var to = new MailTo(MailRole.Agent, Owner: latest.Agent);
        var story = new Story(changes, hash, identity.Command("digest", hash), now);
        story.Tell("upkeep", "week.ended", $"The week {week.Name} of an agent is over and has something to tell.");
        story.Tell("plan", "call.planned", $"Rule \"{decision.Rule}\" decides.", decision.Reason);
        _addPlanned.Add(
            changes, story, new PlannedAbout(division, hash, row, decision.Rule), InOwnHours(planned, CallSnapshot.LetterOf(row, planned) with { To = to }, settings), null, settings.Directory, now,
            letter => letter with { To = to, Week = week.Key });
        return changes.Overwrite(Keys.Retention(now + settings.Retention, hash), new RetentionRow(hash, null));
    }

    private static PlannedFollowUp InOwnHours(PlannedFollowUp planned, Letter letter, Installation settings)
    {
        var agent = Addressee.Of(letter, null, settings, planned.Due);
        var at = agent.Window(letter, settings, planned.Due);
        return agent.Address is null && planned.SkipReason is null ? planned with { SkipReason = SkipReason.NoAddress }
            : at == planned.Due ? planned
            : planned with
            {
                Due = at,
                DueAlone = at,
                Steps = [.. planned.Steps, $"when the agent is there: {Words.Of(at, settings.PlanBook.CalendarOf(letter.Queue).Zone)}"],
                SkipReason = planned.SkipReason ?? (at >= planned.ExpireAt ? SkipReason.Expired : null),
            };
    }

    private async Task RemoveAsync(Division division, KeyRange range, CancellationToken cancellationToken)
    {
        foreach (var batch in (await store.RangeAsync(division, range, int.MaxValue, cancellationToken)).Chunk(MaxPerChange))
        {
            var changes = new Changes("purge");
            Array.ForEach(batch, row => changes.Delete(row.Key, row.Version));

            // What changes at this moment stays for the next night.
            await store.CommitAsync(division, changes, cancellationToken);
        }
    }
}
