using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Platforms;

/// <summary>
/// Before step 1: whatever a call platform delivers becomes events of our contract, which intake then takes as if the platform had sent them so. A dead letter
/// keeps what the platform sent, so that a redrive goes through the mapping again, which may have been mended since.
/// </summary>
public sealed class ReceiveCalls(IFollowUpStore store, Identity identity, DeadLetters deadLetters, Intake intake, Func<Installation> installation)
{
    private const string HowToJoin = "Have the platform send the missing event, then redrive this one; or let the mapping take such calls: \"join\": { \"otherwise\": \"take\" }.";
    private readonly JoinParts _join = new(store, identity);
    private readonly KnownCustomers _customers = new(store, identity);

    /// <summary>Takes one message, which may hold several events. Throws only when storage is broken, so that the sender tries again.</summary>
    /// <returns>What became of each event, in order.</returns>
    public async Task<IReadOnlyList<CallReceipt>> RunAsync(ReadOnlyMemory<byte> message, CallDelivery delivery, Instant now, CancellationToken cancellationToken)
    {
        var receipts = new List<CallReceipt>();
        foreach (var item in MapMessage.Of(message, installation().Platforms, delivery.Platform))
        {
            receipts.Add(item switch
            {
                MappedItem.Ignored ignored => new CallReceipt(CallResult.Ignored, Platform: ignored.Mapping.Name, Reason: ignored.Reason),
                MappedItem.Bad bad => await KeepAsync(Named(bad.Error, bad.Mapping, bad.Of), bad.Content, bad.Mapping, null, Division.Main, delivery, now, cancellationToken),
                MappedItem.Event { Mapping.Join: { } join } part when join.Parts.Contains(part.Of.Name) => await TakePartAsync(part, join, delivery, now, cancellationToken),
                MappedItem.Event whole => await TakeAsync(whole, whole.Fields, delivery, now, cancellationToken),
                _ => await TakeOursAsync(((MappedItem.Ours)item).Message, delivery, now, cancellationToken),
            });
        }

        return receipts;
    }

    /// <summary>The timer of a part that waited: the call is taken with what there is, or what came becomes a dead letter.</summary>
    internal async Task ExpireAsync(Division division, StoredRow timer, DueItem item, Instant now, CancellationToken cancellationToken)
    {
        var (rows, known) = await _join.WaitingAsync(division, item.Call, cancellationToken);
        if (rows.FirstOrDefault(row => row.Part.Part == item.Subject) is { } mine && !known)
        {
            var mapping = installation().Platforms.Find(mine.Part.Platform);
            await EndWaitAsync(division, mapping, rows, mine, now, cancellationToken);
            rows = [mine];
        }

        await _join.RemoveAsync(division, known ? rows : [.. rows.Where(row => row.Part.Part == item.Subject)], timer, cancellationToken);
    }

    private async Task EndWaitAsync(Division division, PlatformMapping? mapping, IReadOnlyList<WaitingPart> rows, WaitingPart mine, Instant now, CancellationToken cancellationToken)
    {
        var missing = mapping?.Join?.Parts.Where(part => rows.All(row => row.Part.Part != part)).ToList() ?? [];
        InputError error;
        if (mapping?.Join is { } join && (missing.Count == 0 || join.TakesIncomplete))
        {
            var fields = JoinParts.Merge(join, rows.Select(row => row.Named));
            Fill(fields, missing.Count == 0 ? [] : join.Fill);
            var call = await CompleteAsync(mapping, fields, cancellationToken);
            if (Read(call, now) is not ReadResult<CallClosed>.Bad bad)
            {
                await intake.RunAsync(call, now, cancellationToken);
                await _join.RemoveAsync(division, [.. rows.Where(row => row != mine)], null, cancellationToken);
                return;
            }

            error = Named(bad.Error, mapping, null);
        }
        else
        {
            error = mapping?.Join is null
                ? new InputError($"This event waited for others of its call, and the mapping \"{mine.Part.Platform}\" joins none any more.", "message", HowToJoin)
                : DidNotCome(mapping, mine.Part.Part, missing);
        }

        var content = new RedactedContent(mine.Part.ContentBytes, null, mine.Part.Showable ? System.Text.Encoding.UTF8.GetString(mine.Part.ContentBytes) : null);
        await deadLetters.KeepAsync("call-closed", content.Bytes, error, division, now, cancellationToken, content: content);
    }

