using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>Who is in contact with a customer whose case is open, and by when: what a page may promise because it happens by itself.</summary>
/// <param name="Name">Whoever signs the outreach.</param>
/// <param name="By">When it goes out at the latest.</param>
/// <param name="Zone">The customer's clock.</param>
public sealed record AnnouncedOutreach(string Name, Instant By, DateTimeZone Zone)
{
    /// <summary>Finds it by a link of the call.</summary>
    /// <param name="store">Where the call lies.</param>
    /// <param name="link">The opened link.</param>
    /// <param name="settings">Directory and calendars.</param>
    /// <param name="now">The moment of the visit.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <returns>Null: no case is open, or nothing goes out to the customer without a person's word.</returns>
    public static async Task<AnnouncedOutreach?> FindAsync(IFollowUpStore store, SignedLink link, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(settings);
        if ((await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken))?.As<CallRow>() is not { Case: { IsOpen: true, HeldAt: null } matter } call)
        {
            return null;
        }

        var zone = settings.PlanBook.ZoneOf(call.Contact.TimeZone, call.Contact.Country, call.Queue);
        var followUps = await store.RangeAsync(link.Division, Keys.FollowUps(link.Call), int.MaxValue, cancellationToken);
        foreach (var outreach in followUps.Select(f => f.As<FollowUp>()).Where(f => f.Episode == call.Episode && f.State == FollowUpState.Scheduled && f.Kind == FollowUpKind.SupervisorOutreach.Word()))
        {
            if (outreach.DueKey is { } key && (await store.FindAsync(link.Division, key, cancellationToken))?.As<DueItem>() is { Letter: { Approval: Approval.Automatic, To: null } letter } item)
            {
                var signs = Addressee.Of(letter with { To = new MailTo(MailRole.Supervisor) }, matter.Owner, settings, item.At);
                return signs.Name is { } name ? new AnnouncedOutreach(name, Instant.Max(item.At, now), zone) : null;
            }
        }

        return null;
    }
}
