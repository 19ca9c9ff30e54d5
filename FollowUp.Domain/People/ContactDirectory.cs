using System.Collections.Frozen;
using System.Collections.Immutable;
using FollowUps.Calls;
using NodaTime;

namespace FollowUps.People;

/// <summary>
/// Who answers for what: the shipped data file <c>config/directory.json</c>. Every customer mail is signed by somebody in here or by the
/// agent of the call, and every answer reaches a mailbox in here. Made only by <see cref="ReadContactDirectory"/>.
/// </summary>
public sealed record ContactDirectory
{
    /// <summary>The card of every mail that neither an agent nor a team signs.</summary>
    public required Card DefaultCard { get; init; }

    /// <summary>Who takes a matter that no team's ladder takes.</summary>
    public required Person DefaultSupervisor { get; init; }

    /// <summary>Teams, in the order of the file.</summary>
    public ImmutableArray<Team> Teams { get; init; } = [];

    /// <summary>People by id.</summary>
    public FrozenDictionary<string, Person> People { get; init; } = FrozenDictionary<string, Person>.Empty;

    /// <summary>Whose mails these are.</summary>
    public required Brand Brand { get; init; }

    /// <summary>Options by call queue.</summary>
    public FrozenDictionary<string, QueueOptions> Queues { get; init; } = FrozenDictionary<string, QueueOptions>.Empty;

    /// <summary>The person with this id; null: the directory does not know (any more).</summary>
    public Person? PersonOf(string id) => People.GetValueOrDefault(id);

    /// <summary>The options of a queue; the defaults for one that the directory does not name, and for none.</summary>
    public QueueOptions OptionsOf(string? queue) => queue is not null && Queues.TryGetValue(queue, out var options) ? options : QueueOptions.Default;

    /// <summary>The mailbox that answers to mails about this queue are read in.</summary>
    public EmailAddress ReplyToOf(string? queue) => queue is not null && Brand.ReplyTo.TryGetValue(queue, out var own) ? own : Brand.ReplyTo["default"];

    /// <summary>The agent's team, else the team of the queue; null when the directory knows neither.</summary>
    public Team? TeamOf(string? team, string? queue) =>
        Teams.FirstOrDefault(candidate => candidate.Id == team) ?? Teams.FirstOrDefault(candidate => queue is not null && candidate.Queues.Contains(queue));
}

/// <summary>A team of agents.</summary>
/// <param name="Id">The call platform's id of the team.</param>
/// <param name="Queues">The call queues it answers; a queue belongs to one team at most.</param>
/// <param name="Card">How the team signs.</param>
/// <param name="Ladder">Who takes an open matter, first rung first; empty: the default supervisor.</param>
public sealed record Team(string Id, ImmutableArray<string> Queues, Card Card, ImmutableArray<Person> Ladder);

/// <summary>Who signs the mails of a queue.</summary>
public enum CardChoice
{
    /// <summary>The agent of the call, where name and phone are known. The default.</summary>
    Agent,

    /// <summary>Always the team.</summary>
    Team,
}

/// <summary>What a call queue may set for itself.</summary>
/// <param name="Card">Who signs; default the agent.</param>
/// <param name="QuoteMatter">True when mails may quote the reason of the call; default false, since mailboxes are shared.</param>
/// <param name="Zone">Where the queue's people work, which the hours on its cards are told in; null: the plan book's calendar says.</param>
public sealed record QueueOptions(CardChoice Card, bool QuoteMatter, DateTimeZone? Zone)
{
    /// <summary>The options of a queue that sets none.</summary>
    public static QueueOptions Default { get; } = new(CardChoice.Agent, false, null);
}
