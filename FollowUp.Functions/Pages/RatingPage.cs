using System.Text;
using FollowUps.People;

namespace FollowUps.Pages;

/// <summary>The one question, and the thanks for its answer.</summary>
internal static class RatingPage
{
    private static readonly string[] Labels = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"];

    private const string Words = """
        <label for="comment">Is there anything we could have done better, or anything else we can do for you? (optional)</label>
        <textarea id="comment" name="comment" maxlength="8000"></textarea>
        """;

    /// <summary>The question with a choice preselected, if the link named one; only the button records.</summary>
    public static Page Ask(Brand brand, string nonce, int? preselected, bool keepsWords, bool again = false)
    {
        var choices = new StringBuilder();
        for (var score = 1; score <= 5; score++)
        {
            var mark = score == preselected ? " checked" : "";
            choices.Append(System.Globalization.CultureInfo.InvariantCulture, $"""<label class="choice"><input type="radio" name="score" value="{score}" required{mark}> {Labels[score - 1]}</label>""").Append('\n');
        }

        return new Page("How did we do?", $"""
            {(again ? "<p class=\"note\" role=\"alert\">Your answer is not sent yet. Please choose one and press the button.</p>" : "")}
            <form method="post">
            <input type="hidden" name="nonce" value="{Page.Text(nonce)}">
            <fieldset><legend>How satisfied are you with the way it was solved?</legend>
            {choices}</fieldset>
            {(keepsWords ? Words : "")}
            <button type="submit">Send my answer</button>
            </form>
            """, brand);
    }

    /// <summary>The answer stands.</summary>
    public static Page Thanks(Brand brand, int score) => new("Thank you", $"""
        <p>Your answer is recorded: <strong>{Labels[Math.Clamp(score, 1, 5) - 1]}</strong>.</p>
        <p>{(score <= 2
            ? "We are sorry that we did not put this right. Please reply to our email or call the number in it: the person who signed it will be glad to help."
            : "Thank you for telling us. If anything comes up, please reply to our email or call the number in it.")}</p>
        """, brand);
}

/// <summary>The way out of surveys.</summary>
internal static class UnsubscribePage
{
    /// <summary>Asks once; opening the page changes nothing.</summary>
    public static Page Ask(Brand brand) => new("No more questions from us?", """
        <p>Press the button, and we will not send questions about our service to this address any more.</p>
        <p>Mails about something we promised you, or about a matter that is still open, will still reach you.</p>
        <form method="post"><button type="submit">Stop these emails</button></form>
        """, brand);

    /// <summary>Done, also when it was done before.</summary>
    public static Page Done(Brand brand) => new("Done", "<p>We will not send questions about our service to this address any more.</p>", brand);
}
