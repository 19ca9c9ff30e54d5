using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Platforms;

/// <summary>
/// Keeps the parts of a call until all have come. Each part is a row of its own, written before it is looked whether the call is complete: of two workers that
/// bring the last two parts at once, at least one sees both. Intake takes the same call twice without harm, so that what a crash leaves is simply done again.
/// </summary>
internal sealed class JoinParts(IFollowUpStore store, Identity identity)
{
    private const int MaxParts = 10;

    /// <summary>Adds a part, with the timer that ends its wait.</summary>
    /// <returns>Everything that waits for this call, or that the call is recorded already.</returns>
    public async Task<(IReadOnlyList<WaitingPart> Rows, bool Known)> AddAsync(
        Division division, string call, MappedItem.Event part, PartsRule join, RedactedContent content, Instant now, CancellationToken cancellationToken)
    {
        if (await IsKnownAsync(division, call, part.Fields["closedAt"], cancellationToken))
        {
            return ([], true);
        }

        var timer = identity.FollowUp(call, 0, Timers.WaitingPart, part.Of.Name);
        var until = Keys.RoundUp(now + join.Within);
        var timerKey = Keys.Due(0, until, call, timer);
        var changes = new Changes("wait-for-part")
            .Insert(Keys.Part(call, part.Of.Name), new PartRow
            {
                Platform = part.Mapping.Name,
                Part = part.Of.Name,
                ReceivedAt = now,
                FieldsBytes = part.Fields.Event(part.Mapping.Source),
                ContentBytes = content.Bytes.ToArray(),
                Showable = content.Showable,
                TimerKey = timerKey,
            })
            .Insert(timerKey, new DueItem { Lane = 0, At = until, Call = call, FollowUp = timer.Value, Name = Timers.WaitingPart, Subject = part.Of.Name, Episode = 0 });

        // Refused: the same part is there already, and the first one counts.
        await store.CommitAsync(division, changes, cancellationToken);
        return (await RowsAsync(division, call, cancellationToken), false);
    }

    /// <summary>What waits for a call, and whether the call has been recorded meanwhile.</summary>
    public async Task<(IReadOnlyList<WaitingPart> Rows, bool Known)> WaitingAsync(Division division, string call, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(division, call, cancellationToken);
        var closedAt = rows.Select(row => MappedFields.Read(row.Part.FieldsBytes)["closedAt"]).FirstOrDefault(at => at is not null);
        return (rows, await IsKnownAsync(division, call, closedAt, cancellationToken));
    }

    /// <summary>Removes parts that have ended, with their timers. A lost race is quiet: the timers find what is left.</summary>
    public async Task RemoveAsync(Division division, IReadOnlyList<WaitingPart> rows, StoredRow? claimed, CancellationToken cancellationToken)
    {
        var parts = rows.Aggregate(new Changes("end-part"), (changes, part) => changes.Delete(part.Row.Key, part.Row.Version));
        if (claimed is not null)
        {
            // The claimed row is the timer itself, under its lease.
            if (!await store.CommitAsync(division, parts.Delete(claimed.Key, claimed.Version), cancellationToken))
            {
                await store.CommitAsync(division, new Changes("end-part").Delete(claimed.Key, claimed.Version), cancellationToken);
            }
        }
        else if (rows.Count > 0)
        {
            var all = rows.Aggregate(new Changes("end-part"), (changes, part) => changes.Delete(part.Row.Key, part.Row.Version).Delete(part.Part.TimerKey));
            if (!await store.CommitAsync(division, all, cancellationToken))
            {
                await store.CommitAsync(division, parts, cancellationToken);
            }
        }
    }

    /// <summary>The call as its parts tell it together: of a field that several have, the first named part's counts.</summary>
    public static MappedFields Merge(PartsRule join, IEnumerable<(string Part, MappedFields Fields)> parts)
    {
        var (fields, ordered) = (new MappedFields(), parts.OrderBy(part => join.Parts.IndexOf(part.Part)).ToList());
        ordered.ForEach(part => fields.Complete(part.Fields));
        if (ordered.Exists(part => part.Fields.IsDeclined))
        {
            fields["documentationConsent"] = "declined";
            fields.RemoveFreeText();
        }

        return fields;
    }

    private async Task<IReadOnlyList<WaitingPart>> RowsAsync(Division division, string call, CancellationToken cancellationToken) =>
        [.. (await store.RangeAsync(division, Keys.Parts(call), MaxParts, cancellationToken)).Select(row => new WaitingPart(row, row.As<PartRow>()))];

    /// <summary>True when the call is recorded and this is no later close of a call that was opened again.</summary>
    private async Task<bool> IsKnownAsync(Division division, string call, string? closedAt, CancellationToken cancellationToken)
    {
        if ((await store.FindAsync(division, Keys.Call(call), cancellationToken))?.As<CallRow>() is not { } row || row.State == Arrival.Awaited)
        {
            return false;
        }

        var later = closedAt is not null && Calls.Reading.Instants.Read(closedAt) is { } at && at > row.ClosedAt;
        return row.ReopenedAt is null || (closedAt is not null && !later);
    }
}

/// <summary>A part of a call as it waits.</summary>
/// <param name="Row">As it was read.</param>
/// <param name="Part">What it says.</param>
internal sealed record WaitingPart(StoredRow Row, PartRow Part)
{
    /// <summary>Its name, and what it says in our fields.</summary>
    public (string Part, MappedFields Fields) Named => (Part.Part, MappedFields.Read(Part.FieldsBytes));
}
