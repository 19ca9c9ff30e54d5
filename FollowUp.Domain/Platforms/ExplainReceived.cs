using System.Text;
using FollowUps.Calls.Reading;
using FollowUps.Plans;
using NodaTime;

namespace FollowUps.Platforms;

/// <summary>
/// Explains a series of messages of the queue <c>call-closed</c> as <see cref="ReceiveCalls"/> would take them in an empty installation: events of call platforms go
/// through their mappings, and parts of one call wait for each other. It writes nothing, and has no table of known customers.
/// </summary>
/// <param name="events">Explains what comes out of the mappings, and remembers which calls are known.</param>
/// <param name="mappings">The platforms that are known.</param>
public sealed class ExplainReceived(ExplainEvents events, PlatformMappings mappings)
{
    // An event that no time can be read from cannot be used, whenever it comes.
    private static readonly Instant Whenever = Instant.FromUtc(9000, 1, 1, 0, 0);
    private readonly Dictionary<(string Platform, string Call), List<Waiting>> _waiting = [];

    /// <summary>The next message, as it was delivered.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="platform">The platform that an HTTP path would name; null: the message itself tells.</param>
    /// <param name="now">When it is received; null: when the call closed, as the event says itself.</param>
    /// <param name="otherwise">When it is received if neither tells; null: nobody knows.</param>
    /// <returns>What becomes of each event in it, in order.</returns>
    public IReadOnlyList<ExplainedReceipt> Message(ReadOnlyMemory<byte> message, PlatformMapping? platform, Instant? now, Instant? otherwise) =>
        [.. MapMessage.Of(message, mappings, platform).Select(item => item switch
        {
            MappedItem.Ignored ignored => new ExplainedReceipt { At = now ?? otherwise, Platform = ignored.Mapping.Name, PassedOver = ignored.Reason },
            MappedItem.Bad bad => new ExplainedReceipt
            {
                At = now ?? otherwise,
                Platform = bad.Mapping?.Name,
                Event = bad.Of?.Name,
                Becomes = new ExplainedEvent.Unusable(ReceiveCalls.Named(bad.Error, bad.Mapping, bad.Of)),
            },
            MappedItem.Event { Mapping.Join: { } join } part when join.Parts.Contains(part.Of.Name) && part.Fields["callId"] is { } call => Part(part, join, call, now, otherwise),
            MappedItem.Event whole => Whole(whole.Mapping, whole.Of, whole.Fields, now, otherwise),
            _ => Ours(((MappedItem.Ours)item).Message, now ?? otherwise),
        })];

    /// <summary>What becomes of the parts that still wait when their wait is over.</summary>
    public IReadOnlyList<ExplainedReceipt> Rest()
    {
        var rest = _waiting.Values.Select(Expire).ToList();
        _waiting.Clear();
        return rest;
    }

    private ExplainedReceipt Part(MappedItem.Event part, PartsRule join, string call, Instant? now, Instant? otherwise)
    {
        var key = (part.Mapping.Name, call);
        if (!_waiting.TryGetValue(key, out var waiting))
        {
            _waiting[key] = waiting = [];
        }

        // The first of several of the same kind counts.
        if (!waiting.Exists(other => other.Of.Name == part.Of.Name))
        {
            waiting.Add(new Waiting(part.Mapping, part.Of, part.Fields, At(part.Fields, now, otherwise)));
        }

        var missing = join.Parts.Where(name => waiting.TrueForAll(other => other.Of.Name != name)).ToList();
        if (missing.Count > 0)
        {
            return Receipt(part.Mapping, part.Of, part.Fields, now, otherwise) with { WaitsFor = missing, WaitsUntil = At(part.Fields, now, otherwise) + join.Within };
        }

        _waiting.Remove(key);
        return Whole(part.Mapping, part.Of, JoinParts.Merge(join, waiting.Select(other => (other.Of.Name, other.Fields))), now, otherwise);
    }

    private ExplainedReceipt Expire(List<Waiting> waiting)
    {
        var (mapping, of, _, at) = waiting[0];
        var join = mapping.Join!;
        var until = at + join.Within;
        var fields = JoinParts.Merge(join, waiting.Select(other => (other.Of.Name, other.Fields)));
        if (join.TakesIncomplete)
        {
            ReceiveCalls.Fill(fields, join.Fill);
            return Whole(mapping, of, fields, until, until);
        }

        var missing = join.Parts.Where(name => waiting.TrueForAll(other => other.Of.Name != name)).ToList();
        return new ExplainedReceipt { At = until, Platform = mapping.Name, Event = of.Name, Becomes = new ExplainedEvent.Unusable(ReceiveCalls.DidNotCome(mapping, of.Name, missing)) };
    }

    private ExplainedReceipt Whole(PlatformMapping mapping, MappedEvent of, MappedFields fields, Instant? now, Instant? otherwise)
    {
        var looksUp = fields["customer.email"] is null ? mapping.Customer : new CustomerRule();
        KnownCustomers.CompleteFromPhone(mapping.Customer, fields);
        ReceiveCalls.Fill(fields, mapping.Defaults);
        var receipt = Receipt(mapping, of, fields, now, otherwise);
        var becomes = events.CallClosed(fields.Event(mapping.Source), receipt.At ?? Whenever);
        return receipt with
        {
            Becomes = becomes is ExplainedEvent.Unusable { Error: var error } ? new ExplainedEvent.Unusable(ReceiveCalls.Named(error, mapping, of)) : becomes,
            LooksUpBy = [.. looksUp.ById ? ["id"] : Array.Empty<string>(), .. looksUp.ByPhone ? ["phone"] : Array.Empty<string>()],
        };
    }

    private ExplainedReceipt Ours(ReadOnlyMemory<byte> message, Instant? at) => new() { At = at, Becomes = events.CallClosed(message, at ?? Whenever) };

    private static ExplainedReceipt Receipt(PlatformMapping mapping, MappedEvent of, MappedFields fields, Instant? now, Instant? otherwise) => new()
    {
        At = At(fields, now, otherwise),
        Platform = mapping.Name,
        Event = of.Name,
        Reads = Encoding.UTF8.GetString(fields.Event(mapping.Source)),
    };

    private static Instant? At(MappedFields fields, Instant? now, Instant? otherwise) =>
        now ?? (fields["closedAt"] is { } text ? Instants.Read(text) : null) ?? otherwise;

    private sealed record Waiting(PlatformMapping Mapping, MappedEvent Of, MappedFields Fields, Instant? At);
}

/// <summary>What becomes of one event that was received.</summary>
public sealed record ExplainedReceipt
{
    /// <summary>When it is taken; null: nobody knows.</summary>
    public Instant? At { get; init; }

    /// <summary>The mapping that it goes through; null: it is in our own contract.</summary>
    public string? Platform { get; init; }

    /// <summary>The event of the mapping that it fits; null: none.</summary>
    public string? Event { get; init; }

    /// <summary>The event in our contract, as the mapping makes it; null: nothing was mapped.</summary>
    public string? Reads { get; init; }

    /// <summary>Why it is no closed call; null: it is one, or a part of one.</summary>
    public string? PassedOver { get; init; }

    /// <summary>The other events of its call that it waits for; empty: none.</summary>
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>When its wait is over.</summary>
    public Instant? WaitsUntil { get; init; }

    /// <summary>By what an installation looks the customer up in its table of known customers (<c>id</c>, <c>phone</c>), because the event has no address; empty: it does not.</summary>
    public IReadOnlyList<string> LooksUpBy { get; init; } = [];

    /// <summary>What is planned, or why not; null: nothing yet.</summary>
    public ExplainedEvent? Becomes { get; init; }
}
