using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Privacy;

/// <summary>
/// Forgets a customer: what waits is cancelled, their data is removed from every row, the mails as they were sent and the dead letters that
/// name them are deleted. What stays says nothing about a person: outcomes and scores for the statistics, and suppressions, which are hashes and
/// keep holding. Whatever comes later about the same customer starts afresh.
/// </summary>
public sealed class EraseCustomer(IFollowUpStore store, Identity identity, CancelPending cancelPending, Func<Installation> installation)
{
    /// <summary>Why a follow-up of an erased customer did not go out.</summary>
    public const string Reason = "the customer's data was erased";

    private const int MaxRaces = 20;
    private readonly EraseCall _eraseCall = new(store, identity, cancelPending);
    private readonly EraseDeadLetters _eraseDeadLetters = new(store);
    private readonly Platforms.KnownCustomers _known = new(store, identity);

    /// <summary>Erases; repeating it is harmless. The command is recorded last, so that a crash on the way repeats the whole.</summary>
    /// <param name="division">Where the customer's calls lie.</param>
    /// <param name="customerId">The platform's id of the customer.</param>
    /// <param name="command">Names the request.</param>
    /// <param name="now">The moment of the request.</param>
    /// <param name="cancellationToken">Ends the work between two changes.</param>
    public async Task<UpdateResult> RunAsync(Division division, string customerId, string command, Instant now, CancellationToken cancellationToken)
    {
        var customer = identity.Customer(new Customer { Id = customerId })!;
        if (await store.FindAsync(division, Keys.Timeline(customer, command), cancellationToken) is not null)
        {
            return UpdateResult.Duplicate;
        }

        var (calls, names, traces) = await FindAsync(division, customerId, customer, cancellationToken);
        foreach (var (name, call) in calls)
        {
            await _eraseCall.StopAsync(division, name, call, now, cancellationToken);
            await _eraseCall.RemoveTextsAsync(division, call, cancellationToken);
        }

        foreach (var mailbox in traces.Addresses)
        {
            await ForgetMailboxAsync(division, identity.Address(mailbox), cancellationToken);
        }

        await _eraseDeadLetters.RunAsync(division, traces, cancellationToken);
        await _known.ForgetAsync(division, customerId, traces.Phones, cancellationToken);

        // The calls come last: by what they say, a repeat after a crash finds everything else.
        foreach (var (name, call) in calls)
        {
            await _eraseCall.RedactAsync(division, name, call, now, cancellationToken);
        }

        foreach (var name in names.Where(name => name != customer))
        {
            await ForgetNameAsync(division, name, cancellationToken);
        }

        await RecordAsync(division, customer, command, now, cancellationToken);
        return UpdateResult.Applied;
    }

    /// <summary>The person's calls, those without a customer id included: these are known by the mailbox or the phone.</summary>
    private async Task<(List<(string Customer, string Call)> Calls, HashSet<string> Names, PersonTraces Traces)> FindAsync(
        Division division, string customerId, string customer, CancellationToken cancellationToken)
    {
        var traces = new PersonTraces(customerId);
        var calls = new List<(string, string)>();
        var names = new HashSet<string>(StringComparer.Ordinal) { customer };
        for (var left = new Queue<string>(names); left.TryDequeue(out var name);)
        {
            var view = CustomerView.From(name, await store.RangeAsync(division, Keys.CustomerView(name), int.MaxValue, cancellationToken));
            foreach (var call in view.Calls.Keys)
            {
                calls.Add((name, call));
                var contact = (await store.FindAsync(division, Keys.Call(call), cancellationToken))?.As<CallRow>().Contact ?? new PersonFacts();
                traces.Add(contact);
                foreach (var also in OtherNamesOf(contact).Where(names.Add))
                {
                    left.Enqueue(also);
                }
            }
        }

        return (calls, names, traces);
    }

    private IEnumerable<string> OtherNamesOf(PersonFacts contact)
    {
        if (EmailAddress.TryParse(contact.Email, out var address))
        {
            yield return identity.Address(address!);
        }

        if (contact.Phone is { } phone)
        {
            yield return identity.Customer(new Customer { Phone = phone })!;
        }
    }

    /// <summary>A suppression stays, as the hash it is; what was sent there is forgotten.</summary>
    private Task ForgetMailboxAsync(Division division, string mailbox, CancellationToken cancellationToken) =>
        ChangeAsync(division, Keys.Address(mailbox), (changes, row) => row.As<AddressRow>() is { Suppressions.IsEmpty: false } kept
            ? changes.Replace(row, kept with { Sent = [] })
            : changes.Delete(row.Key, row.Version), cancellationToken);

    private Task ForgetNameAsync(Division division, string customer, CancellationToken cancellationToken) =>
        ChangeAsync(division, Keys.Customer(customer), (changes, row) => changes.Delete(row.Key, row.Version), cancellationToken);

    private async Task ChangeAsync(Division division, string key, Func<Changes, StoredRow, Changes> change, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await store.FindAsync(division, key, cancellationToken) is not { } row
                || await store.CommitAsync(division, change(new Changes("erase"), row), cancellationToken))
            {
                return;
            }
        }

        throw new TimeoutException("An erasure lost all its races; the queue tries again.");
    }

    private async Task RecordAsync(Division division, string customer, string command, Instant now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var read = await store.FindAsync(division, Keys.Customer(customer), cancellationToken);
            var changes = new Changes("erased").Put(Keys.Customer(customer), read, new CustomerRow { ErasedAt = now });
            changes.Overwrite(Keys.Retention(now + installation().Retention, customer), new RetentionRow(customer, null));
            new Story(changes, customer, command, now).Tell("call platform", "customer.erased", "The customer's data was erased.");
            if (await store.CommitAsync(division, changes, cancellationToken) || await store.FindAsync(division, Keys.Timeline(customer, command), cancellationToken) is not null)
            {
                return;
            }
        }

        throw new TimeoutException("An erasure lost all its races; the queue tries again.");
    }
}
