using FollowUps.Local.Mail;
using FollowUps.Local.Playing;
using NodaTime.Text;

namespace FollowUps.Local.Web;

/// <summary>The page at the root of the web port: where to go from here.</summary>
public sealed class StartPage(SimulatedClock clock, RunTally tally)
{
    private static readonly InstantPattern Stamp = InstantPattern.CreateWithInvariantCulture("dddd dd MMMM yyyy HH:mm");

    /// <summary>Adds it.</summary>
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/", () => Results.Content(
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>FollowUp on this machine</title><link rel="icon" href="data:,"><style>{InboxStyle.Css}</style></head>
        <body><header><h1>FollowUp on this machine</h1><p>Simulated time: {Stamp.Format(clock.Now)} UTC · {tally.Emails} mails sent</p></header>
        <main class="start"><ol>
          <li><a href="/mailbox"><b>Mailbox</b><span>Every mail that went out. Open one, click its links, answer.</span></a></li>
          <li><a href="/desk"><b>Desk</b><span>What the operators of the call centre see.</span></a></li>
        </ol></main></body></html>
        """, "text/html; charset=utf-8"));
}
