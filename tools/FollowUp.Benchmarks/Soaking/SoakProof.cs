using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Local.Mail;
using FollowUps.State;
using FollowUps.Storage;

namespace FollowUps.Benchmarks.Soaking;

/// <summary>Reads everything back: all rows, all mails, all outgoing events.</summary>
internal sealed class SoakProof(string connection)
{
    private readonly TableFollowUpStore _store = new(new TableClient(connection, "followups"));
    private readonly QueueClient _outcomes = new(connection, "followup-outcomes");
    private readonly HashSet<string> _published = [];

    /// <summary>Mails beyond the first of a follow-up.</summary>
    public static int Duplicates(IEnumerable<OutboxMail> mails) => mails.CountBy(IdOf).Sum(mail => mail.Value - 1);

    /// <summary>What is missing or left over, one line each.</summary>
    public async Task<IReadOnlyList<string>> LostAsync(IReadOnlyList<string> calls, IReadOnlyList<OutboxMail> mails, Identity identity)
    {
        await ReadOutcomesAsync();
        var lost = new List<string>();
        var mailed = mails.Select(IdOf).ToHashSet();
        foreach (var id in calls)
        {
            var hash = identity.Call(new CallId(id));
            if ((await _store.FindAsync(Division.Main, Keys.Call(hash), CancellationToken.None))?.As<CallRow>() is not { } call)
            {
                lost.Add($"{id}: not recorded");
                continue;
            }

            var followUps = await _store.RangeAsync(Division.Main, Keys.FollowUps(hash), 100, CancellationToken.None);
            foreach (var followUp in followUps.Select(f => f.As<FollowUp>()))
            {
                lost.AddRange(Faults(followUp, mailed).Select(fault => $"{id}: {followUp.Kind} {fault}"));
            }

            if (call.EndedAs is null && !followUps.Any(f => f.As<FollowUp>().State == FollowUpState.Parked))
            {
                lost.Add($"{id}: the episode has no outcome");
            }
        }

        foreach (var prefix in (string[])["d:", "l:", "o:"])
        {
            var left = await _store.RangeAsync(Division.Main, KeyRange.Prefix(prefix), 10, CancellationToken.None);
            lost.AddRange(left.Select(row => $"left over: {row.Key}"));
        }

        return lost;
    }

    /// <summary>Prints the seed, what is wrong, and the timeline of each call that is concerned.</summary>
    public async Task ExplainAsync(int seed, IReadOnlyList<string> lost, IReadOnlyList<OutboxMail> mails)
    {
        Console.WriteLine($"seed {seed}");
        foreach (var line in lost)
        {
            Console.WriteLine(line);
        }

        var twice = mails.CountBy(IdOf).Where(mail => mail.Value > 1).Select(mail => mail.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var id in twice)
        {
            Console.WriteLine($"mailed more than once: follow-up {id}");
        }

        var names = lost.Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var row in await _store.RangeAsync(Division.Main, Keys.Calls, int.MaxValue, CancellationToken.None))
        {
            var hash = row.Key.Split(':')[1];
            var followUps = await _store.RangeAsync(Division.Main, Keys.FollowUps(hash), 100, CancellationToken.None);
            if (names.Contains(row.As<CallRow>().CallId) || followUps.Any(f => twice.Contains(f.As<FollowUp>().Id)))
            {
                await TellAsync(row.As<CallRow>().CallId, hash);
            }
        }
    }

    private async Task TellAsync(string call, string hash)
    {
        Console.WriteLine($"timeline of {call}:");
        var told = await _store.RangeAsync(Division.Main, Keys.Timelines(hash), int.MaxValue, CancellationToken.None);
        foreach (var entry in told.Select(t => t.As<TimelineEntry>()).OrderBy(t => t.At).ThenBy(t => t.Sequence))
        {
            Console.WriteLine($"  {entry.At} {entry.Actor}: {entry.Sentence} {entry.Reason} {entry.FollowUp}");
        }
    }

    private IEnumerable<string> Faults(FollowUp followUp, HashSet<string> mailed)
    {
        var sent = followUp.State == FollowUpState.Sent;
        if (followUp.State.IsPending())
        {
            yield return "is still pending";
        }

        if (sent != mailed.Contains(followUp.Id) && followUp.State is not (FollowUpState.Failed or FollowUpState.Parked))
        {
            yield return sent ? "says sent, and no mail went out" : $"went out and says {followUp.State}";
        }

        if (!sent && string.IsNullOrEmpty(followUp.Reason))
        {
            yield return "ended without a reason";
        }

        if (sent && !_published.Contains(followUp.Id))
        {
            yield return "was sent and nobody was told";
        }
    }

    private async Task ReadOutcomesAsync()
    {
        while ((await _outcomes.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                using var batch = JsonDocument.Parse(message.Body);
                foreach (var item in batch.RootElement.EnumerateArray().Where(e => e.GetProperty("type").GetString() == "followup.sent.v1"))
                {
                    _published.Add(item.GetProperty("data").GetProperty("followUpId").GetString()!);
                }

                await _outcomes.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
    }

    // …-<kind>-<follow-up id>[-gN][-dupN].eml; the id has 26 characters and none of them is a hyphen.
    private static string IdOf(OutboxMail mail) =>
        Path.GetFileNameWithoutExtension(mail.Path).Split('-').Last(part => part.Length == 26);
}
