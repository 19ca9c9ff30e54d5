using System.Globalization;
using System.Text;
using FollowUps.Calls;
using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.Recovery;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Pages;

/// <summary>What the page behind a brief looks like: what is known, who has the case, and a form for each thing that can be done.</summary>
internal static class BriefPage
{
    private static readonly LocalDateTimePattern Clock = LocalDateTimePattern.CreateWithInvariantCulture("ddd d MMM uuuu, HH:mm");

    /// <summary>The page; opening it changes nothing.</summary>
    /// <param name="found">What the link leads to.</param>
    /// <param name="settings">Directory and plan book.</param>
    /// <param name="brand">Whose page it is.</param>
    /// <param name="actor">Who is looking, by the link or the sign-in; null: not known.</param>
    /// <param name="nonce">The hidden field that names this rendering.</param>
    /// <param name="note">What the person has to be told first; null: nothing.</param>
    /// <param name="typed">What was posted and could not be used, so that nobody types it twice; null: nothing.</param>
    public static Page Show(FoundCase found, Installation settings, Brand brand, string? actor, string nonce, string? note = null, IFormCollection? typed = null)
    {
        var zone = settings.PlanBook.CalendarOf(found.Call.Queue).Zone;
        var body = new StringBuilder();
        if (note is not null)
        {
            body.Append(CultureInfo.InvariantCulture, $"<p class=\"note\" role=\"alert\">{Page.Text(note)}</p>\n");
        }

        AddStanding(body, found, settings, actor, zone);
        AddFacts(body, found.Facts, zone);
        body.Append(CultureInfo.InvariantCulture, $"<p>A way to begin: <q>{Opening(found)}</q></p>\n");
        if (found.Facts.InsteadOf is not null)
        {
            body.Append(Form(nonce, "task", $"<h2>What came of your call?</h2>{Choices("result", ("called", "I spoke with the customer"), ("noAnswer", "No answer"), ("wrongNumber", "Wrong number"))}", "Record the call"));
        }

        if (found.Call.Case is { IsOpen: true } matter)
        {
            AddForms(body, found, matter, settings, nonce, typed ?? FormCollection.Empty);
        }

        return new Page(found.Facts.InsteadOf is null ? $"Case of call {found.Call.CallId}" : $"Please call about {found.Call.CallId}", body.ToString(), brand);
    }

    /// <summary>Done, and nothing is left to do here.</summary>
    public static Page Done(Brand brand, string sentence) => new("Thank you", $"<p>{Page.Text(sentence)}</p>", brand);

    /// <summary>True whatever the call is for: where it takes the place of a check-in, nobody said that nothing was resolved.</summary>
    private static string Opening(FoundCase found) => found.Call.Case is null && found.Facts.Outcome == CallOutcome.Resolved
        ? "You called us, and I would like to hear whether it is really solved. Is there anything else I can do for you?"
        : "I was told that we could not resolve your request when you called us. I am sorry about that. How could I help you?";

    private static void AddStanding(StringBuilder body, FoundCase found, Installation settings, string? actor, DateTimeZone zone)
    {
        string NameOf(string id) => settings.Directory.PersonOf(id)?.Name ?? "somebody who is not in the directory any more";
        if (found.Mail.Person is { } sentTo && sentTo != actor)
        {
            body.Append(CultureInfo.InvariantCulture, $"<p>This was sent to {Page.Text(NameOf(sentTo))}.</p>\n");
        }

        if (found.Call.Case is { } matter)
        {
            var standing = matter switch
            {
                { Owner: { } owner, ContactedAt: { } at } => $"{NameOf(owner)} has the case and spoke with the customer on {Time(at, zone)}.",
                { Owner: { } owner } => $"{NameOf(owner)} has the case since {Time(matter.AcknowledgedAt ?? matter.OpenedAt, zone)}.",
                { ContactedAt: { } at } => $"A supervisor spoke with the customer on {Time(at, zone)}.",
                _ => "Nobody has taken this case yet.",
            };
            body.Append(CultureInfo.InvariantCulture, $"<p><strong>{Page.Text(standing)}</strong></p>\n");
        }

        if (actor is not null)
        {
            body.Append(CultureInfo.InvariantCulture, $"<p>What you do here is recorded as done by {Page.Text(NameOf(actor))}.</p>\n");
        }
    }

    private static void AddFacts(StringBuilder body, BriefFacts facts, DateTimeZone zone)
    {
        body.Append("<dl>\n");
        void Add(string term, string? text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                body.Append(CultureInfo.InvariantCulture, $"<dt>{term}</dt><dd>{Page.Text(text)}</dd>\n");
            }
        }

        Add("Why", facts.Because?.Describe());
        Add("No mail can go out", facts.NoMailBecause);
        Add("Call", $"{facts.Outcome.Word()}, {facts.Mood.Word()}{(facts.AgentName is null ? "" : $", answered by {facts.AgentName}")}");
        if (facts.CustomerPhone is { } phone)
        {
            var dialled = string.Concat(phone.Where(c => char.IsAsciiDigit(c) || c == '+'));
            body.Append(CultureInfo.InvariantCulture, $"<dt>Phone of the customer</dt><dd><a href=\"tel:{dialled}\">{Page.Text(phone)}</a></dd>\n");
        }

