using FollowUps.State;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Lifecycle;

/// <summary>Writes the sentences of one command onto a call's timeline; the first one carries the command's id, so that a repeat is refused.</summary>
/// <param name="changes">What the command writes.</param>
/// <param name="call">h(call).</param>
/// <param name="command">The command's id.</param>
/// <param name="now">When.</param>
/// <param name="after">Order of the first sentence within the instant: above 0 for what follows from other sentences, below for what they follow from, so that nobody reads the effect before its cause.</param>
internal sealed class Story(Changes changes, string call, string command, Instant now, int after = 0)
{
    private static readonly InstantPattern Minute = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm 'UTC'");
    private int _sentences;

    /// <summary>An instant as the timeline spells it.</summary>
    public static string Time(Instant at) => Minute.Format(at);

    /// <summary>Adds one sentence. Neither it nor the reason may hold an address, a phone number or free text of the call.</summary>
    public void Tell(string actor, string kind, string sentence, string? reason = null, string? followUp = null, string? template = null)
    {
        changes.Insert(Keys.Timeline(call, command, _sentences), new TimelineEntry(now, changes.Order + after + _sentences, actor, kind, sentence, reason, followUp) { Template = template });
        _sentences++;
    }
}
