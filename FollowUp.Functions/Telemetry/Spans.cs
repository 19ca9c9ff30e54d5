using System.Diagnostics;

namespace FollowUps.Telemetry;

/// <summary>
/// Traces from event to mail. A span covers one invocation or one post to the provider; what crosses a queue or waits in storage carries its
/// <c>traceparent</c>, so that a mail sent days later belongs to the trace of the event that asked for it. No span holds an address, a name or a text.
/// </summary>
internal static class Spans
{
    /// <summary>The name of the source, and of the meter.</summary>
    public const string Source = "FollowUp";

    private static readonly ActivitySource Activities = new(Source);

    /// <summary>False: nobody takes traces, and none of their work is done.</summary>
    public static bool AreTaken => Activities.HasListeners();

    /// <summary>The span under way, for what is written now; null: none of ours.</summary>
    public static string? CurrentParent => Activity.Current is { } current && current.Source.Name == Source ? current.Id : null;

    /// <summary>Does some work in a span, which ends as an error when the work throws.</summary>
    /// <param name="name">What is done: a function's name, or what is asked of whom.</param>
    /// <param name="kind">Consumer for what a queue brings, client for what is asked of others.</param>
    /// <param name="parent">W3C trace parent of the cause; null or unusable: <paramref name="beside"/>, else a trace of its own.</param>
    /// <param name="beside">Another context that the span belongs to: the host's, or the batch in which it is done.</param>
    /// <param name="work">Gets the span, or null when nobody takes traces.</param>
    public static async Task<T> RunAsync<T>(string name, ActivityKind kind, string? parent, string? beside, Func<Activity?, Task<T>> work)
    {
        var (cause, batch) = (ContextOf(parent), ContextOf(beside));
        var links = cause is not null && batch is { } link ? new[] { new ActivityLink(link) } : null;

        // What the web server started has no place in a trace: it is never exported. The change ends with this method.
        Activity.Current = null;
        using var span = Activities.StartActivity(name, kind, cause ?? batch ?? default, tags: null, links);
        try
        {
            return await work(span);
        }
        catch (Exception failure)
        {
            // The message of an exception may quote what it was about.
            span?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            throw;
        }
    }

    private static ActivityContext? ContextOf(string? parent) =>
        parent is not null && ActivityContext.TryParse(parent, null, isRemote: true, out var context) ? context : null;
}
