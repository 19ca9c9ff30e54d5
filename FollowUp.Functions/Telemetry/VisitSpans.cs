using System.Diagnostics;

namespace FollowUps.Telemetry;

/// <summary>
/// What a customer, a supervisor or an operator posts is an event like any other: it has a span named after its function, and the mails that it
/// causes belong to its trace. The path, which holds the link's token, is no part of the span; a trace that the visitor claims is not joined.
/// </summary>
internal static class VisitSpans
{
    /// <summary>Puts every POST to a page, the desk or the API into a span. What reads has none: it plans nothing.</summary>
    public static void UseVisitSpans(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (!Spans.AreTaken || !HttpMethods.IsPost(context.Request.Method) || FunctionOf(context.Request.Path) is not { } name)
        {
            await next(context);
            return;
        }

        await Spans.RunAsync(name, ActivityKind.Server, parent: null, beside: null, async _ =>
        {
            await next(context);
            return true;
        });
    });

    private static string? FunctionOf(PathString path) =>
        path.StartsWithSegments("/desk", StringComparison.Ordinal) ? "Desk"
        : path.StartsWithSegments("/api/v1", StringComparison.Ordinal) ? "DeskApi"
        : path.Value is ['/', 'r' or 'u' or 'p' or 'b' or 'h', '/', ..] ? "Web" : null;
}
