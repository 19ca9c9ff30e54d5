using FollowUps.Alerts;

namespace FollowUps.Telemetry;

/// <summary>Alerts as log lines with fixed event ids 3001 to 3008, on which the deployment's alert rules stand.</summary>
internal sealed partial class LogAlerts(ILogger<LogAlerts> log) : IAlerts
{
    /// <inheritdoc/>
    public void Raise(Alert alert)
    {
        switch (alert)
        {
            case Alert.CircuitOpened(var code):
                LogCircuitOpened(code);
                break;
            case Alert.CircuitClosed(var by):
                LogCircuitClosed(by);
                break;
            case Alert.Misconfigured(var code):
                LogMisconfigured(code);
                break;
            case Alert.Parked(var kind, var followUp, var reason):
                LogParked(kind, followUp, reason);
                break;
            case Alert.TimerDropped(var timer):
                LogTimerDropped(timer);
                break;
            case Alert.SurveysDropped(var surveys):
                LogSurveysDropped(surveys);
                break;
            case Alert.CaseLeft(var call, var reason):
                LogCaseLeft(call, reason);
                break;
            case Alert.PersonSuppressed(var person, var reason):
                LogPersonSuppressed(person, reason);
                break;
        }
    }

    [LoggerMessage(3001, LogLevel.Critical, "The email provider has blocked the subscription ({Code}): no mail goes out until it accepts a probe or the circuit is closed by hand")]
    private partial void LogCircuitOpened(string code);

    [LoggerMessage(3002, LogLevel.Warning, "Mail goes out again: the circuit was closed by {By}")]
    private partial void LogCircuitClosed(string by);

    [LoggerMessage(3003, LogLevel.Critical, "The email provider refuses our settings ({Code}): every mail waits; check the app's role on the Communication Services resource, its endpoint and the linked domain")]
    private partial void LogMisconfigured(string code);

    [LoggerMessage(3004, LogLevel.Error, "A {Kind} is parked and waits for a person: follow-up {FollowUp}, {Reason}")]
    private partial void LogParked(string kind, string followUp, string reason);

    [LoggerMessage(3005, LogLevel.Error, "The timer {Timer} could not be worked on and was dropped")]
    private partial void LogTimerDropped(string timer);

    [LoggerMessage(3006, LogLevel.Error, "More is due than the quota takes in a day: {Surveys} surveys were dropped; ask the provider for a higher quota")]
    private partial void LogSurveysDropped(int surveys);

    [LoggerMessage(3007, LogLevel.Error, "A recovery case waits on the desk and is nobody's: call {Call}, {Reason}")]
    private partial void LogCaseLeft(string call, string reason);

    [LoggerMessage(3008, LogLevel.Error, "Nothing is sent to {Person} of the directory any more: {Reason}; mend the address, or take it off the suppression list")]
    private partial void LogPersonSuppressed(string person, string reason);
}
