using System.Globalization;
using FollowUps.Digests;
using FollowUps.Sending;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.State;

/// <summary>
/// Every row key of the product, built here and nowhere else. The format is a contract with what is already stored: parts are
/// base32, a lane digit or <c>yyyyMMddHHmmss</c> in UTC (two of them joined by <c>-</c> where a second one orders within the first), joined by <c>:</c>, so that text order is time order.
/// </summary>
public static class Keys
{
    private static readonly InstantPattern Second = InstantPattern.CreateWithInvariantCulture("uuuuMMddHHmmss");
    private static readonly InstantPattern DayPattern = InstantPattern.CreateWithInvariantCulture("uuuuMMdd");

    /// <summary>The switches of the installation: pause, circuit, pace.</summary>
    public static KeyRange Switches => KeyRange.Prefix("g:");

    /// <summary>Minute and hour budget.</summary>
    public static string Pace => "g:pace";

    /// <summary>The provider's circuit: present while it is open.</summary>
    public static string Circuit => "g:circuit";

    /// <summary>Present while sending is paused.</summary>
    public static string Pause => "g:pause";

    /// <summary>Which mailboxes the installation's suppression list may name.</summary>
    public static string EverywhereFilter => "g:everywhere";

    /// <summary>The divisions that have ever had an event.</summary>
    public static KeyRange Divisions => KeyRange.Prefix("n:");

    /// <summary>Switches and divisions together: what a sweep begins with, in one range of the installation's partition.</summary>
    public static KeyRange SwitchesAndDivisions => new("g:", "n;");

    /// <summary>Every lease, oldest end first.</summary>
    public static KeyRange Leases => KeyRange.Prefix("l:");

    /// <summary>The outbox, oldest first.</summary>
    public static KeyRange Outbox => KeyRange.Prefix("o:");

    /// <summary>The dead letters, oldest first.</summary>
    public static KeyRange DeadLetters => KeyRange.Prefix("b:");

    /// <summary>A call.</summary>
    public static string Call(string call) => $"c:{call}";

    /// <summary>Every call.</summary>
    public static KeyRange Calls => KeyRange.Prefix("c:");

    /// <summary>One follow-up.</summary>
    public static string FollowUp(string call, FollowUpId id) => $"f:{call}:{id}";

    /// <summary>Every follow-up of a division: for people who look, never for a timer.</summary>
    public static KeyRange EveryFollowUp => KeyRange.Prefix("f:");

    /// <summary>Every follow-up of a call.</summary>
    public static KeyRange FollowUps(string call) => KeyRange.Prefix($"f:{call}:");

    /// <summary>Due index: lane, instant rounded up to a whole second (never early), call, follow-up.</summary>
    public static string Due(int lane, Instant at, string call, FollowUpId id) => $"d:{lane}:{Time(at)}:{call}:{id}";

    /// <summary>The place of a row in the due index: what was put off stands by when it was due first, before what is due in that second for the first time.</summary>
    public static string Due(DueItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.FirstDue is { } first
            ? string.Create(CultureInfo.InvariantCulture, $"d:{item.Lane}:{Time(item.At)}-{Time(first)}:{item.Call}:{item.FollowUp}")
            : Due(item.Lane, item.At, item.Call, new FollowUpId(item.FollowUp));
    }

    /// <summary>All lanes of the due index.</summary>
    public static KeyRange DueIndex => KeyRange.Prefix("d:");

    /// <summary>One lane of the due index.</summary>
    public static KeyRange Lane(int lane) => KeyRange.Prefix(string.Create(CultureInfo.InvariantCulture, $"d:{lane}:"));

    /// <summary>A claimed row.</summary>
    public static string Lease(string until, string chunk, string call, FollowUpId id) => $"l:{until}:{chunk}:{call}:{id}";

    /// <summary>The claimed rows of one chunk.</summary>
    public static KeyRange Chunk(string until, string chunk) => KeyRange.Prefix($"l:{until}:{chunk}:");

    /// <summary>A sentence of a call's timeline, named by the command that caused it.</summary>
    public static string Timeline(string call, string command, int sentence = 0) =>
        sentence == 0 ? $"t:{call}:{command}" : string.Create(CultureInfo.InvariantCulture, $"t:{call}:{command}:{sentence:D2}");

    /// <summary>A call's timeline.</summary>
    public static KeyRange Timelines(string call) => KeyRange.Prefix($"t:{call}:");

    /// <summary>A part of a call that waits for the others; its name has only small letters, digits and hyphens.</summary>
    public static string Part(string call, string part) => $"j:{call}:{part}";

    /// <summary>The parts of a call that wait.</summary>
    public static KeyRange Parts(string call) => KeyRange.Prefix($"j:{call}:");

    /// <summary>Every part of a call that waits.</summary>
    public static KeyRange EveryPart => KeyRange.Prefix("j:");

    /// <summary>A customer that the installation knows, by the hash of their id or telephone number.</summary>
    public static string KnownCustomer(string hash) => $"k:{hash}";

    /// <summary>A customer.</summary>
    public static string Customer(string customer) => $"u:{customer}";

