using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Journeys;
using NodaTime;

namespace FollowUps.Tests.Faults.Model;

/// <summary>
/// Plays one course of events against the product in memory, and beside it the few things that a person would remember: who unsubscribed, who
/// called again, when. The rules are judged from those.
/// </summary>
internal sealed class Course(PlanBook book)
{
    private const string Start = "2026-11-23T15:05:00Z";
    private readonly MemoryWorld _world = new(Start) { Settings = Given.Installation with { PlanBook = book } };
    private readonly List<byte[]> _messages = [];
    private readonly List<string> _broken = [];
    private readonly List<(string Address, int Mails)> _unsubscribed = [];
    private readonly Dictionary<string, (CallRow Row, int Mails)> _known = [];
    private (int Request, Side Side)? _death;
    private bool _disturbed;

    /// <summary>The broken rules; none: the product kept them all.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(IReadOnlyList<Step> steps)
    {
        for (var i = 0; i < steps.Count && _broken.Count == 0; i++)
        {
            await TakeAsync(steps[i]);
            await RememberAsync();
            _broken.AddRange(Proof.AtAnyTime(await _world.RowsAsync()).Select(rule => $"after step {i} ({steps[i]}): {rule}"));
        }

        if (_broken.Count == 0)
        {
            await _world.PlayToTheEndAsync();
            await RememberAsync();
            _broken.AddRange(await _world.FaultsAtRestAsync());
            _broken.AddRange(await MailsAsync());
            _broken.AddRange(await StatesAsync());
        }

        return _broken;
    }

    /// <summary>What happened, for a person who reads a failure.</summary>
    public async Task<string> TraceAsync()
    {
        var rows = await _world.RowsAsync();
        var lines = rows.Where(r => r.Key[0] == 't').Select(r => (Entry: r.As<TimelineEntry>(), Call: r.Key.Split(':')[1]))
            .Select(t => (t.Entry.At, $"{t.Entry.At} {NameOf(rows, t.Call),-10} {t.Entry.Actor}: {t.Entry.Sentence} {t.Entry.Reason} {t.Entry.FollowUp?[..6]}"))
            .Concat(_world.Mailbox.Accepted.Select(m => (m.At, $"{m.At} {Header(m.Mail, "Call"),-10} MAIL {Header(m.Mail, "Kind")} {Header(m.Mail, "Id")[..6]}")));
        return string.Join(Environment.NewLine, lines.OrderBy(l => l.At).Select(l => l.Item2));
    }

    private async Task TakeAsync(Step step)
    {
        switch (step)
        {
            case Step.Close close:
                var message = Given.Bytes(CallOf(close));
                _messages.Add(message);
                _world.Calls.Add(message);
                await TryAsync(handler => _world.DeliverCallsAsync(handler));
                return;
            case Step.Redeliver(var nth) when nth < _messages.Count:
                _world.Calls.Add(_messages[nth]);
                await TryAsync(handler => _world.DeliverCallsAsync(handler));
                return;
            case Step.Answer(var nth, var score) when nth < _world.Mailbox.Accepted.Count:
                await ActAsync(handler => handler.Ratings.RunAsync(LinkOf(nth), score, null, $"page-{nth}-{score}", _world.Now, CancellationToken.None));
                return;
            case Step.Unsubscribe(var nth) when nth < _world.Mailbox.Accepted.Count && GoesToCustomer(_world.Mailbox.Accepted[nth].Mail):
                await ActAsync(handler => handler.Unsubscribes.RunAsync(LinkOf(nth), _world.Now, CancellationToken.None));
                _unsubscribed.Add((_world.Mailbox.Accepted[nth].Mail.To.Address.Normalized, _world.Mailbox.Accepted.Count));
                return;
            case Step.Provider(var result, var taken):
                _disturbed = true;
                _world.Mailbox.Next(result, taken);
                return;
            case Step.Crash(var request, var side):
                (_disturbed, _death) = (true, (request, side));
                return;
            case Step.SendDeliveries(var times):
                _world.SendDeliveries = times;
                return;
            case Step.Pass(var minutes):
                await _world.PlayAsync(NextProcess, _world.Now + Duration.FromMinutes(minutes));
                return;
        }
    }

