using System.Globalization;
using System.Text;
using FollowUps.Calls;
using FollowUps.Messages;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.State;

namespace FollowUps.Pages;

/// <summary><c>/r</c>: the one question with the choice of the link preselected; only the button records. An answer that stands may be changed for a while.</summary>
internal static class RatingPages
{
    /// <summary>Shows the question, or the answer that stands.</summary>
    public static async Task<Page?> ShowAsync(PageVisit visit)
    {
        if (await visit.Step<RecordRating>().FindAsync(visit.Link, visit.Now, visit.Aborted) is not { } asked)
        {
            return null;
        }

        var query = visit.Context.Request.Query;
        var toChange = query.ContainsKey("change");
        if (asked.Given is not null && !(toChange && asked.MayChange))
        {
            return await StandingAsync(visit, asked, PageText.ThanksAlready);
        }

        var burst = visit.Step<OpenedLinks>().IsBurst(visit.Token, $"{query["score"]}{query["solved"]}", visit.Now);
        var chosen = new Choice(PageVisit.Number(query["score"]) ?? asked.Given?.Score, PageVisit.YesOrNo(query["solved"]) ?? asked.Given?.Solved);
        return Ask(visit, asked, chosen, burst ? PageAsked.WithAllLinks : toChange ? PageAsked.ToChange : PageAsked.Plainly);
    }

    /// <summary>Records what was posted.</summary>
    public static async Task<Page?> AnswerAsync(PageVisit visit)
    {
        var ratings = visit.Step<RecordRating>();
        var choice = new Choice(PageVisit.Number(visit.Form["score"]), PageVisit.YesOrNo(visit.Form["solved"]));
        if (visit.Page is { } page)
        {
            var result = await ratings.RunAsync(visit.Link, new Vote(choice.Score, choice.Solved, visit.Words("comment"), page), visit.Now, visit.Aborted);
            if (result is not RatingResult.NotAScore)
            {
                return result is RatingResult.Gone || await ratings.FindAsync(visit.Link, visit.Now, visit.Aborted) is not { } answered ? null
                    : result is RatingResult.Doubted ? Doubted(visit, answered)
                    : await StandingAsync(visit, answered, result is RatingResult.AlreadyAnswered ? PageText.ThanksAlready : PageText.ThanksRecorded);
            }
        }

        return await ratings.FindAsync(visit.Link, visit.Now, visit.Aborted) is not { } asked ? null
            : asked.Given is null ? Ask(visit, asked, choice, PageAsked.Plainly, again: true)
            : await StandingAsync(visit, asked, PageText.ThanksAlready);
    }

    private static Page Ask(PageVisit visit, AskedQuestion asked, Choice chosen, PageAsked how, bool again = false)
    {
        var say = visit.WordsFor(asked.Language, asked.Queue);
        var body = new StringBuilder();
        body.Append(again ? $"<p class=\"note\" role=\"alert\">{say[PageText.ErrorsNotSent]} {say[PageText.ErrorsChooseOne]}</p>\n" : "");
        body.Append("<form method=\"post\">\n").Append(visit.NonceField(how)).Append('\n');
        if (asked.AsksWhetherSolved)
        {
            body.Append(CultureInfo.InvariantCulture, $"<fieldset><legend>{say[PageText.RatingSolvedQuestion]}</legend>\n")
                .Append(Radio("solved", "yes", say[PageText.RatingSolvedYes], chosen.Solved == true, required: true))
                .Append(Radio("solved", "no", say[PageText.RatingSolvedNo], chosen.Solved == false, required: true))
                .Append("</fieldset>\n");
        }

        body.Append(CultureInfo.InvariantCulture, $"<fieldset><legend>{say.Question(asked.Scale)}</legend>\n");
        AddChoices(body, say, asked, chosen);
        body.Append("</fieldset>\n");
        if (asked.KeepsWords)
        {
            body.Append(CultureInfo.InvariantCulture, $"""
                <label for="comment">{say[asked.Outcome != CallOutcome.Resolved || chosen.IsLow(asked.Scale) ? PageText.RatingCommentLow : PageText.RatingComment]}</label>
                <textarea id="comment" name="comment" maxlength="{PageVisit.MaxWords}"></textarea>
                """);
        }

        body.Append(CultureInfo.InvariantCulture, $"\n<button type=\"submit\">{say[PageText.RatingSend]}</button>\n</form>\n");
        body.Append(CultureInfo.InvariantCulture, $"<p><a href=\"{visit.PathTo(LinkPurpose.Help)}\">{say[PageText.ThanksSomethingElse]}</a></p>");
        return say.Page(PageText.RatingTitle, body.ToString());
    }

