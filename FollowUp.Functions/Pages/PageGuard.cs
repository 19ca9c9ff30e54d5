using FollowUps.Triggers;

namespace FollowUps.Pages;

/// <summary>
/// What holds for every request of a person or machine outside: a deadline well below the host's, a bounded body, and a page instead of a
/// bare error.
/// </summary>
internal static partial class PageGuard
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Guards everything but the trigger endpoints, which have deadlines of their own and must answer the host in its words.</summary>
    public static void UsePageGuard(this WebApplication app) =>
        app.UseWhen(
            context => !TriggerEndpoints.All.ContainsKey(context.Request.Path.Value?.TrimStart('/') ?? ""),
            guarded => guarded.Use(next => context => GuardAsync(context, next)));

    private static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(Deadline);
        context.RequestAborted = deadline.Token;
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = bad.StatusCode;
        }
#pragma warning disable CA1031 // The last place before a person: what went wrong is in the log, and the person is told what to do.
        catch (Exception failure) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            LogFailure(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("FollowUps.Pages"), context.Request.Method, failure.GetType().Name, failure);
            var settings = context.RequestServices.GetRequiredService<Func<Installation>>()();
            context.RequestAborted = CancellationToken.None;
            await Page.Trouble(settings, VisitorLanguage.Of(context.Request, settings)).WriteAsync(context);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Method} request of a page failed with {Failure}.")]
    private static partial void LogFailure(ILogger logger, string method, string failure, Exception exception);
}
