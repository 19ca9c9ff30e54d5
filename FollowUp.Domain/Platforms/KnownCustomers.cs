using FollowUps.Calls;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Platforms;

/// <summary>
/// The table of known customers: what the CRM knows and a telephone call does not, above all the address. Imported by the installation; looked up by the
/// customer's id or telephone number when a platform's event lacks it. What the event says itself always counts more.
/// </summary>
public sealed class KnownCustomers(IFollowUpStore store, Identity identity)
{
    private const int MaxRaces = 10;
    private const string PhoneIdPrefix = "tel:";

    /// <summary>Stores customers; the last word about one counts.</summary>
    /// <returns>How many were new or changed.</returns>
    public async Task<int> ImportAsync(Division division, IReadOnlyList<KnownCustomer> customers, Instant now, CancellationToken cancellationToken)
    {
        var written = 0;
        foreach (var customer in customers)
        {
            written += await ImportAsync(division, customer, now, cancellationToken) ? 1 : 0;
        }

        return written;
    }

    /// <summary>Forgets a customer under every name: the id, the number beside it, and the numbers that they called from, if these are nobody else's.</summary>
    /// <param name="division">Where they are a customer.</param>
    /// <param name="customerId">The platform's id, or <c>tel:</c> and the number of somebody who is known by it.</param>
    /// <param name="phones">Numbers that their calls name.</param>
    /// <param name="cancellationToken">Ends the work between two changes.</param>
    public async Task ForgetAsync(Division division, string customerId, IReadOnlyCollection<string> phones, CancellationToken cancellationToken)
    {
        await ForgetIdAsync(division, customerId, cancellationToken);
        var numbers = customerId.StartsWith(PhoneIdPrefix, StringComparison.Ordinal) ? phones.Append(customerId[PhoneIdPrefix.Length..]) : phones;
        foreach (var phone in numbers.Select(PhoneNumber.Normalized).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            await ForgetPhoneAsync(division, ByPhoneKey(phone), customerId, cancellationToken);
        }
    }

    private async Task ForgetPhoneAsync(Division division, string key, string customerId, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await store.FindAsync(division, key, cancellationToken) is not { } row
                || (row.As<KnownCustomer>().Id is { } owner && owner != customerId)
                || await store.CommitAsync(division, new Changes("forget-known").Delete(row.Key, row.Version), cancellationToken))
            {
                return;
            }
        }

        throw new TimeoutException("Forgetting a known customer lost all its races; the queue tries again.");
    }

    private async Task ForgetIdAsync(Division division, string customerId, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await store.FindAsync(division, ByIdKey(customerId), cancellationToken) is not { } row)
            {
                return;
            }

            var changes = new Changes("forget-known").Delete(row.Key, row.Version);
            if (await PhoneRowOfAsync(division, row.As<KnownCustomer>(), cancellationToken) is { } phone)
            {
                changes.Delete(phone.Key, phone.Version);
            }

            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                return;
            }
        }

        throw new TimeoutException("Forgetting a known customer lost all its races; the queue tries again.");
    }

    /// <summary>Gives the call what the table knows and its event does not say.</summary>
    internal async Task CompleteAsync(Division division, CustomerRule rule, MappedFields fields, CancellationToken cancellationToken)
    {
        if (fields["customer.email"] is null && await FindAsync(division, rule, fields, cancellationToken) is { } known)
        {
            foreach (var (name, text) in known.Fields.Where(field => fields[field.Name] is null))
            {
                fields[name] = text;
            }
        }

        CompleteFromPhone(rule, fields);
    }

    /// <summary>Where the mapping says so, whom nothing else names is known by the telephone number.</summary>
    internal static void CompleteFromPhone(CustomerRule rule, MappedFields fields)
    {
        if (rule.PhoneIsId && fields["customer.id"] is null && PhoneNumber.Normalized(fields["customer.phone"]) is { } phone)
        {
            fields["customer.id"] = PhoneIdPrefix + phone;
        }
    }

    private async Task<KnownCustomer?> FindAsync(Division division, CustomerRule rule, MappedFields fields, CancellationToken cancellationToken)
    {
        var byId = rule.ById && fields["customer.id"] is { } id ? await store.FindAsync(division, ByIdKey(id), cancellationToken) : null;
        if (byId is not null)
        {
            return byId.As<KnownCustomer>();
        }

        // A number that the event gives to another customer of ours is not this customer's.
        var byPhone = rule.ByPhone && PhoneNumber.Normalized(fields["customer.phone"]) is { } phone ? await store.FindAsync(division, ByPhoneKey(phone), cancellationToken) : null;
        return byPhone?.As<KnownCustomer>() is { } known && (fields["customer.id"] is null || known.Id is null || known.Id == fields["customer.id"] || !rule.ById) ? known : null;
    }

    private async Task<bool> ImportAsync(Division division, KnownCustomer customer, Instant now, CancellationToken cancellationToken)
    {
        var phoneKey = PhoneNumber.Normalized(customer.Phone) is { } phone ? ByPhoneKey(phone) : null;
        for (var race = 0; race < MaxRaces; race++)
        {
            var byId = customer.Id is { } id ? await store.FindAsync(division, ByIdKey(id), cancellationToken) : null;
            var byPhone = phoneKey is null ? null : await store.FindAsync(division, phoneKey, cancellationToken);
            if ((customer.Id is null || Same(byId, customer)) && (phoneKey is null || Same(byPhone, customer)))
            {
                return false;
            }

            var changes = new Changes("known-customer");
            var row = customer with { At = now };
            if (customer.Id is not null)
            {
                changes.Put(ByIdKey(customer.Id), byId, row);
            }

            if (phoneKey is not null)
            {
                changes.Put(phoneKey, byPhone, row);
            }

            // The number that they had before may be somebody else's by now.
            if (byId?.As<KnownCustomer>() is { } before && await PhoneRowOfAsync(division, before, cancellationToken) is { } old && old.Key != phoneKey)
            {
                changes.Delete(old.Key, old.Version);
            }

            if (await store.CommitAsync(division, changes, cancellationToken))
            {
                return true;
            }
        }

        throw new TimeoutException("Importing a known customer lost all its races.");
    }

    private async Task<StoredRow?> PhoneRowOfAsync(Division division, KnownCustomer customer, CancellationToken cancellationToken) =>
        PhoneNumber.Normalized(customer.Phone) is { } phone && await store.FindAsync(division, ByPhoneKey(phone), cancellationToken) is { } row && row.As<KnownCustomer>().Id == customer.Id
            ? row
            : null;

    private static bool Same(StoredRow? row, KnownCustomer customer) => row?.As<KnownCustomer>() is { } stored && stored with { At = customer.At } == customer;

    private string ByIdKey(string id) => Keys.KnownCustomer(identity.Hash($"known:id:{id}"));

    private string ByPhoneKey(string phone) => Keys.KnownCustomer(identity.Hash($"known:phone:{phone}"));
}

/// <summary>Telephone numbers as platforms and CRMs write them.</summary>
internal static class PhoneNumber
{
    private const int ShortestNumber = 5;

    /// <summary>Digits with the plus in front if there is one ("00" is read as a plus); null for what is no number.</summary>
    public static string? Normalized(string? text)
    {
        var digits = text is null ? "" : string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length < ShortestNumber)
        {
            return null;
        }

        return text!.TrimStart().StartsWith('+') ? "+" + digits : digits.StartsWith("00", StringComparison.Ordinal) ? "+" + digits[2..] : digits;
    }
}