    /// <summary>A customer's row with the indexes of calls and pending follow-ups behind it: one range.</summary>
    public static KeyRange CustomerView(string customer) => new($"u:{customer}", $"u:{customer};");

    /// <summary>A call of a customer.</summary>
    public static string CustomerCall(string customer, string call) => $"u:{customer}:c:{call}";

    /// <summary>A pending follow-up of a customer.</summary>
    public static string Pending(string customer, FollowUpId id) => $"u:{customer}:p:{id}";

    /// <summary>A mailbox: suppression, what was last sent.</summary>
    public static string Address(string address) => $"a:{address}";

    /// <summary>A mail that was posted, by the provider's id of it.</summary>
    public static string Mail(OperationId operation) => $"m:{operation}";

    /// <summary>An answer to a follow-up.</summary>
    public static string Answer(string call, FollowUpId id, string nonce) => $"v:{call}:{id}:{nonce}";

    /// <summary>The answers to all follow-ups of a call.</summary>
    public static KeyRange AnswersTo(string call) => KeyRange.Prefix($"v:{call}:");

    /// <summary>The answers to a follow-up.</summary>
    public static KeyRange Answers(string call, FollowUpId id) => KeyRange.Prefix($"v:{call}:{id}:");

    /// <summary>The answers to all follow-ups of a call.</summary>
    public static KeyRange AnswersOfCall(string call) => KeyRange.Prefix($"v:{call}:");

    /// <summary>An outgoing event: 100-nanosecond ticks since 1970, zero-padded.</summary>
    public static string Outgoing(Instant at, string eventId) => string.Create(CultureInfo.InvariantCulture, $"o:{at.ToUnixTimeTicks():D19}:{eventId}");

    /// <summary>In the outbox: a suppression on its way to the whole installation.</summary>
    public static string Spread(Instant at, string address) => Outgoing(at, $"a:{address}");

    /// <summary>True for a row of the outbox that <see cref="Spread"/> names: no event, and never published.</summary>
    public static bool IsSpread(string key) => key.Split(':') is ["o", _, "a", _];

    /// <summary>Statistics of one UTC day, for one value of one dimension.</summary>
    public static string Statistic(Instant day, string dimension) => $"s:{DayPattern.Format(day)}:{dimension}";

    /// <summary>All statistics of the UTC days from one to another, both included.</summary>
    public static KeyRange Statistics(Instant from, Instant to) => new(Statistics(from).From, Statistics(to).To);

    /// <summary>All statistics of one UTC day.</summary>
    public static KeyRange Statistics(Instant day) => KeyRange.Prefix($"s:{DayPattern.Format(day)}:");

    /// <summary>A dead letter.</summary>
    public static string DeadLetter(Instant at, string hash) => $"b:{Time(at)}:{hash}";

    /// <summary>Where the dead letter with this id lies: the same message, kept again, is the same dead letter.</summary>
    public static string DeadLetterIndex(string id) => $"bi:{id}";

    /// <summary>The last forecast of what is due against what the quota takes.</summary>
    public static string Forecast => "g:forecast";

    /// <summary>A call that is purged on a day.</summary>
    public static string Retention(Instant day, string call) => $"x:{DayPattern.Format(day)}:{call}";

    /// <summary>Everything to purge before or on the day of <paramref name="now"/>.</summary>
    public static KeyRange RetentionUpTo(Instant now) => new("x:", $"x:{DayPattern.Format(now)};");

    /// <summary>One fact of an agent's week: the agent's hash, and that of what the fact is about.</summary>
    public static string AgentFact(AgentWeek week, string agent, string subject) => $"w:{week.Key}:{agent}:{subject}";

    /// <summary>The facts of an agent's week.</summary>
    public static KeyRange AgentFactsOf(AgentWeek week, string agent) => KeyRange.Prefix($"w:{week.Key}:{agent}:");

    /// <summary>The facts of every agent's week.</summary>
    public static KeyRange AgentFacts(AgentWeek week) => KeyRange.Prefix($"w:{week.Key}:");

    /// <summary>The facts of every week before this one.</summary>
    public static KeyRange AgentFactsBefore(AgentWeek week) => new("w:", $"w:{week.Key}");

    /// <summary>The facts of all weeks.</summary>
    public static KeyRange EveryAgentFact => KeyRange.Prefix("w:");

    /// <summary>A known division.</summary>
    public static string KnownDivision(string division) => $"n:{division}";

    /// <summary>An instant as a key part, rounded up to a whole second so that nothing becomes due early.</summary>
    public static string Time(Instant at) => Second.Format(RoundUp(at));

    /// <summary>Reads a key part back.</summary>
    public static Instant Time(string text) => Second.Parse(text).GetValueOrThrow();

    /// <summary>The end, exclusive, of everything due at <paramref name="now"/> or before.</summary>
    public static string DueBy(int lane, Instant now) => string.Create(CultureInfo.InvariantCulture, $"d:{lane}:{Second.Format(now)};");

    /// <summary>The next whole second at or after an instant.</summary>
    public static Instant RoundUp(Instant at)
    {
        var seconds = at.ToUnixTimeSeconds();
        var floor = Instant.FromUnixTimeSeconds(seconds);
        return floor == at ? at : floor + Duration.FromSeconds(1);
    }
}