    // Where only the ends have words, the numbers stand side by side as in the mail; who hears the page hears the words with them.
    private static void AddChoices(StringBuilder body, PageSay say, AskedQuestion asked, Choice chosen)
    {
        var (lowest, highest) = (asked.Scale.Lowest(), asked.Scale.Highest());
        var labels = say.Words.Rating(asked.Scale).Labels;
        var row = labels.Any(label => label is null);
        body.Append(row ? $"<p class=\"ends\" aria-hidden=\"true\"><span>{say.Choice(asked.Scale, lowest)}</span> <span>{say.Choice(asked.Scale, highest)}</span></p>\n<div class=\"row\">\n" : "");
        for (var score = lowest; score <= highest; score++)
        {
            var number = score.ToString(CultureInfo.InvariantCulture);
            var label = !row ? say.Choice(asked.Scale, score) : $"{number}{(labels[score - lowest] is { } words ? $"<span class=\"heard\"> {Page.Text(words)}</span>" : "")}";
            body.Append(Radio("score", number, label, score == chosen.Score, required: !asked.AsksWhetherSolved));
        }

        body.Append(row ? "</div>\n" : "");
    }

    private static async Task<Page> StandingAsync(PageVisit visit, AskedQuestion asked, PageText first)
    {
        var say = visit.WordsFor(asked.Language, asked.Queue);
        var given = asked.Given!;
        var answer = new List<string>();
        if (given.Solved is { } solved)
        {
            answer.Add(say[solved ? PageText.RatingSolvedYes : PageText.RatingSolvedNo]);
        }

        if (given.Score is { } score)
        {
            answer.Add(say.Score(asked.Scale, score));
        }

        var low = given.Solved == false || (given.Score is { } value && asked.Scale.IsLow(value));
        var change = asked.MayChange ? $"<p><a href=\"?change=1\">{say[PageText.ThanksChange]}</a></p>" : "";
        return say.Page(PageText.ThanksTitle, $"""
            <p>{say.Marked(first, "answer", string.Join(" · ", answer))}</p>
            <p>{(low ? await NextAsync(visit, say) : say[given.Score is { } middle && asked.Scale.IsNeutral(middle) ? PageText.ThanksMiddling : PageText.ThanksGood])}</p>
            <p><a href="{visit.PathTo(LinkPurpose.Help)}">{say[PageText.ThanksSomethingElse]}</a></p>
            {change}
            """);
    }

    /// <summary>After a low answer: who is in contact and by when, where that is certain.</summary>
    private static async Task<string> NextAsync(PageVisit visit, PageSay say) =>
        await AnnouncedOutreach.FindAsync(visit.Step<IFollowUpStore>(), visit.Link, visit.Settings, visit.Now, visit.Aborted) is { } next
            ? say.Fill(PageText.ThanksLowBy, ("name", next.Name), ("date", say.Words.Moment(next.By, next.Zone)))
            : say[PageText.ThanksLow];

    private static Page Doubted(PageVisit visit, AskedQuestion asked)
    {
        var say = visit.WordsFor(asked.Language, asked.Queue);
        return say.Page(PageText.ThanksTitle, $"<p>{say[PageText.ThanksDoubted]}</p>");
    }

    private static string Radio(string name, string value, string label, bool marked, bool required) =>
        $"<label class=\"choice\"><input type=\"radio\" name=\"{name}\" value=\"{value}\"{(required ? " required" : "")}{(marked ? " checked" : "")}> {label}</label>\n";

    private sealed record Choice(int? Score, bool? Solved)
    {
        public bool IsLow(RatingScale scale) => Solved == false || (Score is { } score && scale.IsLow(score));
    }
}
