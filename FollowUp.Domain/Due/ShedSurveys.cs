using FollowUps.Alerts;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Due;

/// <summary>
/// When the hour's budget is used up and mail still waits: makes the forecast, and drops the surveys that have no place in it (see
/// <see cref="Backlog"/>). It looks at a bounded head of the due index, at most once in ten minutes for all instances together.
/// </summary>
public sealed class ShedSurveys(IFollowUpStore store, EndUnsent endUnsent, IAlerts alerts)
{
    private const int MailLanes = 3;

    /// <summary>A quota whose day is larger than this is not looked through to its end; nothing is dropped then, and surveys expire after their week.</summary>
    private const int MaxHead = 5000;
    private const int MaxDrops = 50;
    private static readonly Duration Every = Duration.FromMinutes(10);

    /// <summary>Looks ahead, if it is time to; null: it is not. The second value is true when more is to be dropped than one sweep may.</summary>
    public async Task<(Backlog Backlog, int Dropped, bool More)?> RunAsync(
        IReadOnlyList<Division> divisions, StoredRow? last, QuotaLimits limits, Instant now, CancellationToken cancellationToken)
    {
        if (last is not null && last.As<ForecastRow>().At + Every > now)
        {
            return null;
        }

        var mails = new List<(Division Division, StoredRow Row, DueItem Item)>();
        for (var lane = 1; lane <= MailLanes; lane++)
        {
            mails.AddRange(await HeadAsync(divisions, lane, now, cancellationToken));
        }

        var backlog = Backlog.Of([.. mails.Select(m => m.Item)], limits.PerHour, now);
        var dropped = 0;
        foreach (var position in backlog.Hopeless.Reverse().Take(MaxDrops))
        {
            var (division, row, item) = mails[position];
            dropped += await endUnsent.SkipAsync(division, row, item, SkipReason.Quota, null, now, cancellationToken) ? 1 : 0;
        }

        if (dropped > 0)
        {
            alerts.Raise(new Alert.SurveysDropped(dropped));
        }

        var more = backlog.Hopeless.Length > MaxDrops;
        if (!more)
        {
            var forecast = new ForecastRow(now, backlog.Due, backlog.Held);
            await store.CommitAsync(Division.Installation, new Changes("forecast").Put(Keys.Forecast, last, forecast), cancellationToken);
        }

        return (backlog, dropped, more);
    }

    private async Task<IEnumerable<(Division Division, StoredRow Row, DueItem Item)>> HeadAsync(
        IReadOnlyList<Division> divisions, int lane, Instant now, CancellationToken cancellationToken)
    {
        var head = new List<(Division Division, StoredRow Row, DueItem Item)>();
        var soon = Keys.Lane(lane) with { To = Keys.DueBy(lane, now + Duration.FromHours(Backlog.Hours)) };
        foreach (var division in divisions)
        {
            head.AddRange((await store.RangeAsync(division, soon, MaxHead, cancellationToken)).Select(row => (division, row, row.As<DueItem>())));
        }

        return head.OrderBy(mail => mail.Row.Key, StringComparer.Ordinal);
    }
}
