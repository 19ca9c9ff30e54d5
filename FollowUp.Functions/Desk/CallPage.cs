using System.Globalization;
using System.Text;
using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Pages;
using FollowUps.People;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.State;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Desk;

/// <summary>One call on the desk: what waits for a person first, then the case, promises, follow-ups, answers and the whole timeline.</summary>
internal static class CallPage
{
    private static readonly InstantPattern Minute = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    /// <summary>The page's body.</summary>
    /// <param name="file">Everything stored about the call.</param>
    /// <param name="division">Where it lies.</param>
    /// <param name="directory">Names the people who have the case.</param>
    /// <param name="now">The moment of the request: what was due before it is late.</param>
    public static string Body(CallFile file, Division division, ContactDirectory directory, Instant now)
    {
        var body = new StringBuilder();
        AddList(body, "Waiting for a person", file.FollowUps.Where(f => f.WaitsForPerson()).Select(f => $"<strong>{f.Kind}</strong>: {Page.Text(StateOf(f))}"));
        if (file.Call.Case is { } matter)
        {
            AddList(body, "Recovery case", CaseLines(matter, directory));
        }

        AddList(body, "Promises", file.Call.Promises.Select(promise => PromiseLine(promise, now)));
        AddList(body, "Follow-ups", file.FollowUps.Select(f => $"<strong>{f.Kind}</strong>: {Page.Text(StateOf(f))}{(f.DueAt is { } at ? $", due {Time(at)}" : "")}{MailOf(f, division)}"));
        AddList(body, "Answers", file.Answers.Select(AnswerLine));
        AddList(body, "Timeline", file.Timeline.Select(EntryLine), "ol");
        return body.ToString();
    }

    /// <summary>Where a case stands, in one line without markup.</summary>
    public static string Standing(RecoveryCase matter, ContactDirectory directory)
    {
        var owner = matter.Owner is { } id ? directory.PersonOf(id)?.Name ?? id : null;
        return $"{JsonNamingPolicy.CamelCase.ConvertName(matter.State.ToString())}, {(owner is null ? "nobody has it" : $"with {owner}")}, because {matter.Because.Describe()}";
    }

    /// <summary>A follow-up's state, with the reason where there is one.</summary>
    public static string StateOf(FollowUp followUp) =>
        followUp.State.ToString().ToLowerInvariant() + (followUp.Reason is null ? "" : $" ({followUp.Reason})")
        + (followUp.DeliveryFailure is { } failure ? $", not delivered ({failure})" : followUp.DeliveredAt is null ? "" : ", delivered");

    /// <summary>An instant as the desk spells it.</summary>
    public static string Time(Instant at) => $"{Minute.Format(at)} UTC";

    // From the fence on, and for what was kept back because of the mail mode, there is a mail.
    private static string MailOf(FollowUp followUp, Division division) =>
        followUp.Operation is { } operation ? $" · <a href=\"{MailPage.Path(division, operation)}\">the mail</a>" : "";

    private static IEnumerable<string> CaseLines(RecoveryCase matter, ContactDirectory directory)
    {
        yield return $"<strong>{Page.Text(Standing(matter, directory))}</strong>";
        yield return $"opened {Time(matter.OpenedAt)}{(matter.Rung > 0 ? $"; {matter.Asked.Length} asked, last on rung {matter.Rung}" : "")}";
        if (matter.CallAt is { } callAt)
        {
            yield return $"a call is agreed for {Time(callAt)}";
        }

        if (matter.ContactedAt is { } contacted)
        {
            yield return $"the customer was spoken with {Time(contacted)}";
        }

        if (matter.ClosedAt is { } closed)
        {
            yield return $"closed {Time(closed)}{Page.Text(matter.ClosedBecause is { } because ? $": {because}" : $": cause “{matter.Cause}”, action “{matter.Action ?? "not kept"}”")}";
        }
    }

    private static string PromiseLine(PromiseFacts promise, Instant now)
    {
        var late = promise.State == PromiseState.Open && promise.DueAt < now ? ", overdue" : "";
        var kept = promise.KeptAt is { } at ? $" {Time(at)}" : "";
        var said = promise.ConfirmedAt is not null ? "; the customer confirms it" : promise.DeniedAt is not null ? "; the customer says that it was not kept" : "";
        var what = promise.What.Length > 0 ? $"“{promise.What}”" : "What was agreed by phone";
        return $"{Page.Text(what)}, by {Time(promise.DueAt)}{Page.Text(promise.Owner?.Name is { } owner ? $", {owner}" : "")}: <strong>{promise.State}{late}</strong>{kept}{said}";
    }

    private static string AnswerLine(AnswerRow answer)
    {
        var solved = answer.Solved switch { true => "solved", false => "not solved", _ => null };
        var said = string.Join(", ", new[] { answer.Score?.ToString(CultureInfo.InvariantCulture), solved }.OfType<string>());
        var counts = answer.Counted ? answer.Changed ? " (takes the place of an earlier answer)" : "" : $" <strong class=\"note\">not counted: {Page.Text(answer.Suspect ?? "looks machine-made")}</strong>";
        return $"{Time(answer.At)}, {Page.Text(answer.Kind)}: <strong>{said}</strong>{(answer.Comment is null ? "" : $" “{Page.Text(answer.Comment)}”")}{counts}";
    }

    private static string EntryLine(TimelineEntry entry)
    {
        var reason = entry.Reason is null ? "" : $" <em>Why: {Page.Text(entry.Reason)}.</em>";
        var template = entry.Template is null ? "" : $" <small>Template: {Page.Text(entry.Template)}</small>";
        return $"{Time(entry.At)}, {Page.Text(entry.Actor)}: {Page.Text(entry.Sentence)}{reason}{template}";
    }

    private static void AddList(StringBuilder body, string heading, IEnumerable<string> lines, string list = "ul")
    {
        var items = string.Concat(lines.Select(line => $"<li>{line}</li>\n"));
        if (items.Length > 0)
        {
            body.Append(CultureInfo.InvariantCulture, $"<h2>{heading}</h2>\n<{list}>\n{items}</{list}>\n");
        }
    }
}
