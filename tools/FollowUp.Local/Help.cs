using System.Text;

namespace FollowUps.Local;

/// <summary>What <c>--help</c> prints.</summary>
public static class Help
{
    /// <summary>The main job's options, and the verbs that exist.</summary>
    public static string Text(IReadOnlyList<Verb> verbs)
    {
        var text = new StringBuilder(
            """
            Runs FollowUp on this machine: the storage emulator, the handler, a mailbox in the browser, and simulated time.

              dotnet run --project tools/FollowUp.Local [-- OPTIONS]

            Without options it posts the shipped sample calls, plays time forward to two days after the last event, and stays up:
            read the mails, click their links, answer. Enter jumps to whatever is due next; Ctrl-C ends everything.

            Options:

            """);
        foreach (var option in RunOptions.Options)
        {
            var name = option.Value is null ? option.Name : $"{option.Name} {option.Value}";
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {name,-18} {option.Meaning}{(option.Default.Length > 0 ? $" (default: {option.Default})" : "")}\n");
        }

        text.Append(
            """

            Without --data, mails are in .local/outbox and logs in .local/logs; with --port N, in .local/outbox-N and .local/logs-N. They are
            emptied at the start of the next run on the same port. A folder that you name is never emptied.

            """);
        if (verbs.Count > 0) text.Append("\nVerbs:\n");
        foreach (var verb in verbs) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {verb.Usage,-46} {verb.Meaning}\n");
        text.Append("\nExit codes: 0 done · 1 the run broke · 2 wrong use or a missing tool · 3 not idle after 60 simulated days\n");
        return text.ToString();
    }
}
