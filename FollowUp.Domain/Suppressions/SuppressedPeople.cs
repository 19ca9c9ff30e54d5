using FollowUps.Calls;
using FollowUps.People;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Suppressions;

/// <summary>Finds the people and mailboxes of the directory that nothing is sent to, because their address is on the suppression list: a supervisor who never hears of a case.</summary>
public sealed class SuppressedPeople(IFollowUpStore store, Identity identity)
{
    /// <summary>Everybody whom some list forbids every mail to, by where the directory has them; never by address.</summary>
    /// <param name="directory">Whose people.</param>
    /// <param name="now">Entries that are over by then do not count.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    public async Task<IReadOnlyList<ConfigError>> LookAsync(ContactDirectory directory, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var places = (await store.DivisionsAsync(cancellationToken)).Append(Division.Installation).Distinct().ToList();
        var found = new List<ConfigError>();
        foreach (var (path, address) in Of(directory))
        {
            var key = Keys.Address(identity.Address(address));
            var rows = await Task.WhenAll(places.Select(place => store.FindAsync(place, key, cancellationToken)));
            var entries = places.Zip(rows, (place, row) => (place, row?.As<AddressRow>()))
                .SelectMany(at => (at.Item2?.Suppressions ?? []).Where(e => e.Scope == SuppressionScope.Everything && SuppressionList.Holds(e, now)).Select(entry => (at.place, entry)))
                .ToList();
            if (entries.Count > 0)
            {
                var lists = string.Join(", ", entries.Select(e => $"{(e.place == Division.Installation ? "everywhere" : e.place.Value)}: {e.entry.Reason.Word()}"));
                found.Add(new ConfigError(
                    path, $"Nothing is sent to this address: it is on the suppression list ({lists}).",
                    "Mend the address in the directory; or, when it works again, take it off the list: suppressions remove ADDRESS --everywhere."));
            }
        }

        return found;
    }

    /// <summary>The person with this address; null: nobody of the directory.</summary>
    public static Person? PersonWith(ContactDirectory directory, EmailAddress? address)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return address is null ? null : directory.People.Values.FirstOrDefault(person => person.Email.Normalized == address.Normalized);
    }

    private static IEnumerable<(string Path, EmailAddress Address)> Of(ContactDirectory directory) =>
        directory.People.Values.OrderBy(person => person.Id, StringComparer.Ordinal).Select(person => ($"people.{person.Id}.email", person.Email))
            .Concat(directory.Brand.ReplyTo.OrderBy(own => own.Key, StringComparer.Ordinal).Select(own => ($"brand.replyTo.{own.Key}", own.Value)));
}
