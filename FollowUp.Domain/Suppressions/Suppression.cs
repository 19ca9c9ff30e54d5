using System.Text.Json.Serialization;
using NodaTime;

namespace FollowUps.Suppressions;

/// <summary>Why a mailbox is not written to.</summary>
public enum SuppressionReason
{
    /// <summary>The recipient asked not to be asked any more.</summary>
    [JsonStringEnumMemberName("unsubscribed")]
    Unsubscribed,

    /// <summary>The email provider could not deliver to it.</summary>
    [JsonStringEnumMemberName("bounced")]
    Bounced,

    /// <summary>The recipient called a mail spam.</summary>
    [JsonStringEnumMemberName("complaint")]
    Complaint,

    /// <summary>A person decided it.</summary>
    [JsonStringEnumMemberName("manual")]
    Manual,
}

/// <summary>What is not sent to a suppressed mailbox.</summary>
public enum SuppressionScope
{
    /// <summary>Mails that ask how it was. What was promised, and what is still open, is written about all the same.</summary>
    [JsonStringEnumMemberName("surveys")]
    Surveys,

    /// <summary>Everything that is not about a promise or an open case.</summary>
    [JsonStringEnumMemberName("optional")]
    Optional,

    /// <summary>No mail at all.</summary>
    [JsonStringEnumMemberName("everything")]
    Everything,
}

/// <summary>One entry of the suppression list: a mailbox has at most one for each reason.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Scope">What is not sent.</param>
/// <param name="Since">When the cause happened.</param>
/// <param name="Until">When it lapses; null: never.</param>
public sealed record Suppression(SuppressionReason Reason, SuppressionScope Scope, Instant Since, Instant? Until);

/// <summary>A person took an entry off the list.</summary>
/// <param name="Reason">Which one: a mailbox has at most one entry for each reason.</param>
/// <param name="At">When; a cause that happened before no longer suppresses.</param>
/// <param name="By">Who asked for it, as the request names them.</param>
public sealed record SuppressionRemoval(SuppressionReason Reason, Instant At, string By);

/// <summary>A mailbox that somebody wants on the list, before it has a row.</summary>
/// <param name="Address">The mailbox.</param>
/// <param name="Entry">What is to be noted for it.</param>
public sealed record SuppressionRequest(Calls.EmailAddress Address, Suppression Entry);

/// <summary>The words of the suppression list, as files, the API and people spell them.</summary>
public static class SuppressionWords
{
    private static readonly SuppressionReason[] Reasons = Enum.GetValues<SuppressionReason>();

    /// <summary>Every reason's word, for error texts.</summary>
    public static string AllReasons { get; } = string.Join(", ", Reasons.Select(Word));

    /// <summary>"unsubscribed", "bounced", "complaint" or "manual".</summary>
    public static string Word(this SuppressionReason reason) => reason switch
    {
        SuppressionReason.Unsubscribed => "unsubscribed",
        SuppressionReason.Bounced => "bounced",
        SuppressionReason.Complaint => "complaint",
        SuppressionReason.Manual => "manual",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <summary>Why the mailbox is on the list, and since when: "a mail to it could not be delivered on 2026-11-24 15:06 UTC".</summary>
    public static string Describe(this Suppression entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var since = Lifecycle.Story.Time(entry.Since);
        var what = entry.Reason switch
        {
            SuppressionReason.Unsubscribed => $"its owner unsubscribed on {since}",
            SuppressionReason.Bounced => $"a mail to it could not be delivered on {since}",
            SuppressionReason.Complaint => $"its owner called a mail spam; on the list since {since}",
            SuppressionReason.Manual => $"somebody put it on the list, by hand or from a file, on {since}",
            _ => throw new ArgumentOutOfRangeException(nameof(entry)),
        };
        return entry.Until is { } until ? $"{what}; that ends on {Lifecycle.Story.Time(until)}" : what;
    }

    /// <summary>Every scope's word, for error texts.</summary>
    public static string AllScopes { get; } = string.Join(", ", Enum.GetValues<SuppressionScope>().Select(Word));

    /// <summary>"surveys", "optional" or "everything".</summary>
    public static string Word(this SuppressionScope scope) => scope switch
    {
        SuppressionScope.Surveys => "surveys",
        SuppressionScope.Optional => "optional",
        _ => "everything",
    };

    /// <summary>What a reason stops unless somebody says otherwise: an unsubscribe stops surveys, anything else everything.</summary>
    public static SuppressionScope DefaultScope(this SuppressionReason reason) =>
        reason == SuppressionReason.Unsubscribed ? SuppressionScope.Surveys : SuppressionScope.Everything;

    /// <summary>Reads a reason; letter case does not matter.</summary>
    public static bool TryParse(string text, out SuppressionReason reason)
    {
        var index = Array.FindIndex(Reasons, r => r.Word().Equals(text, StringComparison.OrdinalIgnoreCase));
        reason = index < 0 ? default : Reasons[index];
        return index >= 0;
    }

    /// <summary>Reads a scope; letter case does not matter.</summary>
    public static bool TryParse(string text, out SuppressionScope scope)
    {
        var scopes = Enum.GetValues<SuppressionScope>();
        var index = Array.FindIndex(scopes, s => s.Word().Equals(text, StringComparison.OrdinalIgnoreCase));
        scope = index < 0 ? default : scopes[index];
        return index >= 0;
    }
}
