using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Messages;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>Reads everything that a person needs to know before the customer is spoken with: for a brief, a rung, a call task, and the page behind them.</summary>
public sealed class GatherBrief(IFollowUpStore store)
{
    private const int MaxOthers = 5;
    private const int MaxMails = 12;
    private const int MaxRows = 200;

    /// <summary>What is known, as far as consent allows: where the customer declined documentation there is not a word of theirs.</summary>
    /// <param name="division">The call's division.</param>
    /// <param name="hash">h(call).</param>
    /// <param name="call">The call as it stands.</param>
    /// <param name="letter">The mail that is written; null for a page.</param>
    /// <param name="settings">Directory and plan book.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<BriefFacts> OfAsync(Division division, string hash, CallRow call, Letter? letter, Installation settings, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(settings);
        var words = call.Consent != DocumentationConsent.Declined || settings.PlanBook.KeepsDeclinedWhileOpen;
        var followUps = (await store.RangeAsync(division, Keys.FollowUps(hash), MaxRows, cancellationToken)).Select(f => f.As<FollowUp>()).ToList();
        var (others, mails) = await OthersAsync(division, hash, call, cancellationToken);

        // A question about a promise has no rating, and what is said to a confirmation is kept with what it asks about.
        var rated = followUps.Where(f => f.AnsweredAt is not null && FollowUpKinds.TryParse(f.Kind, out var kind) && kind.CountsAsAsked()).OrderBy(f => f.SentAt).LastOrDefault();
        var scale = rated is null ? RatingScale.Csat : StepOf(rated, settings)?.Scale ?? RatingScale.Csat;
        var answers = rated is null ? [] : await AnswersAsync(division, hash, rated, cancellationToken);
        var comment = answers.FindLast(answer => answer.Comment is not null);
        var outreach = followUps.Find(f => f.Kind == FollowUpKind.SupervisorOutreach.Word() && f.State.IsPending());
        string? NameOf(string? id) => id is null ? null : settings.Directory.PersonOf(id)?.Name;
        return new BriefFacts
        {
            Because = call.Case?.Because,
            Outcome = call.Outcome,
            Mood = call.Mood,
            Reason = words ? call.Reason : null,
            Summary = words ? call.Summary : null,
            Wish = words ? call.CustomerWish : null,
            Actions = words ? call.ActionsTaken : [],
            Promises = [.. call.Promises.Where(IsTold).OrderBy(promise => promise.DueAt).Select(promise => LineOf(promise, words, now))],
            OtherCalls = [.. others.Take(MaxOthers)],
            HelpedAt = others.FirstOrDefault(other => other.Outcome == CallOutcome.Resolved && other.ClosedAt > Instant.Max(call.ClosedAt, call.Case?.OpenedAt ?? call.ClosedAt))?.ClosedAt,
            EarlierMails = [.. followUps.Select(MailOf).OfType<EarlierMail>().Concat(mails).OrderByDescending(mail => mail.At).Take(MaxMails).Reverse()],
            Score = rated?.Score,
            Scale = scale,
            Comment = words ? comment?.Comment : null,
            CommentOf = words && comment is not null && Said(comment) != Said(answers[^1]) ? Said(comment) : null,
            Raised = call.Case?.Because is CaseReason.LowRating or CaseReason.NotSolved ? RaisedIn(answers, scale) : null,
            CustomerPhone = call.Contact.Phone,
            CustomerLanguage = call.Contact.Language,
            AgentName = call.Agent?.Name,
            OwnerName = NameOf(call.Case?.Owner),
            OutreachAt = outreach?.DueAt,
            OutreachApproval = outreach is null ? Approval.Automatic : WaitsFor(call.Case, StepOf(outreach, settings)?.Approval ?? Approval.Automatic),
            Rung = letter?.To is { Role: MailRole.Rung, Rung: var rung } ? rung : 0,
            HeldBefore = letter?.To is { Role: MailRole.Rung } ? [.. (call.Case?.Asked ?? []).Select(NameOf).OfType<string>()] : [],
            InsteadOf = letter?.InsteadOf,
            NoMailBecause = letter?.NoMailBecause,
        };
    }

    /// <summary>Whose word the outreach waits for at this moment; what was given already is not asked for again.</summary>
    private static Approval WaitsFor(RecoveryCase? matter, Approval planned) =>
        matter is { HeldAt: not null } ? Approval.Manual
        : matter is not { ApprovedAt: null } || (planned == Approval.OnAcknowledge && !matter.IsUntaken) ? Approval.Automatic
        : planned;

    private static PlanStep? StepOf(FollowUp followUp, Installation settings) =>
        settings.PlanBook.RuleNamed(followUp.Rule)?.Steps.FirstOrDefault(step => step.Kind.Word() == followUp.Kind);

    // The date of an acknowledgement is the outreach's, which the brief tells anyway; what was withdrawn binds nobody.
    private static bool IsTold(PromiseFacts promise) => promise.Source != PromiseSource.Acknowledgement && promise.State != PromiseState.Withdrawn;

    private static PromiseLine LineOf(PromiseFacts promise, bool words, Instant now) => new(
        words && promise.What.Length > 0 ? promise.What : null, promise.DueAt, promise.Owner?.Name, promise.Owner?.Phone,
        promise.State == PromiseState.Kept ? PromiseStanding.Kept : promise.DueAt <= now ? PromiseStanding.Overdue : PromiseStanding.Open)
    {
        Source = promise.Source,
    };

    private static EarlierMail? MailOf(FollowUp followUp) =>
        followUp is { SentAt: { } at, Person: null } && FollowUpKinds.TryParse(followUp.Kind, out var kind) && kind.GoesToCustomer() ? new EarlierMail(at, kind) : null;

    /// <summary>The customer's other calls, the latest first, and what they were sent about the last of them.</summary>
    private async Task<(ImmutableArray<OtherCall> Calls, ImmutableArray<EarlierMail> Mails)> OthersAsync(Division division, string hash, CallRow call, CancellationToken cancellationToken)
    {
        if (call.Customer is not { } customer)
        {
            return ([], []);
        }

        var prefix = Keys.CustomerCall(customer, "");
        var others = (await store.RangeAsync(division, KeyRange.Prefix(prefix), MaxRows, cancellationToken))
            .Select(row => (Hash: row.Key[prefix.Length..], Row: row.As<CustomerCallRow>())).Where(other => other.Hash != hash)
            .OrderByDescending(other => other.Row.ClosedAt).ToList();
        var mails = ImmutableArray.CreateBuilder<EarlierMail>();
        foreach (var (other, _) in others.Take(MaxOthers))
        {
            mails.AddRange((await store.RangeAsync(division, Keys.FollowUps(other), MaxRows, cancellationToken)).Select(row => MailOf(row.As<FollowUp>())).OfType<EarlierMail>());
        }

        return ([.. others.Select(other => new OtherCall(other.Row.ClosedAt, other.Row.Outcome))], mails.ToImmutable());
    }

    /// <summary>The answers that count, oldest first.</summary>
    private async Task<List<AnswerRow>> AnswersAsync(Division division, string hash, FollowUp rated, CancellationToken cancellationToken) =>
        [.. (await store.RangeAsync(division, Keys.Answers(hash, new FollowUpId(rated.Id)), MaxRows, cancellationToken))
            .Select(row => row.As<AnswerRow>()).Where(answer => answer.Counted).OrderBy(answer => answer.At)];

    private static AnswerGiven Said(AnswerRow answer) => new(answer.Score, answer.Solved);

    private static RaisedAnswer? RaisedIn(List<AnswerRow> answers, RatingScale scale) =>
        answers.FindLast(answer => scale.IsBad(answer.Score, answer.Solved)) is { } low
            && answers[^1] is var last && last != low && !(last.Score is { } given && scale.IsNeutral(given))
            ? new RaisedAnswer(Said(low), Said(last))
            : null;
}
