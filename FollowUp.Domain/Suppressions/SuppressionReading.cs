using NodaTime;

namespace FollowUps.Suppressions;

/// <summary>What was read of a list of suppressions: all of it, or what has to be mended first. It is used whole or not at all.</summary>
/// <param name="Requests">In the order of the file.</param>
/// <param name="Errors">Empty when the requests can be used.</param>
public sealed record SuppressionReading(IReadOnlyList<SuppressionRequest> Requests, IReadOnlyList<SuppressionError> Errors);

/// <summary>What was read of a list of removals; like <see cref="SuppressionReading"/>.</summary>
/// <param name="Requests">In the order of the lines.</param>
/// <param name="Errors">Empty when the requests can be used.</param>
public sealed record UnsuppressReading(IReadOnlyList<UnsuppressRequest> Requests, IReadOnlyList<SuppressionError> Errors);

/// <summary>A line that cannot be used. It never quotes an address.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">The column or field.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Fix">What to write instead.</param>
public sealed record SuppressionError(int Line, string Column, string Reason, string Fix)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}, {Column}: {Reason} {Fix}";
}

/// <summary>The one meaning of the four values of an entry, for files and for the API.</summary>
internal static class SuppressionTerms
{
    /// <summary>The columns, in the order that the documentation gives them.</summary>
    public static readonly IReadOnlyList<string> Columns = ["address", "reason", "scope", "until"];

    /// <summary>The columns of a removal.</summary>
    public static readonly IReadOnlyList<string> RemovalColumns = ["address", "reason"];

    /// <summary>Reads one removal; null, with <paramref name="refuse"/> called, when a value cannot be used.</summary>
    public static UnsuppressRequest? ReadRemoval(string? address, string? reason, bool althoughUnsubscribed, Action<string, string, string> refuse)
    {
        if (Mailbox(address, refuse) is not { } mailbox)
        {
            return null;
        }

        if (string.IsNullOrEmpty(reason))
        {
            return new UnsuppressRequest(mailbox, null, althoughUnsubscribed);
        }

        if (SuppressionWords.TryParse(reason, out SuppressionReason why))
        {
            return new UnsuppressRequest(mailbox, why, althoughUnsubscribed);
        }

        refuse("reason", $"{Calls.Reading.CleanText.Quoted(reason)} is not a reason.", $"Write one of {SuppressionWords.AllReasons}, or leave it empty for all.");
        return null;
    }

    /// <summary>Reads one entry; null, with <paramref name="refuse"/> called with column, reason and fix, when a value cannot be used.</summary>
    public static SuppressionRequest? Read(string? address, string? reason, string? scope, string? until, Instant now, Action<string, string, string> refuse)
    {
        if (Mailbox(address, refuse) is not { } mailbox)
        {
            return null;
        }

        var why = SuppressionReason.Manual;
        if (!string.IsNullOrEmpty(reason) && !SuppressionWords.TryParse(reason, out why))
        {
            refuse("reason", $"{Calls.Reading.CleanText.Quoted(reason)} is not a reason.", $"Write one of {SuppressionWords.AllReasons}, or leave it empty for manual.");
            return null;
        }

        var what = why.DefaultScope();
        if (!string.IsNullOrEmpty(scope) && !SuppressionWords.TryParse(scope, out what))
        {
            refuse("scope", $"{Calls.Reading.CleanText.Quoted(scope)} is not a scope.", "Write surveys, optional or everything, or leave it empty.");
            return null;
        }

        var end = string.IsNullOrEmpty(until) ? null : End(until);
        if (!string.IsNullOrEmpty(until) && end is null)
        {
            refuse("until", $"{Calls.Reading.CleanText.Quoted(until)} is neither a date nor an instant.", "Write 2027-03-31 or 2027-03-31T12:00:00Z, or leave it empty for ever.");
            return null;
        }

        if (end <= now)
        {
            refuse("until", $"{Calls.Reading.CleanText.Quoted(until!)} is over.", "Leave the line out, or write a later date.");
            return null;
        }

        return new SuppressionRequest(mailbox, new Suppression(why, what, now, end));
    }

    private static Calls.EmailAddress? Mailbox(string? address, Action<string, string, string> refuse)
    {
        if (Calls.EmailAddress.TryParse(address, out var mailbox))
        {
            return mailbox;
        }

        refuse("address", string.IsNullOrEmpty(address) ? "is missing." : "is not an email address.", "Write one address such as name@example.com.");
        return null;
    }

    /// <summary>A date holds through its last minute, UTC.</summary>
    private static Instant? End(string text) =>
        NodaTime.Text.LocalDatePattern.Iso.Parse(text) is { Success: true } date && date.Value.Year is >= 1970 and < 9998
            ? date.Value.PlusDays(1).AtStartOfDayInZone(DateTimeZone.Utc).ToInstant()
            : Calls.Reading.Instants.Read(text);
}
