using FollowUps.State;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Lifecycle;

/// <summary>Writes the sentences of one command onto a call's timeline; the first one carries the command's id, so that a repeat is refused.</summary>
/// <param name="changes">What the sentences are written with.</param>
/// <param name="call">h(call).</param>
/// <param name="command">The command's id.</param>
/// <param name="now">When it happened.</param>
/// <param name="firstSequence">Orders what happens in one instant; later facts of a chain start higher.</param>
internal sealed class Story(Changes changes, string call, string command, Instant now, int firstSequence = 0)
{
    private static readonly InstantPattern Minute = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm 'UTC'");
    private int _sentences;

    /// <summary>An instant as the timeline spells it.</summary>
    public static string Time(Instant at) => Minute.Format(at);

    /// <summary>Adds one sentence. Neither it nor the reason may hold an address, a phone number or free text of the call.</summary>
    public void Tell(string actor, string kind, string sentence, string? reason = null, string? followUp = null)
    {
        changes.Insert(Keys.Timeline(call, command, _sentences), new TimelineEntry(now, firstSequence + _sentences, actor, kind, sentence, reason, followUp));
        _sentences++;
    }
}
