using FollowUps.Lifecycle;
using FollowUps.Sending;
using FollowUps.State;

namespace FollowUps.Tests.Faults;

/// <summary>
/// What must hold over all rows of a division, all mails that the provider took and all events that were published. Each broken
/// rule is one sentence; none is the proof.
/// </summary>
internal static class Proof
{
    /// <summary>What holds after every single change, whoever died when: the indexes and the follow-ups say the same.</summary>
    public static IEnumerable<string> AtAnyTime(IReadOnlyList<StoredRow> rows)
    {
        var followUps = FollowUpsOf(rows);
        var places = rows.Where(r => r.Key[0] is 'd' or 'l').Select(r => (r.Key, Item: r.As<DueItem>())).ToList();
        foreach (var (id, (key, followUp)) in followUps)
        {
            var mine = places.Where(p => p.Item.FollowUp == id).ToList();
            if (mine.Count != (followUp.State.IsPending() ? 1 : 0))
            {
                yield return $"{key} is {followUp.State} and lies in {mine.Count} places: {string.Join(", ", mine.Select(m => m.Key))}";
            }

            if (mine is [{ Item: var item }] && (item.Fenced || item.PostedAt is not null) != followUp.State is FollowUpState.Sending or FollowUpState.Unclear)
            {
                yield return $"{key} is {followUp.State}, and its row {mine[0].Key} says {(item.Fenced ? "fenced" : item.PostedAt is null ? "not posted" : "posted")}";
            }

            if (!followUp.State.IsPending() && followUp.State != FollowUpState.Sent && string.IsNullOrWhiteSpace(followUp.Reason))
            {
                yield return $"{key} is {followUp.State} without a reason";
            }
        }

        foreach (var (key, item) in places.Where(p => p.Item.Kind is not null && !followUps.ContainsKey(p.Item.FollowUp)))
        {
            yield return $"{key} is due, and there is no such follow-up";
        }

        var indexed = rows.Where(r => r.Key[0] == 'u' && r.Key.Contains(":p:", StringComparison.Ordinal)).Select(r => r.As<PendingRow>().FollowUp).ToHashSet();
        var nobodys = places.Where(p => p.Item.Letter is { Customer: null }).Select(p => p.Item.FollowUp).ToHashSet();
        foreach (var (id, (key, followUp)) in followUps.Where(f => f.Value.Row.State.IsPending() && !indexed.Contains(f.Key) && !nobodys.Contains(f.Key)))
        {
            yield return $"{key} is {followUp.State} and not in the customer's index";
        }

        foreach (var id in indexed.Where(id => !followUps.TryGetValue(id, out var f) || !f.Row.State.IsPending()))
        {
            yield return $"the customer's index holds {id}, which is not pending";
        }

        var operations = followUps.Values.Select(f => f.Row.Operation).ToHashSet();
        var resent = followUps.Where(f => f.Value.Row.Generation > 1).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var mail in rows.Where(r => r.Key[0] == 'm' && !operations.Contains(r.Key[2..]) && !resent.Contains(r.As<MailRow>().FollowUp)))
        {
            yield return $"{mail.Key} is kept, and no follow-up leads to it";
        }

        foreach (var mail in rows.Where(r => r.Key[0] == 'm' && r.As<MailRow>() is { Unreported.Length: > 0 }))
        {
            // Such a row is all that is read of a first delivery.
            var about = followUps.GetValueOrDefault(mail.As<MailRow>().FollowUp).Row;
            if (about is not (null or { State: FollowUpState.Sent, DeliveredAt: null, DeliveryFailure: null })
                || (about is not null && (mail.Key[2..] != about.Operation || mail.As<MailRow>().Unreported != about.Kind)))
            {
                yield return $"{mail.Key} waits for the first report about {about.Kind}, which is {about.State}, delivered {about.DeliveredAt}, {about.DeliveryFailure}";
            }
        }

