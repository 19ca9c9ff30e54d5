using NodaTime;

namespace FollowUps.Calls.Reading;

/// <summary>Who called and who answered.</summary>
internal static class ReadPeople
{
    /// <summary>
    /// The customer's id is required unless the call was abandoned. A malformed address is an error: the platform has one and somebody
    /// can mend it. A zone, language or country of an unknown form is noted; the defaults take its place.
    /// </summary>
    public static Customer Customer(Fields data, CallOutcome outcome, Findings findings)
    {
        var customer = data.Object("customer");
        var id = customer?.Id("id");
        if (id is null && outcome != CallOutcome.Abandoned)
        {
            findings.RefuseMissing(data.At("customer.id"), "the platform's id of the customer (only an abandoned call can do without)");
        }

        return customer is null ? new Customer() : new Customer
        {
            Id = id,
            Name = customer.Line("name"),
            Email = CustomerEmail(customer, findings),
            Phone = customer.Line("phone"),
            Language = Language(customer, findings),
            TimeZone = Zone(customer, findings),
            Country = Country(customer, findings),
            SurveyPermission = ReadCodes.Permission(customer, findings),
        };
    }

    public static Agent? Agent(Fields data) =>
        data.Object("agent") is { } agent
            ? new Agent { Id = agent.Id("id"), Name = agent.Line("name"), Email = agent.EmailOrNote("email"), Phone = agent.Line("phone"), Team = agent.Line("team") }
            : null;

    private static EmailAddress? CustomerEmail(Fields customer, Findings findings)
    {
        EmailAddress? address = null;
        if (customer.WholeLine("email") is { } text && !EmailAddress.TryParse(text, out address))
        {
            findings.Refuse(
                customer.At("email"),
                $"{customer.At("email")} is not an email address.",
                "Send one address (\"ada@example.com\"), or leave it out when the customer has none.");
        }

        return address;
    }

    /// <summary>The primary subtag of a BCP 47 tag (RFC 5646 §2.2.1); the underscore of Java and POSIX locales is taken too.</summary>
    private static string? Language(Fields customer, Findings findings)
    {
        if (customer.Line("language") is not { } tag)
        {
            return null;
        }

        var subtags = tag.Split('-', '_');
        if (subtags[0].Length is 2 or 3 && subtags[0].All(char.IsAsciiLetter) && subtags.All(s => s.Length is >= 1 and <= 8 && s.All(char.IsAsciiLetterOrDigit)))
        {
            return subtags[0].ToLowerInvariant();
        }

        findings.Note($"{CleanText.Quoted(tag)} is not a language tag: the default language is used.");
        return null;
    }

    private static string? Zone(Fields customer, Findings findings)
    {
        var zone = customer.Line("timeZone");
        if (zone is null || DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null)
        {
            return zone;
        }

        findings.Note($"Unknown time zone {CleanText.Quoted(zone)}: the zone of the country, the queue or the default is used.");
        return null;
    }

    private static string? Country(Fields customer, Findings findings)
    {
        var country = customer.Line("country");
        if (country is null || (country.Length == 2 && country.All(char.IsAsciiLetter)))
        {
            return country?.ToUpperInvariant();
        }

        findings.Note($"{CleanText.Quoted(country)} is not a country of two letters: ignored.");
        return null;
    }
}
