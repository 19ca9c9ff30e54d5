using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>
/// Step 6: an answer to the one question. It is kept; when nothing speaks against a person having given it, it ends the wait and gives the episode
/// its outcome, or opens a recovery case, in one change. The first answer stands until the person asks to change it, within 72 hours; the same
/// page posted twice is one answer; what looks machine-made counts for nothing and is asked about once.
/// </summary>
public sealed class RecordRating(IFollowUpStore store, Identity identity, CountAnswer countAnswer, DoubtAnswer doubtAnswer)
{
    /// <summary>How long a person may change an answer.</summary>
    public static readonly Duration Changeable = Duration.FromHours(72);

    private const int MaxRaces = 5;
    private readonly AnswerLimit _limit = new(store, identity);

    /// <summary>What a page needs to show for a link: null when there is nothing to answer (any more).</summary>
    public async Task<AskedQuestion?> FindAsync(SignedLink link, Instant now, CancellationToken cancellationToken)
    {
        if (About(await store.RangeAsync(link.Division, Keys.FollowUps(link.Call), int.MaxValue, cancellationToken), link) is not { } asked
            || (await store.FindAsync(link.Division, Keys.Call(link.Call), cancellationToken))?.As<CallRow>() is not { } call)
        {
            return null;
        }

        var about = asked.About;
        return new AskedQuestion(about.Scale ?? RatingScale.Csat, about.AnsweredAt is null ? null : new GivenAnswer(about.Score, about.Solved))
        {
            AsksWhetherSolved = call.Outcome == CallOutcome.Resolved && call.Mood != Mood.Calm,
            KeepsWords = call.Consent != DocumentationConsent.Declined,
            MayChange = about.AnsweredAt is { } at && now < at + Changeable,
            Language = call.Contact.Language,
            Queue = call.Queue,
            Outcome = call.Outcome,
        };
    }

    /// <summary>Records an answer.</summary>
    /// <param name="link">The opened link.</param>
    /// <param name="vote">What was posted.</param>
    /// <param name="now">The moment of the POST.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    public async Task<RatingResult> RunAsync(SignedLink link, Vote vote, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(vote);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (About(await store.RangeAsync(link.Division, Keys.FollowUps(link.Call), int.MaxValue, cancellationToken), link) is not { } asked)
            {
                return RatingResult.Gone;
            }

            var scale = asked.About.Scale ?? RatingScale.Csat;
            if (vote is { Score: null, Solved: null } || vote.Score < scale.Lowest() || vote.Score > scale.Highest())
            {
                return RatingResult.NotAScore;
            }

            var key = Keys.Answer(link.Call, new FollowUpId(asked.About.Id), identity.Command("answer", vote.Page.Nonce));
            if (race > 0 && await store.FindAsync(link.Division, key, cancellationToken) is not null)
            {
                return RatingResult.Recorded;
            }

            // Most mails are answered once: only then are the earlier answers read.
            var earlier = asked.About.Answers == 0 ? []
                : (await store.RangeAsync(link.Division, Keys.Answers(link.Call, new FollowUpId(asked.About.Id)), AnswerLimit.PerMail + 1, cancellationToken)).ToList();
            if (earlier.Exists(row => row.Key == key))
            {
                return RatingResult.Recorded;
            }

            if (await _limit.AllowsAsync(link, asked.About, now, cancellationToken) is not { } counted)
            {
                return RatingResult.Gone;
            }

            var doubt = SuspectVotes.Of(asked.Confirms ? vote with { Page = vote.Page with { Asked = AsConfirmation(vote.Page.Asked) } } : vote, asked.About, [.. earlier.Select(row => row.As<AnswerRow>())], now);
            if (doubt is null && !asked.Confirms && asked.About.AnsweredAt is { } at && (vote.Page.Asked != PageAsked.ToChange || now >= at + Changeable))
            {
                return RatingResult.AlreadyAnswered;
            }

