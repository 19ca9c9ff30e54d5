using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.State;

namespace FollowUps.Lifecycle;

/// <summary>
/// What stays of a letter when its follow-up failed or is parked, so that an operator can have it sent again. What the call's row holds about the
/// customer is left out and read there again: consent or an address that was taken away meanwhile stays away.
/// </summary>
internal static class KeptLetter
{
    public static Letter? Kept(this DueItem item) => item.Letter is { } letter && IsToCustomer(item.Kind)
        ? letter with { Contact = new PersonFacts(), Matter = null }
        : item.Letter;

    public static Letter Restored(this Letter kept, string kind, CallRow call) => IsToCustomer(kind)
        ? kept with { Contact = call.Contact, Matter = call.Consent == DocumentationConsent.Granted ? call.Reason : null }
        : kept;

    private static bool IsToCustomer(string? word) => FollowUpKinds.TryParse(word, out var kind) && kind.GoesToCustomer();
}