        Add("Language", facts.CustomerLanguage);
        Add("Reason", facts.Reason);
        Add("What happened", facts.Summary);
        Add("What the customer would like", facts.Wish);
        Add("Done already", string.Join('\n', facts.Actions));
        Add("Promised", string.Join('\n', facts.Promises.Select(p => $"{p.What ?? (p.Source == PromiseSource.Callback ? "a call to the customer" : "as agreed by phone")}, by {Time(p.DueAt, zone)}{(p.OwnerName is null ? "" : $", {p.OwnerName}")}: {p.Standing.ToString().ToLowerInvariant()}")));
        Add("Rating", facts.Score is { } score ? score.ToString(CultureInfo.InvariantCulture) : null);
        Add("Comment", facts.Comment);
        Add("Helped since?", facts.HelpedAt is { } helped ? $"a later call of this customer, {Time(helped, zone)}, ended resolved; if this case is done with it, close it" : null);
        Add("Other calls", string.Join('\n', facts.OtherCalls.Select(c => $"{Time(c.ClosedAt, zone)}: {c.Outcome.Word()}")));
        Add("Mails to the customer", string.Join('\n', facts.EarlierMails.Select(m => $"{Time(m.At, zone)}: {m.Kind.Word()}")));
        if (facts.OutreachAt is { } at)
        {
            var (term, waits) = facts.OutreachApproval switch
            {
                Approval.Automatic => ("Mail that goes out by itself", ""),
                Approval.OnAcknowledge => ("Mail to the customer", ", once somebody takes the case"),
                _ => ("Mail to the customer", ", once somebody lets it out"),
            };
            Add(term, $"{Time(at, zone)}{waits}");
        }

        body.Append("</dl>\n");
    }

    private static void AddForms(StringBuilder body, FoundCase found, RecoveryCase matter, Installation settings, string nonce, IFormCollection typed)
    {
        if (matter.IsUntaken)
        {
            body.Append(Form(nonce, "take", "", "I take it"));
        }

        if (found.Facts.InsteadOf is null)
        {
            body.Append(Form(nonce, "contacted", $"<h2>I have called</h2>{Choices("result", ("called", "I spoke with the customer"), ("noAnswer", "No answer"), ("wrongNumber", "Wrong number"))}", "Record the call"));
        }

        var people = string.Concat(settings.Directory.People.Values.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"<option value=\"{Page.Text(p.Id)}\"{Selected(typed["to"], p.Id)}>{Page.Text(p.Name)}{(p.Role is null ? "" : $" ({Page.Text(p.Role)})")}</option>"));
        body.Append(Form(nonce, "hand-over", $"<h2>Hand it over</h2><label for=\"to\">To</label><select id=\"to\" name=\"to\" required><option value=\"\">–</option>{people}</select>", "Hand over"));
        body.Append(Form(nonce, "call-at", $"<h2>I call later</h2><label for=\"at\">Date and time ({Page.Text(settings.PlanBook.CalendarOf(found.Call.Queue).Zone.Id)})</label><input id=\"at\" type=\"datetime-local\" name=\"at\" value=\"{Page.Text(typed["at"])}\" required>", "Set the date"));
        if (found.Facts.OutreachAt is not null)
        {
            body.Append("<h2>The mail to the customer</h2>\n");
            body.Append(matter.HeldAt is not null || found.Facts.OutreachApproval != Approval.Automatic ? Form(nonce, "approve", "", "Let the mail to the customer out") : "");
            body.Append(matter.HeldAt is null ? Form(nonce, "hold", "", "Hold the mail to the customer back") : "");
        }

        var causes = string.Concat(settings.PlanBook.Causes.Select(c => $"<option{Selected(typed["cause"], c)}>{Page.Text(c)}</option>"));
        body.Append(Form(nonce, "close", $"""
            <h2>Close the case</h2>
            <p><label for="cause">Cause</label><br><select id="cause" name="cause" required><option value="">–</option>{causes}</select></p>
            <p><label for="action">What was done</label><br><textarea id="action" name="action" required maxlength="8000">{Page.Text(typed["action"])}</textarea></p>
            <p><label for="prevention">What keeps it from happening again</label><br><textarea id="prevention" name="prevention" required maxlength="8000">{Page.Text(typed["prevention"])}</textarea></p>
            <p><label for="goodwill">What the customer was given (optional)</label><br><input id="goodwill" name="goodwill" maxlength="8000" value="{Page.Text(typed["goodwill"])}"></p>
            """, "Close the case"));
    }

    private static string Selected(string? typed, string option) => typed == option ? " selected" : "";

    private static string Choices(string name, params (string Value, string Label)[] choices) =>
        string.Concat(choices.Select(c => $"<label class=\"choice\"><input type=\"radio\" name=\"{name}\" value=\"{c.Value}\" required> {c.Label}</label>\n"));

    private static string Form(string nonce, string action, string fields, string button) => $"""
        <form method="post">
        {nonce}<input type="hidden" name="do" value="{action}">
        {fields}
        <button type="submit">{button}</button>
        </form>

        """;

    private static string Time(Instant at, DateTimeZone zone) => Clock.Format(at.InZone(zone).LocalDateTime);
}