            var changes = doubt is { } reason
                ? await doubtAnswer.DecideAsync(link, asked, vote, key, reason, now, cancellationToken)
                : await countAnswer.DecideAsync(link, asked, vote, key, lookForTimer: race > 0, now, cancellationToken);
            counted.AddTo(changes);
            if (await store.CommitAsync(link.Division, changes, cancellationToken))
            {
                return doubt is null ? RatingResult.Recorded : RatingResult.Doubted;
            }
        }

        throw new TimeoutException("A rating lost all its races.");
    }

    /// <summary>The follow-up behind a link, and the one that it asks about: a confirmation asks about the mail whose answer was in doubt.</summary>
    private static AskedAbout? About(IReadOnlyList<StoredRow> followUps, SignedLink link)
    {
        var read = Row(link.FollowUp);
        if (read?.As<FollowUp>() is not { } followUp || !FollowUpKinds.TryParse(followUp.Kind, out var kind) || !kind.IsSurvey())
        {
            return null;
        }

        if (kind != FollowUpKind.RatingConfirmation || followUp.Subject is not { } subject)
        {
            return new AskedAbout(followUps, read, followUp, null, null);
        }

        return Row(new FollowUpId(subject)) is { } about ? new AskedAbout(followUps, about, about.As<FollowUp>(), read, followUp) : null;

        StoredRow? Row(FollowUpId id)
        {
            var key = Keys.FollowUp(link.Call, id);
            return followUps.FirstOrDefault(row => row.Key == key);
        }
    }

    // Whoever opens the mail that asks for confirmation has asked for nothing else than to set the answer right.
    private static PageAsked AsConfirmation(PageAsked asked) => asked == PageAsked.Plainly ? PageAsked.ToChange : asked;
}

/// <summary>What is answered: a follow-up, by its own link or by that of its confirmation.</summary>
/// <param name="FollowUps">All follow-ups of the call, as they were read.</param>
/// <param name="Read">The row of what is asked about, as it was read.</param>
/// <param name="About">Its content.</param>
/// <param name="ConfirmationRead">The confirmation's row; null: the mail's own link was used.</param>
/// <param name="Confirmation">Its content.</param>
public sealed record AskedAbout(IReadOnlyList<StoredRow> FollowUps, StoredRow Read, FollowUp About, StoredRow? ConfirmationRead, FollowUp? Confirmation)
{
    /// <summary>True when the link of a confirmation was used.</summary>
    public bool Confirms => Confirmation is not null;
}

/// <summary>What a rating page shows.</summary>
/// <param name="Scale">What it asks.</param>
/// <param name="Given">The counted answer; null: not yet.</param>
public sealed record AskedQuestion(RatingScale Scale, GivenAnswer? Given)
{
    /// <summary>True after an upset call: then the first question is whether it is solved.</summary>
    public bool AsksWhetherSolved { get; init; }

    /// <summary>False when the customer refused documentation: then no words are asked for, because none would be kept.</summary>
    public bool KeepsWords { get; init; }

    /// <summary>True while the answer may be changed.</summary>
    public bool MayChange { get; init; }

    /// <summary>The customer's language (primary subtag); null: the default.</summary>
    public string? Language { get; init; }

    /// <summary>The call's queue: its brand is the page's; null: not known.</summary>
    public string? Queue { get; init; }

    /// <summary>How the call ended: the question for a comment fits it.</summary>
    public CallOutcome Outcome { get; init; }
}

/// <summary>An answer that counts.</summary>
/// <param name="Score">On the scale; null: none was chosen.</param>
/// <param name="Solved">Whether it is solved; null: not said.</param>
public sealed record GivenAnswer(int? Score, bool? Solved);

/// <summary>What became of an answer.</summary>
public enum RatingResult
{
    /// <summary>Counted.</summary>
    Recorded,

    /// <summary>Kept, not counted: it looks machine-made, and a mail asks once whether it is right.</summary>
    Doubted,

    /// <summary>An earlier answer stands.</summary>
    AlreadyAnswered,

    /// <summary>There is nothing to answer.</summary>
    Gone,

    /// <summary>Not a score of this scale, or nothing was chosen.</summary>
    NotAScore,
}