    /// <summary>A person tries until it works; the first try may meet a process that dies.</summary>
    private async Task ActAsync(Func<Handler, Task> act)
    {
        if (!await TryAsync(act))
        {
            await act(_world.Start());
        }
    }

    private async Task<bool> TryAsync(Func<Handler, Task> act)
    {
        try
        {
            await act(NextProcess());
            return true;
        }
        catch (KilledException)
        {
            return false;
        }
    }

    private Handler NextProcess()
    {
        var (death, passages) = (_death, new Passages { Death = _death });
        _death = null;
        return _world.Start(death is null ? null : passages);
    }

    /// <summary>Which calls are known now, and how many mails had gone out by then.</summary>
    private async Task RememberAsync()
    {
        foreach (var row in (await _world.RowsAsync()).Where(r => r.Key[0] == 'c'))
        {
            _known.TryAdd(row.Key[2..], (row.As<CallRow>(), _world.Mailbox.Accepted.Count));
        }
    }

    private async Task<IReadOnlyList<string>> MailsAsync()
    {
        var broken = new List<string>();
        var rows = await _world.RowsAsync();
        var followUps = rows.Where(r => r.Key[0] == 'f').Select(r => r.As<FollowUp>()).ToDictionary(f => f.Id);
        var planned = rows.Where(r => r.Key[0] == 't').Select(r => r.As<TimelineEntry>()).Where(t => t is { Kind: "followup.scheduled", FollowUp: not null }).ToLookup(t => t.FollowUp!, t => t.At);
        foreach (var (nth, (at, mail)) in _world.Mailbox.Accepted.Index())
        {
            var call = _known[Simulation.Identity.Call(new CallId(Header(mail, "Call")))];
            var survey = FollowUpKinds.TryParse(Header(mail, "Kind"), out var kind) && kind.IsSurvey();
            var hour = at.InZone(DateTimeZoneProviders.Tzdb["Europe/Paris"]).Hour;
            broken.AddRange(new (bool Broken, string Rule)[]
            {
                (followUps[Header(mail, "Id")].DueAt > at, "before it was due"),
                (hour is < 8 or >= 20, "in the quiet hours"),
                (survey && _unsubscribed.Exists(u => u.Address == mail.To.Address.Normalized && u.Mails <= nth), "after its recipient had unsubscribed"),
                (survey && call.Row.Contact.SurveyPermission == SurveyPermission.Denied, "although surveys were refused"),
                (call.Row.ReceivedAt - call.Row.ClosedAt > Duration.FromHours(72), "about a call that was heard of too late"),
                (survey && IsSuperseded(call.Row, nth, kind == FollowUpKind.RatingConfirmation ? planned[Header(mail, "Id")].Min() : call.Row.ReceivedAt), "although the customer had called again"),
            }.Where(rule => rule.Broken).Select(rule => $"mail {nth} ({Header(mail, "Kind")} of {Header(mail, "Call")} at {at}) went out {rule.Rule}"));
        }

        return broken;
    }

    /// <summary>
    /// True when a later call of the customer became known before the mail and after <paramref name="since"/>: what the mail comes from, a call, or for a
    /// confirmation the doubtful answer, which may itself come after the later call.
    /// </summary>
    private bool IsSuperseded(CallRow call, int mail, Instant since) => _known.Values.Any(other =>
        other.Row.Customer == call.Customer && other.Row.ClosedAt > call.ClosedAt && other.Row.ReceivedAt > since && other.Mails <= mail);

