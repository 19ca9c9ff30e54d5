using FollowUps.Due;

namespace FollowUps.Telemetry;

/// <summary>What a sweep reports about the quota, as log lines with fixed event ids: 3101 for what was released, 3102 for the day ahead.</summary>
internal static partial class SweepTelemetry
{
    public static void Log(ILogger log, SweepReport report)
    {
        if (report.Released > 0 || report.Dropped > 0)
        {
            LogReleased(log, report.Released, report.Dropped);
        }

        if (report.Forecast is { } day)
        {
            LogForecast(log, day.Due.Sum(), day.Sent.Sum(), day.Held, day.Hopeless.Length, string.Join(',', day.Due), string.Join(',', day.Sent));
        }
    }

    [LoggerMessage(3101, LogLevel.Information, "Sweep: {Released} mails released, {Dropped} surveys dropped for quota")]
    private static partial void LogReleased(ILogger log, int released, int dropped);

    [LoggerMessage(3102, LogLevel.Warning, "The hour's quota is used up. Next 24 hours: {Due} mails due, {Sent} have a place in the quota, {Held} will still wait, {Hopeless} surveys have no place. Due by hour: {DueByHour}; sent by hour: {SentByHour}")]
    private static partial void LogForecast(ILogger log, int due, int sent, int held, int hopeless, string dueByHour, string sentByHour);
}
