using FollowUps.Calls;
using FollowUps.Plans;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Due;

/// <summary>
/// Mails are planned for hours in which they may go out; one that is due outside them has waited for the quota. It is put off before it is claimed, so
/// that the night spends no budget, and keeps its place in the order: at the opening it goes before what is younger.
/// </summary>
public sealed class WaitForHours(PutOff putOff, Func<Installation> installation)
{
    /// <summary>Puts off what may not go out now.</summary>
    /// <param name="due">Due mails, in order.</param>
    /// <param name="now">The moment of the sweep.</param>
    /// <param name="cancellationToken">Gives up; what is put off by then stays so.</param>
    /// <returns>
    /// What is to be claimed, in order: what may go out now, and what could not be put off, so that a row with a fault ends as every other does; and when the first
    /// of the others is due again, null: none was put off.
    /// </returns>
    public async Task<(IReadOnlyList<(Division Division, StoredRow Row)> Claimable, Instant? Next)> RunAsync(
        IReadOnlyList<(Division Division, StoredRow Row)> due, Instant now, CancellationToken cancellationToken)
    {
        var settings = installation();
        var closed = due.Select(mail => (mail.Division, mail.Row, At: OpensAt(mail.Row.As<DueItem>(), settings, now))).Where(mail => mail.At > now).ToList();
        if (closed.Count == 0)
        {
            return (due, null);
        }

        var waiting = new HashSet<(Division, string)>();
        foreach (var division in closed.GroupBy(mail => mail.Division))
        {
            var done = await putOff.UnclaimedAsync(division.Key, [.. division.Select(mail => (mail.Row, mail.At))], item => BeforeSend.OutOfHours(item, Addressee.Of(item.Letter!, null, settings, now), settings, now), now, cancellationToken);
            waiting.UnionWith(done.Select(key => (division.Key, key)));
        }

        return ([.. due.Where(mail => !waiting.Contains((mail.Division, mail.Row.Key)))], closed.Min(mail => mail.At));
    }

    /// <summary>
    /// Only for mail to the customer that certainly was not posted: whom the house is written to is found in the moment of sending. What has expired
    /// ends there too, and so does an outreach that may wait for somebody's word.
    /// </summary>
    private static Instant OpensAt(DueItem item, Installation settings, Instant now) =>
        item is { Letter: { To: null } letter, PostedAt: null } && !(item.ExpireAt <= now) && FollowUpKinds.TryParse(item.Kind, out var kind) && kind != FollowUpKind.SupervisorOutreach
            ? Addressee.Of(letter, null, settings, now).Window(letter, settings, now)
            : now;
}