    /// <summary>Each end of a follow-up has a cause that happened.</summary>
    private async Task<IEnumerable<string>> StatesAsync()
    {
        var rows = await _world.RowsAsync();
        return rows.Where(r => r.Key[0] == 'f').Select(r => (Call: _known[r.Key.Split(':')[1]].Row, Row: r.As<FollowUp>())).Where(f => !(f.Row.State switch
        {
            FollowUpState.Sent => true,
            FollowUpState.Failed or FollowUpState.Parked => _disturbed,
            FollowUpState.Cancelled when f.Row.Reason == "the customer unsubscribed" => _unsubscribed.Exists(u => u.Address == f.Call.Contact.Email),
            FollowUpState.Cancelled when f.Row.Reason == "the customer answered" || f.Row.Reason?.StartsWith("the customer changed the answer", StringComparison.Ordinal) == true => rows.Any(r =>
                r.Key.StartsWith(Keys.FollowUps(Simulation.Identity.Call(new CallId(f.Call.CallId))).From, StringComparison.Ordinal) && r.As<FollowUp>().Score is not null),
            FollowUpState.Cancelled when f.Row.Reason == "a recovery case was opened" => rows.Any(r =>
                r.Key == Keys.Call(Simulation.Identity.Call(new CallId(f.Call.CallId))) && r.As<CallRow>().Case is not null),
            FollowUpState.Cancelled => _known.Values.Any(other => other.Row.Customer == f.Call.Customer && other.Row.ClosedAt > f.Call.ClosedAt),
            FollowUpState.Skipped => f.Row.Reason switch
            {
                "no address" => f.Call.Contact.Email is null,
                "too old" => f.Call.ReceivedAt - f.Call.ClosedAt > Duration.FromHours(24),
                "no survey permission" => f.Call.Contact.SurveyPermission == SurveyPermission.Denied,
                "suppressed" => _unsubscribed.Exists(u => u.Address == f.Call.Contact.Email),
                "capped" => _disturbed || _world.Mailbox.Mails.Any(m => m.To.Address.Value == f.Call.Contact.Email && Header(m, "Kind") == f.Row.Kind),
                "expired" => _disturbed,
                _ => false,
            },
            _ => false,
        })).Select(f => $"the {f.Row.Kind} of {f.Call.CallId} is {f.Row.State} ({f.Row.Reason}), and nothing happened that explains it");
    }

    private CallClosed CallOf(Step.Close close)
    {
        var who = close.Variation == Variation.OtherCustomer ? close.Customer + 1 : close.Customer;
        var customer = Given.Customer($"c-{who}") with
        {
            Email = close.Variation == Variation.NoAddress ? null : Given.Address($"c{who}@example.com"),
            SurveyPermission = close.Variation == Variation.SurveyDenied ? SurveyPermission.Denied : SurveyPermission.Granted,
        };
        var closedAt = Instant.FromUnixTimeSeconds((_world.Now - Duration.FromMinutes(close.MinutesAgo)).ToUnixTimeSeconds());
        return Given.Call($"call-{close.Customer}-{close.Call}", close.Outcome, close.Mood) with
        {
            ClosedAt = closedAt,
            Customer = customer,
            Summary = close.Variation == Variation.OtherContent ? "Other" : "As ever",
        };
    }

    /// <summary>A brief has no link by which its reader could unsubscribe.</summary>
    private static bool GoesToCustomer(OutgoingEmail mail) => mail.To.Address.Value is ['c', >= '0' and <= '9', '@', ..];

    private SignedLink LinkOf(int nth) => _world.LinkIn(_world.Mailbox.Accepted[nth].Mail, LinkPurpose.Rate);

    private static string NameOf(IReadOnlyList<StoredRow> rows, string call) => rows.FirstOrDefault(r => r.Key == $"c:{call}")?.As<CallRow>().CallId ?? call[..6];

    private static string Header(OutgoingEmail mail, string name) => mail.Headers.Single(h => h.Key == $"X-FollowUp-{name}").Value;
}
