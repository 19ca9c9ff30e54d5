using System.Globalization;
using Azure;
using Azure.Storage.Queues;
using FollowUps.Calls;
using FollowUps.Configuration;
using FollowUps.Messages;
using FollowUps.Outcomes;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Storage;
using FollowUps.Suppressions;
using NodaTime;

namespace FollowUps.Desk;

/// <summary>
/// Looks at what an installation stands on, with the app's own identity: each storage operation that a follow-up needs is tried, the email provider is asked
/// about an operation that does not exist, and the data files are searched for gaps. It sends no mail and leaves nothing behind.
/// </summary>
internal sealed class Doctor(
    FollowUpOptions options, CurrentInstallation configuration, IFollowUpStore store, StorageClients storage, IEmailSender email, SuppressedPeople suppressedPeople)
{
    private const int DaysBack = 7;

    /// <summary>The hours of a day in which customers may be written to, as shipped (08:00 to 20:00).</summary>
    private const int MailHours = 12;
    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(120);

    /// <summary>Everything it found, in a fixed order; where all is well, one finding says so.</summary>
    public async Task<IReadOnlyList<Finding>> LookAsync(Instant now, CancellationToken cancellationToken)
    {
        var settings = configuration.Read();
        var findings = new List<Finding>();
        findings.AddRange(OrOk("configuration", configuration.Status.Errors.Select(e => Finding.Of("configuration", Finding.Error, e)), $"Read from {configuration.Status.Place}; mail mode {settings.Mode.GetType().Name}."));
        var tableFault = await FaultAsync(() => TryTableAsync(cancellationToken));
        var calls = tableFault is null ? await CallsAsync(now, cancellationToken) : new RecentCalls([], 0);
        var today = now.InZone(settings.PlanBook.DefaultCalendar.Zone).Date;
        var gaps = DirectoryGaps.Of(settings.Directory, calls.Queues.Concat(DirectoryGaps.QueuesOf(settings.PlanBook)), today).Concat(DirectoryGaps.Hours(settings.Directory, settings.PlanBook));
        var silenced = tableFault is null ? await suppressedPeople.LookAsync(settings.Directory, now, cancellationToken) : [];
        findings.AddRange(OrOk("directory", gaps.Concat(silenced).Select(e => Finding.Of("directory", Finding.Warning, e)), "Every queue has a team, every ladder somebody who is there, and everybody can be written to."));
        findings.AddRange(OrOk("templates", TemplateGaps.Of(settings.PlanBook, settings.Render.Templates.All.Concat(settings.Render.Templates.Written.Select(name => (TemplateSet.DefaultLanguage, name)))).Select(gap => Finding.Of("templates", gap.CannotBeSent ? Finding.Error : Finding.Warning, gap.Gap))
            .Concat(settings.Render.Templates.Refused.Select(refused => Finding.Of("templates", Finding.Warning, refused with { Path = $"templates/{refused.Path}" }))), "Every mail of the plan book is written in every language."));
        findings.AddRange(OrOk("plan book", HolidaysRunOut.Of(settings.PlanBook, now).Select(e => Finding.Of("plan book", Finding.Warning, e)), "Every calendar knows its holidays."));
        findings.AddRange(await StorageAsync(tableFault, cancellationToken));
        findings.Add(await EmailAsync(cancellationToken));
        findings.Add(QuotaOf(calls, settings.Quota));
        return findings;
    }

    private static IEnumerable<Finding> OrOk(string check, IEnumerable<Finding> findings, string ok) => findings.DefaultIfEmpty(new Finding(check, Finding.Ok, ok));

    private async Task<IReadOnlyList<Finding>> StorageAsync(string? tableFault, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (tableFault is not null)
        {
            findings.Add(new Finding("storage", Finding.Error, $"The table {options.Table} cannot be read and written: {tableFault}.", "Declare the table, and give the app's identity the role Storage Table Data Contributor."));
        }

        string[] inputs = [options.CallClosedQueue, options.CallUpdatesQueue, options.SendQueue, options.DeliveryReportsQueue];
        foreach (var name in inputs.Append(options.OutcomesQueue))
        {
            if (await FaultAsync(() => TryQueueAsync(storage.Queue(name), writes: name == options.SendQueue || name == options.OutcomesQueue, cancellationToken)) is { } fault)
            {
                findings.Add(new Finding("storage", Finding.Error, $"The queue {name} cannot be used: {fault}.", "Declare the queue, and give the app's identity the role Storage Queue Data Contributor."));
            }
        }

        foreach (var name in inputs.Select(name => $"{name}-poison"))
        {
            if (await FaultAsync(() => storage.Queue(name).PeekMessageAsync(cancellationToken)) is { } fault)
            {
                findings.Add(new Finding("storage", Finding.Warning, $"The queue {name} cannot be read: {fault}.", "Declare it; what fails again and again goes there."));
            }
        }

        return [.. OrOk("storage", findings, "The table and every queue are there, and the app's identity may use them.")];
    }

    private async Task TryTableAsync(CancellationToken cancellationToken)
    {
        const string key = "zz:doctor";
        if (!await store.CommitAsync(Division.Installation, new Changes("doctor").Overwrite(key, new DivisionRow("doctor", Instant.MinValue)), cancellationToken)
            || await store.FindAsync(Division.Installation, key, cancellationToken) is not { } row)
        {
            throw new InvalidOperationException();
        }

        await store.CommitAsync(Division.Installation, new Changes("doctor").Delete(row.Key), cancellationToken);
    }

    /// <summary>What it writes is hidden until it is deleted, and expires soon where that fails.</summary>
    private static async Task TryQueueAsync(QueueClient queue, bool writes, CancellationToken cancellationToken)
    {
        await queue.PeekMessageAsync(cancellationToken);
        if (writes)
        {
            var put = (await queue.SendMessageAsync("{}", Hidden, Gone, cancellationToken)).Value;
            await queue.DeleteMessageAsync(put.MessageId, put.PopReceipt, cancellationToken);
        }
    }

    private static async Task<string?> FaultAsync(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (RequestFailedException refused)
        {
            return refused.ErrorCode ?? string.Create(CultureInfo.InvariantCulture, $"status {refused.Status}");
        }
        catch (Exception fault) when (fault is AggregateException or Azure.Identity.AuthenticationFailedException or InvalidOperationException)
        {
            return fault.GetType().Name;
        }
    }

    private async Task<Finding> EmailAsync(CancellationToken cancellationToken) => await email.AskAsync(new OperationId(Guid.NewGuid()), cancellationToken) switch
    {
        OperationState.Unavailable(var code) => new Finding(
            "email", Finding.Error, $"The email provider does not answer our question: {code}.", "Check Email__Endpoint, and the role of the app's identity on the Communication Services resource."),
        _ => new Finding("email", Finding.Ok, "The email provider knows us."),
    };

    private static Finding QuotaOf(RecentCalls calls, QuotaLimits quota)
    {
        var (perDay, most) = (quota.PerHour * MailHours, calls.MostPlanned);
        var fact = string.Create(CultureInfo.InvariantCulture, $"{quota.PerHour} mails an hour are {perDay} in the {MailHours} hours in which customers are written to; the fullest of the last {DaysBack} days planned {most}.");
        return most > perDay ? new Finding("quota", Finding.Error, fact, "Ask the provider for a higher quota and raise Sending__PerHour, or ask fewer customers (sample).")
            : most * 2 > perDay ? new Finding("quota", Finding.Warning, fact, "Ask the provider for a higher quota before the calls grow.")
            : new Finding("quota", Finding.Ok, fact);
    }

    private async Task<RecentCalls> CallsAsync(Instant now, CancellationToken cancellationToken)
    {
        var (queues, days) = (new HashSet<string>(StringComparer.Ordinal), new long[DaysBack]);
        foreach (var division in await store.DivisionsAsync(cancellationToken))
        {
            for (var day = 0; day < DaysBack; day++)
            {
                foreach (var row in (await store.RangeAsync(division, Keys.Statistics(now - Duration.FromDays(day)), int.MaxValue, cancellationToken)).Select(row => row.As<StatisticRow>()))
                {
                    days[day] += row.Dimension == "all" ? row.Counts.GetValueOrDefault(Counters.Planned) : 0;
                    _ = row.Dimension == "queue" && queues.Add(row.Name);
                }
            }
        }

        return new RecentCalls(queues, days.Max());
    }

    /// <summary>What the statistics know of the last days.</summary>
    private sealed record RecentCalls(IReadOnlyCollection<string> Queues, long MostPlanned);
}