        foreach (var sentence in TimelineIsTrue(rows, followUps))
        {
            yield return sentence;
        }
    }

    /// <summary>What holds when nothing waits for anything any more.</summary>
    /// <param name="rows">All rows of the division.</param>
    /// <param name="mails">What the provider took.</param>
    /// <param name="events">What was published, repeats included.</param>
    public static IEnumerable<string> AtRest(IReadOnlyList<StoredRow> rows, IReadOnlyList<OutgoingEmail> mails, IReadOnlyList<OutgoingRow> events)
    {
        var followUps = FollowUpsOf(rows);
        var waiting = rows.Where(r => r.Key[0] is 'd' or 'l' or 'o').Select(r => $"{r.Key} still waits");
        var byFollowUp = mails.GroupBy(m => m.Headers.Single(h => h.Key == "X-FollowUp-Id").Value).ToDictionary(g => g.Key, g => g.Count());
        var twice = byFollowUp.Where(m => m.Value > 1).Select(m => $"{m.Key} was mailed {m.Value} times");
        var unknown = byFollowUp.Keys.Where(id => !followUps.ContainsKey(id)).Select(id => $"a mail went out for {id}, which nobody knows");
        var wrong = followUps.Where(f => f.Value.Row.State != FollowUpState.Parked && (f.Value.Row.State == FollowUpState.Sent) != byFollowUp.ContainsKey(f.Key))
            .Select(f => $"{f.Value.Key} is {f.Value.Row.State} ({f.Value.Row.Reason}), and the provider took {byFollowUp.GetValueOrDefault(f.Key)} mails");
        return [.. AtAnyTime(rows), .. waiting, .. twice, .. unknown, .. wrong, .. EpisodesEnded(rows, followUps, events), .. EventsAreOut(rows, followUps, events)];
    }

    /// <summary>Statistics may never fall under zero.</summary>
    public static IEnumerable<string> Counters(IReadOnlyList<StoredRow> rows) =>
        rows.Where(r => r.Key.StartsWith("s:", StringComparison.Ordinal))
            .SelectMany(r => r.Columns.Where(c => c.Value is < 0L or < 0d).Select(c => $"{r.Key} counts {c.Value} {c.Key}"));

    private static IEnumerable<string> TimelineIsTrue(IReadOnlyList<StoredRow> rows, Dictionary<string, (string Key, FollowUp Row)> followUps)
    {
        var told = rows.Where(r => r.Key[0] == 't').Select(r => r.As<TimelineEntry>()).ToList();
        foreach (var (id, (key, followUp)) in followUps)
        {
            var ends = told.Where(t => t.FollowUp == id && t.Kind is "followup.sent" or "followup.cancelled" or "followup.skipped" or "followup.failed" or "followup.parked"
                && t.FollowUp == id).Select(t => t.Kind).ToList();
            var expected = followUp.State.IsPending() ? [] : new[] { $"followup.{followUp.State.ToString().ToLowerInvariant()}" };

            // A person may have it sent again, or the provider took what it said it had given up: only then an earlier end is told as well.
            bool Tells(string kind, string why = "") => told.Exists(t => t.FollowUp == id && t.Kind == kind && (t.Reason ?? "").StartsWith(why, StringComparison.Ordinal));
            if (Tells("followup.resent") || (followUp.State == FollowUpState.Sent && Tells("followup.failed", "given up by the email provider")))
            {
                ends.RemoveAll(kind => kind is "followup.failed" or "followup.parked");
            }

            if (!ends.SequenceEqual(expected))
            {
                yield return $"{key} is {followUp.State}, and the timeline tells of [{string.Join(", ", ends)}]";
            }
        }
    }

    private static IEnumerable<string> EpisodesEnded(
        IReadOnlyList<StoredRow> rows, Dictionary<string, (string Key, FollowUp Row)> followUps, IReadOnlyList<OutgoingRow> events)
    {
        foreach (var row in rows.Where(r => r.Key[0] == 'c' && r.As<CallRow>().State != "awaited"))
        {
            var call = row.As<CallRow>();
            var hash = row.Key[2..];
            var parked = followUps.Values.Any(f => f.Key.StartsWith($"f:{hash}:", StringComparison.Ordinal) && f.Row.State == FollowUpState.Parked);
            var told = rows.Count(r => r.Key.StartsWith($"t:{hash}:", StringComparison.Ordinal) && r.As<TimelineEntry>().Kind == "episode.ended");
            if (call.EndedAs is null ? !parked : string.IsNullOrWhiteSpace(call.EndedWhy))
            {
                yield return $"{row.Key} ended as {call.EndedAs ?? "nothing"} because of {call.EndedWhy ?? "nothing"}";
            }

            // Each episode that ended is told of once, in the timeline and to the world; the last one is the call's own.
            var closed = events.Where(e => e.Type == "followup.closed.v1" && e.Data.CallId == call.CallId).Select(e => e.Data.Episode).ToHashSet();
            if (told != closed.Count || (call.EndedAs is not null) != closed.Contains(call.Episode))
            {
                yield return $"{row.Key}, episode {call.Episode}, ended as {call.EndedAs ?? "nothing"}; the timeline tells {told} ends, and the events those of episodes [{string.Join(", ", closed)}]";
            }
        }
    }

    private static IEnumerable<string> EventsAreOut(
        IReadOnlyList<StoredRow> rows, Dictionary<string, (string Key, FollowUp Row)> followUps, IReadOnlyList<OutgoingRow> events)
    {
        var ids = events.GroupBy(e => (e.Type, e.Data.FollowUpId, e.Data.CallId, e.Data.Episode, Missed: e.Type == "followup.promise.overdue.v1" ? e.Data.DueAt : null)).ToDictionary(g => g.Key, g => g.Select(e => e.Id).Distinct().Count());
        foreach (var (key, count) in ids.Where(i => i.Value > 1))
        {
            yield return $"{key.Type} of {key.FollowUpId ?? key.CallId} has {count} ids";
        }

        bool Told(string type, string id) => events.Any(e => e.Type == type && e.Data.FollowUpId == id);
        foreach (var (id, (key, followUp)) in followUps)
        {
            if (followUp.DueAt is not null && !Told("followup.scheduled.v1", id))
            {
                yield return $"{key} was scheduled, and nobody was told";
            }

            if ((followUp.State == FollowUpState.Sent) != Told("followup.sent.v1", id))
            {
                yield return $"{key} is {followUp.State}, and followup.sent.v1 {(Told("followup.sent.v1", id) ? "was" : "was not")} published";
            }

            if (followUp.Kind != "promise-check" && followUp.Score is not null != Told("followup.rated.v1", id))
            {
                yield return $"{key} was {(followUp.Score is null ? "not " : "")}rated, and the events say otherwise";
            }
        }

        foreach (var call in rows.Where(r => r.Key[0] == 'c').Select(r => r.As<CallRow>()))
        {
            if (call.EndedAs is not null != events.Any(e => e.Type == "followup.closed.v1" && e.Data.CallId == call.CallId && e.Data.Outcome == call.EndedAs))
            {
                yield return $"call {call.CallId} ended as {call.EndedAs ?? "nothing"}, and the events say otherwise";
            }
        }
    }

    private static Dictionary<string, (string Key, FollowUp Row)> FollowUpsOf(IReadOnlyList<StoredRow> rows) =>
        rows.Where(r => r.Key[0] == 'f').Select(r => (r.Key, Row: r.As<FollowUp>())).ToDictionary(f => f.Row.Id);
}