    /// <summary>Why a part that waited in vain cannot be used.</summary>
    internal static InputError DidNotCome(PlatformMapping mapping, string part, IEnumerable<string> missing) =>
        new($"This event waited for \"{string.Join("\", \"", missing)}\" of the same call, which did not come in time (mapping \"{mapping.Name}\", event \"{part}\").", "message", HowToJoin);

    private async Task<CallReceipt> TakePartAsync(MappedItem.Event part, PartsRule join, CallDelivery delivery, Instant now, CancellationToken cancellationToken)
    {
        var receipt = new CallReceipt(CallResult.Waiting, part.Fields["callId"], Platform: part.Mapping.Name);
        if (receipt.CallId is not { } callId || DivisionOf(part.Mapping, part.Fields) is not { } division)
        {
            // Reading it says which of both is wrong, in the words of our contract.
            return await TakeAsync(part, part.Fields, delivery, now, cancellationToken);
        }

        await store.EnsureDivisionAsync(division, now, cancellationToken);
        var content = ContentOf(part.Content, part.Mapping, delivery);
        switch (await _join.AddAsync(division, identity.Call(new CallId(callId)), part, join, content, now, cancellationToken))
        {
            case { Known: true }:
                return receipt with { Result = CallResult.Duplicate };
            case { Rows: var rows } when join.Parts.All(name => rows.Any(row => row.Part.Part == name)):
                var taken = await TakeAsync(part, JoinParts.Merge(join, rows.Select(row => row.Named)), delivery, now, cancellationToken);
                var bad = taken.Result is CallResult.DeadLetter or CallResult.Refused;
                // The others wait on for this one to be mended and delivered again.
                await _join.RemoveAsync(division, bad ? [.. rows.Where(row => row.Part.Part == part.Of.Name)] : rows, null, cancellationToken);
                return taken;
            default:
                return receipt with { Reason = "it waits for another event of the same call" };
        }
    }

    private async Task<CallReceipt> TakeAsync(MappedItem.Event item, MappedFields fields, CallDelivery delivery, Instant now, CancellationToken cancellationToken)
    {
        var call = await CompleteAsync(item.Mapping, fields, cancellationToken);
        return Read(call, now) is ReadResult<CallClosed>.Bad bad
            ? await KeepAsync(Named(bad.Error, item.Mapping, item.Of), item.Content, item.Mapping, fields["callId"], bad.Division, delivery, now, cancellationToken)
            : new CallReceipt(Of(await intake.RunAsync(call, now, cancellationToken)), fields["callId"], Platform: item.Mapping.Name);
    }

    private async Task<CallReceipt> TakeOursAsync(ReadOnlyMemory<byte> message, CallDelivery delivery, Instant now, CancellationToken cancellationToken)
    {
        if (delivery.KeepsBad)
        {
            return new CallReceipt(Of(await intake.RunAsync(message, now, cancellationToken)));
        }

        return Read(message, now) switch
        {
            ReadResult<CallClosed>.Bad bad => new CallReceipt(CallResult.Refused, Error: bad.Error),
            ReadResult<CallClosed>.Read read => new CallReceipt(Of(await intake.RunAsync(message, now, cancellationToken)), read.Value.Id.Value),
            _ => throw new InvalidOperationException("A result is read or bad."),
        };
    }

    /// <summary>What the mapping gives is completed from the table of known customers, then from its defaults.</summary>
    private async Task<byte[]> CompleteAsync(PlatformMapping mapping, MappedFields fields, CancellationToken cancellationToken)
    {
        if (DivisionOf(mapping, fields) is { } division)
        {
            await _customers.CompleteAsync(division, mapping.Customer, fields, cancellationToken);
        }

        Fill(fields, mapping.Defaults);
        return fields.Event(mapping.Source);
    }

    private async Task<CallReceipt> KeepAsync(
        InputError error, RedactedContent content, PlatformMapping? mapping, string? callId, Division division, CallDelivery delivery, Instant now, CancellationToken cancellationToken)
    {
        var receipt = new CallReceipt(delivery.KeepsBad ? CallResult.DeadLetter : CallResult.Refused, callId, error, mapping?.Name);
        if (delivery.KeepsBad)
        {
            var kept = ContentOf(content, mapping, delivery);
            await deadLetters.KeepAsync("call-closed", kept.Bytes, error, division, now, cancellationToken, content: kept);
        }

        return receipt;
    }

    private ReadResult<CallClosed> Read(ReadOnlyMemory<byte> message, Instant now) => ReadCallClosed.Of(message, installation().PlanBook.CodeMaps, now);

    private static RedactedContent ContentOf(RedactedContent content, PlatformMapping? mapping, CallDelivery delivery) =>
        delivery.Platform is not null && mapping is not null ? MapMessage.Wrapped(content, mapping) : content;

    /// <summary>Gives fields that nothing else gave a value theirs.</summary>
    internal static void Fill(MappedFields fields, IReadOnlyDictionary<string, string> constants)
    {
        foreach (var (name, text) in constants.Where(constant => fields[constant.Key] is null))
        {
            fields[name] = text;
        }
    }

    /// <summary>The division of a call; null: it names none that could be.</summary>
    internal static Division? DivisionOf(PlatformMapping mapping, MappedFields fields) =>
        Division.TryParse(fields["division"] ?? mapping.Defaults.GetValueOrDefault("division") ?? Division.Main.Value, out var division) ? division : null;

    /// <summary>The error with the mapping's part in it.</summary>
    internal static InputError Named(InputError error, PlatformMapping? mapping, MappedEvent? of)
    {
        if (mapping is null)
        {
            return error;
        }

        var places = of?.PlacesOf(error.Field.StartsWith("data.", StringComparison.Ordinal) ? error.Field["data.".Length..] : error.Field).Distinct().ToList() ?? [];
        var where = of is null ? $"mapping \"{mapping.Name}\"" : $"mapping \"{mapping.Name}\", event \"{of.Name}\"";
        return error with
        {
            Reason = $"{error.Reason.TrimEnd('.')} ({where}).",
            Fix = places.Count > 0 ? $"{error.Fix} The mapping looks at {string.Join(", ", places)}." : $"{error.Fix} The mapping is config/platforms/{mapping.Name}.json.",
        };
    }

    private static CallResult Of(IntakeResult result) => result switch
    {
        IntakeResult.Recorded => CallResult.Recorded,
        IntakeResult.Duplicate => CallResult.Duplicate,
        IntakeResult.Noted => CallResult.Noted,
        _ => CallResult.DeadLetter,
    };
}

/// <summary>The timer of a part of a call that waited for the others.</summary>
public sealed class ExpirePart(ReceiveCalls receive)
{
    /// <summary>Works on one claimed timer. A part that was joined meanwhile is left alone.</summary>
    public Task RunAsync(Division division, StoredRow row, DueItem item, Instant now, CancellationToken cancellationToken) => receive.ExpireAsync(division, row, item, now, cancellationToken);
}
