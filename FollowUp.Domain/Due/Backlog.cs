using System.Collections.Immutable;
using FollowUps.Plans;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Due;

/// <summary>
/// What is due within the next 24 hours, played against the quota hour by hour: lanes in order, within a lane by due instant, and in each hour no more
/// than the provider takes. Pure.
/// </summary>
/// <remarks>
/// <b>The rule for dropping surveys.</b> A survey that is due already is dropped when this play finds no hour for it within the 24, or only one
/// after its own expiry. Who was due first is served first, so that the newest are the ones for whom nothing is left. It is never asked
/// about anything but surveys: promises, recovery and briefs wait as long as it takes, and so does what may have been posted.
/// </remarks>
/// <param name="Due">Mails becoming due by hour; the first hour holds what was due already.</param>
/// <param name="Sent">Mails going out by hour.</param>
/// <param name="Held">Mails of these 24 hours that will still wait at their end, without those that are dropped.</param>
/// <param name="Hopeless">Positions, in the order given, of the surveys to drop; the newest last.</param>
public sealed record Backlog(ImmutableArray<int> Due, ImmutableArray<int> Sent, int Held, ImmutableArray<int> Hopeless)
{
    /// <summary>How many hours are looked ahead.</summary>
    public const int Hours = 24;

    /// <summary>Plays the quota against what waits.</summary>
    /// <param name="mails">In the order of release: by lane, then by due instant.</param>
    /// <param name="perHour">What the provider takes in an hour.</param>
    /// <param name="now">The start of the first hour.</param>
    public static Backlog Of(IReadOnlyList<DueItem> mails, int perHour, Instant now)
    {
        var (due, sent, held) = (new int[Hours], new int[Hours], 0);
        var hopeless = ImmutableArray.CreateBuilder<int>();
        for (var (position, lane, from) = (0, 0, 0); position < mails.Count; position++)
        {
            var mail = mails[position];
            if (mail.Lane != lane)
            {
                (lane, from) = (mail.Lane, 0);
            }

            var dueIn = HourOf(mail.At, now);
            if (dueIn >= Hours)
            {
                continue;
            }

            due[dueIn]++;
            from = Math.Max(from, dueIn);
            while (from < Hours && sent[from] >= perHour)
            {
                from++;
            }

            if (IsSurveyWaiting(mail, now) && (from == Hours || mail.ExpireAt <= now + Duration.FromHours(from)))
            {
                hopeless.Add(position);
            }
            else if (from == Hours)
            {
                held++;
            }
            else
            {
                sent[from]++;
            }
        }

        return new Backlog([.. due], [.. sent], held, hopeless.ToImmutable());
    }

    private static int HourOf(Instant at, Instant now) => at <= now ? 0 : (int)Math.Min(Hours, Math.Floor((at - now).TotalHours));

    // What has expired already is skipped as such when its turn comes.
    private static bool IsSurveyWaiting(DueItem mail, Instant now) =>
        mail.At <= now && mail.PostedAt is null && !(mail.ExpireAt <= now) && FollowUpKinds.TryParse(mail.Kind, out var kind) && kind.IsSurvey();
}
