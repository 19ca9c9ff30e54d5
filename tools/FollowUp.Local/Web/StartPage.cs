using FollowUps.Local.Playing;
using NodaTime.Text;

namespace FollowUps.Local.Web;

/// <summary>The page at the root of the web port: where to go from here.</summary>
public sealed class StartPage(SimulatedClock clock, RunTally tally)
{
    private static readonly InstantPattern Stamp = InstantPattern.CreateWithInvariantCulture("dddd dd MMMM yyyy HH:mm");

    /// <summary>Adds it.</summary>
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/", () => LocalPage.Of(
        "FollowUp on this machine",
        $$"""
        <header><h1>FollowUp on this machine</h1><p>Simulated time: {{Stamp.Format(clock.Now)}} UTC · {{tally.Emails}} mails sent</p></header>
        <main class="start"><ol>
          <li><a href="/mailbox"><b>Mailbox</b><span>Every mail that went out. Open one, click its links, answer.</span></a></li>
          <li><a href="/gallery"><b>Gallery</b><span>Every mail in every language, with sample data.</span></a></li>
          <li><a href="/desk"><b>Desk</b><span>What the operators of the call centre see.</span></a></li>
        </ol>
        <h2>For machines</h2>
        <p><code>GET /api/v1/calls/{callId}</code><br><code>GET /api/v1/dead-letters</code></p>
        <p>Both want the header <code>x-functions-key</code>; the key is printed where the runner was started.</p></main>
        """));
}
