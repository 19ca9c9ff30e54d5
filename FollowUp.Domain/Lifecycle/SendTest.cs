using FollowUps.Calls;
using FollowUps.Messages;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>
/// A test mail on request: a follow-up of kind <c>test</c>, due now, that goes the way of every other mail, through the due index, the quota and the
/// mail mode. It may show another kind with sample data.
/// </summary>
public sealed class SendTest(IFollowUpStore store, Identity identity, Func<Installation> installation)
{
    private static readonly Duration ExpireAfter = Duration.FromDays(1);

    /// <summary>Makes it due now. The same nonce is the same mail.</summary>
    /// <param name="request">What, and to whom.</param>
    /// <param name="nonce">Tells requests apart.</param>
    /// <param name="by">Who asks, for the timeline.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing half-done stays.</param>
    public async Task<SendTestResult> RunAsync(TestMail request, string nonce, string by, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var settings = installation();
        if (request.Shows is { } shows && !settings.Render.Templates.All.Any(template => template.Name == shows))
        {
            return new SendTestResult.No("kind", $"there is no mail '{OneLine.Of(shows, 40)}'", $"use one of: {string.Join(", ", settings.Render.Templates.All.Select(template => template.Name).Distinct())}");
        }

        if (!EmailAddress.TryParse(request.Address, out _))
        {
            return new SendTestResult.No("address", "it is no email address", "write it like pat@example.com");
        }

        if (request.Language is { } language && !settings.Render.Speaks(language))
        {
            return new SendTestResult.No(
                "language",
                $"there are no mails in '{OneLine.Of(language, 12)}'",
                $"use one of: {string.Join(", ", settings.Render.Templates.All.Select(template => template.Language).Distinct())}");
        }

        var call = identity.Hash($"test:{nonce}");
        var id = identity.FollowUp(call, 1, FollowUpKind.Test.Word());
        await store.EnsureDivisionAsync(request.Division, now, cancellationToken);
        await store.CommitAsync(request.Division, ChangesOf(request, nonce, call, id, by, settings, now), cancellationToken);
        // A conflict is the same request once more: it is on its way.
        return new SendTestResult.Due(id, call);
    }

    private Changes ChangesOf(TestMail request, string nonce, string call, FollowUpId id, string by, Installation settings, Instant now)
    {
        var kind = FollowUpKind.Test.Word();
        var changes = new Changes("test");
        var tester = new PersonFacts { Email = request.Address, Language = request.Language };
        var item = new DueItem
        {
            Lane = FollowUpKind.Test.Lane(),
            At = Keys.RoundUp(now),
            Call = call,
            FollowUp = id.Value,
            Name = kind,
            Kind = kind,
            Episode = 1,
            Generation = 1,
            ExpireAt = now + ExpireAfter,
            Letter = new Letter
            {
                CallId = $"test-{nonce}",
                ClosedAt = now,
                Queue = request.Queue,
                Variant = request.Shows,
                Contact = new PersonFacts { Language = request.Language },
                To = new MailTo(MailRole.Tester, Owner: tester),
            },
        };
        var story = new Story(changes, call, identity.Command("test", nonce), now);
        var what = request.Shows is null ? "A test mail" : $"A test mail that shows {request.Shows}";
        Scheduling.Add(
            changes, story, identity, request.Division, new FollowUp { Id = id.Value, Kind = kind, State = FollowUpState.Scheduled }, item, $"{what} is due now; asked for by {by}.", [], now);
        return changes.Overwrite(Keys.Retention(now + settings.Retention, call), new RetentionRow(call, null));
    }
}

/// <summary>What a test mail shows, and to whom.</summary>
/// <param name="Division">Where it is counted, and whose templates and brand it shows.</param>
/// <param name="Address">The mailbox.</param>
/// <param name="Shows">The mail whose sample is shown ("check-in", "supervisor-outreach.abandoned"); null: only that mails arrive.</param>
/// <param name="Language">Primary subtag; null: the default language.</param>
/// <param name="Queue">The call queue whose templates and brand it shows; null: none in particular.</param>
public sealed record TestMail(Division Division, string Address, string? Shows = null, string? Language = null, string? Queue = null);

/// <summary>What became of a request for a test mail.</summary>
public abstract record SendTestResult
{
    private SendTestResult()
    {
    }

    /// <summary>It is due now.</summary>
    /// <param name="Id">The follow-up.</param>
    /// <param name="Call">The hash that its rows lie under.</param>
    public sealed record Due(FollowUpId Id, string Call) : SendTestResult;

    /// <summary>It cannot be sent.</summary>
    /// <param name="Field">What is wrong.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Fix">What to do.</param>
    public sealed record No(string Field, string Reason, string Fix) : SendTestResult;
}
