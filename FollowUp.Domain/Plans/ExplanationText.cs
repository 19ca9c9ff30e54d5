using System.Text;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Recovery;
using FollowUps.Schedule;
using FollowUps.State;
using NodaTime.Text;

namespace FollowUps.Plans;

/// <summary>An explanation as people read it in a terminal.</summary>
public static class ExplanationText
{
    private static readonly InstantPattern Utc = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss 'UTC'");

    /// <summary>Several lines, the last one ended.</summary>
    public static string Of(Explanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        var text = new StringBuilder();
        text.Append("Known at ").Append(Words.Of(explanation.KnownAt, explanation.Zone)).Append(" (").Append(explanation.ZoneWhy).Append(").\n");
        foreach (var note in explanation.Notes)
        {
            text.Append("Note: ").Append(note).Append('\n');
        }

        text.Append("Rules, in order:\n");
        for (var i = 0; i < explanation.Rules.Length; i++)
        {
            AddRule(text, explanation.Rules[i], i + 1);
        }

        if (explanation.Rules.All(rule => rule.Verdict != RuleVerdict.Decides))
        {
            text.Append("No rule takes this call: nothing is sent.\n");
        }
        else if (explanation.FollowUps.IsEmpty)
        {
            text.Append("Rule \"").Append(explanation.Rule).Append("\" plans nothing: nothing is sent.\n");
        }

        foreach (var followUp in explanation.FollowUps)
        {
            AddFollowUp(text, followUp);
        }

        foreach (var step in explanation.Unplanned)
        {
            text.Append(step.Kind.Word()).Append(": not planned now\n  because  ").Append(step.Why).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What an update does, in a sentence; it names no customer.</summary>
    public static string Of(ExplainedEvent.Update update)
    {
        ArgumentNullException.ThrowIfNull(update);
        var kinds = string.Join(", ", update.Stops.Select(kind => kind.Word()));
        if (update.Nothing is { } nothing)
        {
            return $"{nothing.Sentence} Nothing changes: {nothing.Why}.";
        }

        if (update.WaitsUntil is { } until)
        {
            var what = WaitingUpdate.Of(update.Happened, "", until, "").Words;
            return $"Call {ApplyUpdate.CallOf(update.Happened)} is not known yet. Until {Utc.Format(until)} an update waits for it: {what}. It is applied right after the call; without the call it expires.";
        }

        var cancels = update.Stops.Count == 0 ? "It cancels nothing." : $"Of the call's follow-ups that are pending, these kinds are cancelled: {kinds}.";
        return $"{Happened(update, cancels)}{Plans(update.Plans)}";
    }

    private static string Plans(PlanDecision? decision) => decision is null ? "" : decision.FollowUps.IsEmpty ? " The plan book plans nothing after it."
        : $" {decision.Sentence} {string.Join(' ', decision.FollowUps.Select(planned => planned.SkipReason is { } reason ? $"The {planned.Kind.Word()} is not sent: {reason.Word()}: {planned.SkipWhy}." : $"The {planned.Kind.Word()} is due at {Story.Time(Keys.RoundUp(planned.Due))}: {string.Join("; ", planned.Steps)}."))}";

    private static string Happened(ExplainedEvent.Update update, string cancels) => update.Happened switch
    {
        CallUpdate.CallStarted { CallId: var call } =>
            $"The customer is in call {call}. Nothing is cancelled yet: surveys to them wait until it is closed, {Words.Of(InCall.Longest)} at most; its close is a new call.",
        CallUpdate.CallReopened { CallId: var call } => $"Call {call} is opened again: its follow-up is over, and its next close is planned anew. {cancels}",
        CallUpdate.CustomerReplied { CallId: { } call } => $"The customer of call {call} replied. {cancels}",
        CallUpdate.CustomerReplied => $"The customer replied, to nothing in particular. {cancels.Replace("the call's follow-ups", "all follow-ups of theirs", StringComparison.Ordinal)}",
        CallUpdate.PromiseKept { CallId: var call, PromiseId: var promise } => $"Promise {promise} of call {call} is kept. {cancels.Replace("the call's follow-ups", "the promise's follow-ups", StringComparison.Ordinal)}",
        CallUpdate.PromiseMoved { CallId: var call, PromiseId: var promise, DueAt: var due } =>
            $"Promise {promise} of call {call} has a new date, {Utc.Format(due)}: its reminder and the check-in that waits for it are planned anew.",
        CallUpdate.SupervisorContacted { CallId: var call } => $"A supervisor spoke with the customer of call {call}. {cancels}",
        CallUpdate.CaseClosed { CallId: var call } => $"The recovery case of call {call} is closed. {cancels}",
        CallUpdate.CustomerErased => "The customer is forgotten: everything pending for them is cancelled, and what is stored about them goes.",
        _ => cancels,
    };

    private static void AddRule(StringBuilder text, RuleExplanation rule, int number)
    {
        text.Append("  ").Append(number).Append(". ").Append(rule.Rule).Append(": ").Append(rule.Verdict switch
        {
            RuleVerdict.Decides => "decides",
            RuleVerdict.NotReached => "would match, but an earlier rule decides",
            _ => "does not match",
        }).Append('\n');
        if (rule.Facts.IsEmpty)
        {
            text.Append("     it takes every call\n");
        }

        foreach (var fact in rule.Facts)
        {
            text.Append("     ").Append(fact.Holds ? "yes  " : "no   ").Append(fact.Words).Append('\n');
        }
    }

    private static void AddFollowUp(StringBuilder text, FollowUpExplanation followUp)
    {
        text.Append(followUp.Kind.Word());
        if (followUp.InsteadOf is { } mail)
        {
            text.Append(" instead of the ").Append(mail.Word());
        }

        var promise = followUp.InsteadOf is null ? followUp.Subject : CallTask.PromiseOf(followUp.Subject);
        if (promise.Length > 0)
        {
            text.Append(" for promise ").Append(promise);
        }

        if (followUp.SkipReason is { } reason)
        {
            text.Append(": not sent (").Append(reason.Word()).Append(")\n  because  ").Append(followUp.SkipWhy).Append('\n');
            return;
        }

        if (followUp.CancelledBecause is { } pointless)
        {
            text.Append(": cancelled at once\n  because  ").Append(pointless).Append('\n');
            return;
        }

        text.Append(": due ").Append(Words.Of(followUp.Due!.Value, followUp.Zone)).Append(" = ").Append(Utc.Format(followUp.Due.Value)).Append('\n');
        AddLines(text, "how", followUp.Arithmetic);
        AddLines(text, "until", [$"{Words.Of(followUp.ExpireAt, followUp.Zone)}; after that it is not sent any more"]);
        AddLines(text, "stops", followUp.StoppedBy.IsEmpty ? ["nothing stops it"] : [$"when {string.Join("; ", followUp.StoppedBy.Select(fact => fact.Describe()))}"]);
        if (followUp.Approval != Approval.Automatic)
        {
            AddLines(text, "waits", [followUp.Approval == Approval.OnAcknowledge ? "until somebody has taken the brief" : "for a person's word"]);
        }

        AddLines(text, "checks", [$"when it is sent: {string.Join("; ", followUp.LookedAtAgain)}"]);
    }

    private static void AddLines(StringBuilder text, string what, IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            text.Append("  ").Append((i == 0 ? what : "").PadRight(9)).Append(lines[i]).Append('\n');
        }
    }
}
