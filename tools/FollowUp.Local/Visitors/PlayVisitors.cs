using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FollowUps.Local.Mail;
using FollowUps.Local.Playing;
using NodaTime;

namespace FollowUps.Local.Visitors;

/// <summary>
/// Plays customers, supervisors and mail scanners on the simulated clock: each waits for a mail, opens its links on the web port as a browser or a
/// scanner would, reads for a while, and presses the button. Safe for concurrent use where mails arrive.
/// </summary>
public sealed partial class PlayVisitors : IDisposable
{
    private readonly SimulatedClock _clock;
    private readonly RunTally _tally;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly Lock _lock = new();
    private readonly List<Visitor> _waiting;
    private readonly PriorityQueue<Func<CancellationToken, Task>, (Instant At, int Number)> _coming = new();
    private int _number;

    /// <summary>Sets them up.</summary>
    /// <param name="visitors">Who comes.</param>
    /// <param name="clock">The simulated clock.</param>
    /// <param name="tally">Told of what they do.</param>
    public PlayVisitors(IReadOnlyList<Visitor> visitors, SimulatedClock clock, RunTally tally) => (_waiting, _clock, _tally) = ([.. visitors], clock, tally);

    /// <summary>When the next of them acts; null: nobody is on the way.</summary>
    public Instant? Next
    {
        get
        {
            lock (_lock) return _coming.TryPeek(out _, out var when) ? when.At : null;
        }
    }

    /// <summary>A mail has arrived: whoever waits for it will act.</summary>
    public void Arrived(SendRequest mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var (kind, call, now) = (mail.Header("X-FollowUp-Kind"), mail.Header("X-FollowUp-Call"), _clock.Now);
        List<Visitor> theirs;
        lock (_lock)
        {
            theirs = [.. _waiting.Where(visitor => visitor.Mail == kind && visitor.Call == call)];
            _waiting.RemoveAll(theirs.Contains);
        }

        foreach (var visitor in theirs) Plan(visitor, mail, 0, now);
    }

    /// <summary>Does what is due up to now, in order.</summary>
    public async Task PlayDueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Func<CancellationToken, Task> act;
            lock (_lock)
            {
                if (!_coming.TryPeek(out _, out var when) || when.At > _clock.Now) return;
                act = _coming.Dequeue();
            }

            await act(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private void Plan(Visitor visitor, SendRequest mail, int number, Instant from)
    {
        if (number == visitor.Visits.Count) return;
        var visit = visitor.Visits[number];
        At(from + AnswerScript.Length(visit.After), token => OpenAsync(visitor, visit, mail, () => Plan(visitor, mail, number + 1, _clock.Now), token));
    }

    private void At(Instant when, Func<CancellationToken, Task> act)
    {
        lock (_lock) _coming.Enqueue(act, (when, _number++));
    }

    private async Task OpenAsync(Visitor visitor, Visit visit, SendRequest mail, Action then, CancellationToken cancellationToken)
    {
        var links = LinksOf(mail, visit);
        if (links.Count == 0)
        {
            _tally.Note($"answers: {visitor.Who} finds no link {visit.Link} in the {visitor.Mail} about {visitor.Call}");
            return;
        }

        if (visit.OneClick)
        {
            await PostAsync(visitor, visit, links[0], [new("List-Unsubscribe", "One-Click")], cancellationToken);
            Told(visitor, visit, then);
            return;
        }

        var pages = new List<(Uri Link, string Html)>();
        foreach (var link in links) pages.Add((link, await _client.GetStringAsync(link, cancellationToken)));
        if (visit.Form is not { } entries)
        {
            Told(visitor, visit, then);
            return;
        }

        At(_clock.Now + AnswerScript.Length(visit.Reads), async token =>
        {
            foreach (var (link, html) in pages)
            {
                if (PageForm.Fill(html, entries) is { } fields) await PostAsync(visitor, visit, link, fields, token);
                else _tally.Note($"answers: {visitor.Who} finds no form for {string.Join(", ", entries.Keys)} behind link {visit.Link} of the {visitor.Mail} about {visitor.Call}");
            }

            Told(visitor, visit, then);
        });
    }

    private async Task PostAsync(Visitor visitor, Visit visit, Uri link, IReadOnlyList<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(fields);
        using var response = await _client.PostAsync(link, content, cancellationToken);
        if (!response.IsSuccessStatusCode) _tally.Note(string.Create(CultureInfo.InvariantCulture, $"answers: {visitor.Who} gets {(int)response.StatusCode} for {visit.Says}"));
    }

    private void Told(Visitor visitor, Visit visit, Action then)
    {
        _tally.Tell($"{visitor.Who}: {visit.Says}");
        then();
    }

    private static List<Uri> LinksOf(SendRequest mail, Visit visit)
    {
        var text = new StringBuilder(mail.Text).Append('\n').Append(mail.Header("List-Unsubscribe")).ToString();
        var links = Links().Matches(text).Where(match => match.Groups[2].Value == visit.Link).ToList();
        return visit.EveryLink
            ? [.. links.Select(match => match.Value).Distinct().Select(link => new Uri(link))]
            : [.. links.Take(1).Select(match => new Uri(match.Groups[1].Value + (visit.Query is null ? "" : $"?{visit.Query}")))];
    }

    [GeneratedRegex(@"(https?://[^\s/<>]+/([rupbh])/[A-Za-z0-9_-]+)(\?[^\s<>]*)?")]
    private static partial Regex Links();
}
