using FollowUps.Calls;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Platforms;

/// <summary>
/// What <see cref="ReceiveCalls"/> would make of a message if it came in now: through its mapping, with the parts of its call that wait already and with the table of
/// known customers. It writes nothing.
/// </summary>
public sealed class PreviewCalls(IFollowUpStore store, Identity identity, Func<Installation> installation)
{
    private readonly JoinParts _join = new(store, identity);
    private readonly KnownCustomers _customers = new(store, identity);

    /// <summary>Each event of the message, in order.</summary>
    /// <param name="message">As it would be delivered.</param>
    /// <param name="platform">The platform that an HTTP path would name; null: the message itself tells.</param>
    /// <param name="now">When it would come in.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<CallPreview>> RunAsync(ReadOnlyMemory<byte> message, PlatformMapping? platform, Instant now, CancellationToken cancellationToken)
    {
        var previews = new List<CallPreview>();
        foreach (var item in MapMessage.Of(message, installation().Platforms, platform))
        {
            previews.Add(item switch
            {
                MappedItem.Ignored ignored => new CallPreview { Platform = ignored.Mapping.Name, Ignored = ignored.Reason },
                MappedItem.Bad bad => new CallPreview { Platform = bad.Mapping?.Name, Error = ReceiveCalls.Named(bad.Error, bad.Mapping, bad.Of) },
                MappedItem.Event read => await OfAsync(read, now, cancellationToken),
                _ => Read(new CallPreview(), ((MappedItem.Ours)item).Message, now),
            });
        }

        return previews;
    }

    private async Task<CallPreview> OfAsync(MappedItem.Event read, Instant now, CancellationToken cancellationToken)
    {
        var (fields, mapping) = (read.Fields, read.Mapping);
        IReadOnlyList<string> missing = [];
        var division = ReceiveCalls.DivisionOf(mapping, fields);
        if (mapping.Join is { } join && join.Parts.Contains(read.Of.Name) && division is { } of && fields["callId"] is { } callId)
        {
            var (rows, _) = await _join.WaitingAsync(of, identity.Call(new CallId(callId)), cancellationToken);
            var parts = rows.Where(row => row.Part.Part != read.Of.Name).Select(row => row.Named).Append((read.Of.Name, fields)).ToList();
            missing = [.. join.Parts.Where(name => !parts.Exists(part => part.Item1 == name))];
            fields = JoinParts.Merge(join, parts);
            ReceiveCalls.Fill(fields, missing.Count > 0 && join.TakesIncomplete ? join.Fill : System.Collections.Immutable.ImmutableDictionary<string, string>.Empty);
        }

        if (division is { } known)
        {
            await _customers.CompleteAsync(known, mapping.Customer, fields, cancellationToken);
        }

        ReceiveCalls.Fill(fields, mapping.Defaults);
        var preview = Read(new CallPreview { Platform = mapping.Name, WaitsFor = missing }, fields.Event(mapping.Source), now);
        return preview.Error is { } error ? preview with { Error = ReceiveCalls.Named(error, mapping, read.Of) } : preview;
    }

    private CallPreview Read(CallPreview preview, ReadOnlyMemory<byte> message, Instant now) => ReadCallClosed.Of(message, installation().PlanBook.CodeMaps, now) switch
    {
        ReadResult<CallClosed>.Read read => preview with { Call = read.Value },
        ReadResult<CallClosed>.Bad bad => preview with { Error = bad.Error },
        _ => throw new InvalidOperationException("A result is read or bad."),
    };
}

/// <summary>What one event would become.</summary>
public sealed record CallPreview
{
    /// <summary>The mapping that it goes through; null: it is in our own contract.</summary>
    public string? Platform { get; init; }

    /// <summary>Why it is no closed call; null: it is one, or a part of one.</summary>
    public string? Ignored { get; init; }

    /// <summary>The other events of its call that it would wait for; empty: none.</summary>
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>The call as it would be taken, after the wait with what there is now; null: it is passed over, or cannot be used.</summary>
    public CallClosed? Call { get; init; }

    /// <summary>Why it cannot be used; null: it can, or is passed over.</summary>
    public InputError? Error { get; init; }
}
