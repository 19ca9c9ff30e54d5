using Fluid.Values;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Recovery;
using NodaTime;

namespace FollowUps.Messages;

/// <summary>What a call, a case, a promise or a week is about, as variables of a template.</summary>
internal static class MatterVariables
{
    /// <summary>A promise; <c>what</c> is absent where its words are withheld.</summary>
    public static Variables Of(string name, PromiseLine promise, DateTimeZone zone, Language language) => new Variables(name)
        .With("what", Texts.Line(promise.What, 400))
        .With("unquoted", language.Unquoted(promise.Source))
        .With("made_in_call", BooleanValue.Create(promise.Source == PromiseSource.Call))
        .With("due", language.Moment(promise.DueAt, zone))
        .With("owner", Texts.Line(promise.OwnerName, Texts.LongestName))
        .With("phone", Texts.Line(promise.OwnerPhone, Texts.LongestName))
        .With("phone_link", LinkVariables.PhoneLinkOf(promise.OwnerPhone))
        .With("standing", language.Text("standings", WordOf(promise.Standing)))
        .With("is_overdue", BooleanValue.Create(promise.Standing == PromiseStanding.Overdue))
        .With("is_kept", BooleanValue.Create(promise.Standing == PromiseStanding.Kept));

    /// <summary>Everything about a case.</summary>
    public static Variables Of(BriefFacts brief, DateTimeZone zone, Language language) => new Variables("brief")
        .With("because", brief.Because is { } because ? language.Text("because", because.Word()) : null)
        .With("outcome", language.Text("outcomes", WordOf(brief.Outcome)))
        .With("mood", language.Text("moods", WordOf(brief.Mood)))
        .With("reason", Texts.Passage(brief.Reason))
        .With("summary", Texts.Passage(brief.Summary))
        .With("wish", Texts.Passage(brief.Wish))
        .With("actions", Texts.Lines(brief.Actions))
        .With("promises", Texts.Items(brief.Promises.Select(promise => new DictionaryValue(Of("promise", promise, zone, language)))))
        .With("earlier_calls", Texts.Items(brief.OtherCalls.Select(call => new DictionaryValue(new Variables("call")
            .With("date", language.Date(call.ClosedAt, zone))
            .With("outcome", language.Text("outcomes", WordOf(call.Outcome)))))))
        .With("earlier_mails", Texts.Items(brief.EarlierMails.Select(mail => new DictionaryValue(new Variables("mail")
            .With("at", language.Moment(mail.At, zone))
            .With("kind", language.Text("kinds", mail.Kind.Word()))))))
        .With("score", brief.Score is { } score ? OutOf(score, brief.Scale, language) : null)
        .With("comment", Texts.Passage(brief.Comment))
        .With("comment_of", Answer(brief.CommentOf, brief.Scale, language))
        .With("raised_from", Answer(brief.Raised?.From, brief.Scale, language))
        .With("raised_to", Answer(brief.Raised?.To, brief.Scale, language))
        .With("phone", Texts.Line(brief.CustomerPhone, Texts.LongestName))
        .With("phone_link", LinkVariables.PhoneLinkOf(brief.CustomerPhone))
        .With("speaks", Texts.Line(brief.CustomerLanguage, 12) is { } tag ? language.Text("languages", tag) : null)
        .With("agent", Texts.Line(brief.AgentName, Texts.LongestName))
        .With("owner", Texts.Line(brief.OwnerName, Texts.LongestName))
        .With("outreach_at", brief.OutreachAt is { } at ? language.Moment(at, zone) : null)
        .With("outreach_approval", language.Text("approvals", brief.OutreachApproval.Word()))
        .With("waits_for_approval", BooleanValue.Create(brief.OutreachApproval != Approval.Automatic))
        .With("helped", brief.HelpedAt is { } helped ? language.Moment(helped, zone) : null)
        .With("rung", brief.Rung > 0 ? Texts.Number(brief.Rung) : null)
        .With("held_before", Texts.Lines(brief.HeldBefore))
        .With("instead_of", brief.InsteadOf is { } kind ? language.Text("kinds", kind.Word()) : null)
        .With("no_mail_because", Texts.Passage(NoMailBecause(brief.NoMailBecause, language)));

    private static string OutOf(int score, RatingScale scale, Language language) =>
        language.Patterns["outOf"].Fill(("score", Texts.Number(score)), ("highest", Texts.Number(language.Ratings[scale].Highest)));

    /// <summary>An answer in the words of the page that it was given on: "No, not yet; 1 of 5".</summary>
    private static string? Answer(AnswerGiven? answer, RatingScale scale, Language language) => answer is null ? null : string.Join("; ", new[]
    {
        answer.Solved switch { true => language.Text("phrases", "solvedYes"), false => language.Text("phrases", "solvedNo"), _ => null },
        answer.Score is { } score ? OutOf(score, scale, language) : null,
    }.OfType<string>());

    // What the product itself says is in the language; what a mail server answered stays as it is.
    private static string? NoMailBecause(string? why, Language language) =>
        why == SkipReason.NoAddress.Word() ? language.Text("noMail", "noAddress")
        : why == SkipReason.Suppressed.Word() ? language.Text("noMail", "suppressed")
        : why == CallTask.NotReached ? language.Text("noMail", "notReached")
        : why;

    /// <summary>An agent's week.</summary>
    public static Variables Of(DigestFacts digest, DateTimeZone zone, Language language) => new Variables("digest")
        .With("from", language.Date(digest.From, zone))
        .With("to", language.Date(digest.To, zone))
        .With("promises_kept", NumberValue.Create(digest.PromisesKept))
        .With("promises_due", NumberValue.Create(digest.PromisesDue))
        .With("thanked", NumberValue.Create(digest.Thanked))
        .With("quotes", Texts.Lines(digest.Quotes));

    // "OnAcknowledge" → "onAcknowledge": the words of the contract are the names in camelCase.
    private static string WordOf<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return $"{char.ToLowerInvariant(name[0])}{name[1..]}";
    }
}
