using System.Text;
using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Calls.Reading;
using FollowUps.Promises;
using FollowUps.State;

namespace FollowUps.Privacy;

/// <summary>By what a person can be recognised in a message that nobody could read: their id, addresses, names and phones.</summary>
internal sealed class PersonTraces(string customerId)
{
    private const int ShortestName = 3;
    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<EmailAddress> _addresses = [];
    private readonly HashSet<string> _phones = new(StringComparer.Ordinal);

    /// <summary>The mailboxes they were written to.</summary>
    public IReadOnlyCollection<EmailAddress> Addresses => _addresses;

    /// <summary>The numbers they called from.</summary>
    public IReadOnlyCollection<string> Phones => _phones;

    /// <summary>Adds what a call says about them.</summary>
    public void Add(PersonFacts contact)
    {
        foreach (var word in new[] { contact.Email, contact.Name, contact.Phone })
        {
            if (word is { Length: >= ShortestName })
            {
                _words.Add(word);
            }
        }

        if (contact.Phone is { } phone)
        {
            _phones.Add(phone);
        }

        if (EmailAddress.TryParse(contact.Email, out var address))
        {
            _addresses.Add(address!);
        }
    }

    /// <summary>
    /// True when a message is about the person. An event of our contract that names a customer id is about that customer, whatever else it shares with
    /// others (a family's phone). Without an id, in the words of another platform, or where nobody can read it, it is about everybody whom it names anywhere.
    /// </summary>
    public bool AreIn(ReadOnlyMemory<byte> message)
    {
        var json = MessageText.Json(message);
        return MessageText.Parse(json, out _) is not { } read ? IsIn(Encoding.UTF8.GetString(json.Span))
            : NamedCustomer.In(read) is { } named ? named == customerId
            : AreIn(read);
    }

    private bool AreIn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(property => property.NameEquals("data_base64"u8) && NamedCustomer.Inside(property.Value) is { } inner ? AreIn(inner) : AreIn(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(AreIn),
        JsonValueKind.String => IsIn(value.GetString()!),
        _ => false,
    };

    private bool IsIn(string text) => text == customerId || _words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Removes the dead letters that name a person, and the parts of calls that wait: they were kept for later, and would bring the person back.</summary>
internal sealed class EraseDeadLetters(IFollowUpStore store)
{
    /// <summary>Looks through the division's dead letters, through those whose division could not be read, and through parts of calls that wait for others.</summary>
    public async Task RunAsync(Division division, PersonTraces traces, CancellationToken cancellationToken)
    {
        foreach (var row in await store.RangeAsync(division, Keys.EveryPart, int.MaxValue, cancellationToken))
        {
            // Its timer stays and finds nothing.
            if (traces.AreIn(row.As<PartRow>().FieldsBytes))
            {
                await store.CommitAsync(division, new Changes("erase-part").Delete(row.Key), cancellationToken);
            }
        }

        foreach (var place in new[] { division, Division.Main }.Distinct())
        {
            foreach (var row in await store.RangeAsync(place, Keys.DeadLetters, int.MaxValue, cancellationToken))
            {
                var letter = row.As<DeadLetterRow>();
                if (traces.AreIn(letter.ContentBytes))
                {
                    await store.CommitAsync(place, new Changes("erase-dead-letter").Delete(row.Key).Delete(Keys.DeadLetterIndex(letter.Id)), cancellationToken);
                }
            }
        }
    }
}

/// <summary>Rows without the person they are about.</summary>
internal static class Redacted
{
    /// <summary>The call without customer and text. Outcome, agent and dates stay for the statistics; nothing written about it is kept from now on.</summary>
    public static CallRow WithoutPerson(this CallRow call) => call.WithoutText() with
    {
        Customer = null,
        Contact = new PersonFacts(),
        CaseId = null,
        Tags = [],
        Promises = [.. call.Promises.Select(promise => promise with { What = "", State = promise.State == PromiseState.Open ? PromiseState.Withdrawn : promise.State, TimerKey = null })],
        Consent = DocumentationConsent.Declined,
        LaterCloseBytes = null,
    };

    /// <summary>What is left of a letter that may be under way: enough to record what becomes of it.</summary>
    public static Letter WithoutPerson(this Letter letter) => letter with { Contact = new PersonFacts(), Matter = null };
}
