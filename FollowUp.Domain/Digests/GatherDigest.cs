using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Messages;
using FollowUps.State;

namespace FollowUps.Digests;

/// <summary>
/// Adds up an agent's week in the moment of sending: what was denied, erased or refused since is not told. Customers are quoted only where the
/// call may be documented at this moment.
/// </summary>
public sealed class GatherDigest(IFollowUpStore store, Identity identity, Func<Installation> installation)
{
    /// <summary>So many quotes fit into a mail that is read.</summary>
    private const int MostQuotes = 5;

    /// <summary>So many answers are looked at for them.</summary>
    private const int MostLooks = 25;

    private const int MaxQuote = 300;
    private const int MaxAnswers = 50;

    /// <summary>Why there is nothing to tell although it was planned: switched off.</summary>
    public const string SwitchedOff = "figures about single agents are switched off";

    /// <summary>Why there is nothing to tell although it was planned: what was kept or thanked for counts no more.</summary>
    public const string NothingLeft = "nothing of the week counts any more";

    /// <summary>The figures of the week that a digest is about, or why there are none.</summary>
    public async Task<(DigestFacts? Facts, string? Pointless)> OfAsync(Division division, Letter letter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var book = installation().PlanBook;
        if (!book.AgentFigures)
        {
            return (null, SwitchedOff);
        }

        if (AgentWeek.OfKey(letter.Week) is not { } week || letter.To?.Owner?.Id is not { } agent)
        {
            return (null, NothingLeft);
        }

        var range = Keys.AgentFactsOf(week, AgentFacts.HashOf(identity, agent));
        var facts = (await store.RangeAsync(division, range, int.MaxValue, cancellationToken)).Select(row => row.As<AgentFactRow>()).ToList();
        var (due, kept, thanked) = (facts.Sum(fact => fact.PromisesDue), facts.Sum(fact => fact.PromisesKept), facts.Sum(fact => fact.Thanked));
        if (kept == 0 && thanked == 0)
        {
            return (null, NothingLeft);
        }

        var zone = book.CalendarOf(letter.Queue).Zone;
        var quotes = await QuotesAsync(division, facts.Where(fact => fact is { Thanked: > 0, Answered: not null }), cancellationToken);
        return (new DigestFacts(week.Start(zone), new AgentWeek(week.Monday.PlusDays(6)).Start(zone), kept, due, thanked, quotes), null);
    }

    private async Task<ImmutableArray<string>> QuotesAsync(Division division, IEnumerable<AgentFactRow> thanks, CancellationToken cancellationToken)
    {
        var quotes = ImmutableArray.CreateBuilder<string>();
        foreach (var fact in thanks.OrderByDescending(fact => fact.At).Take(MostLooks))
        {
            if (quotes.Count == MostQuotes)
            {
                break;
            }

            var answers = await store.RangeAsync(division, Keys.Answers(fact.Call, new FollowUpId(fact.Answered!)), MaxAnswers, cancellationToken);
            var words = answers.Select(row => row.As<AnswerRow>()).Where(answer => answer is { Counted: true, Comment: not null }).MaxBy(answer => answer.At)?.Comment;
            if (OneLine.FromCall(words, MaxQuote) is { Length: > 0 } quote
                && (await store.FindAsync(division, Keys.Call(fact.Call), cancellationToken))?.As<CallRow>().Consent == DocumentationConsent.Granted)
            {
                quotes.Add(quote);
            }
        }

        return quotes.ToImmutable();
    }
}
