using FollowUps.Configuration;
using FollowUps.Triggers;
using NodaTime.Text;

namespace FollowUps.Desk;

/// <summary>For whoever runs the installation: how the configuration stands, and what the doctor finds.</summary>
internal static class OperationsEndpoints
{
    public static void MapOperations(this WebApplication app)
    {
        app.MapGet("/api/v1/configuration", (RequestDelegate)ConfigurationAsync);
        app.MapGet("/api/v1/doctor", (RequestDelegate)DoctorAsync);
    }

    private static Task ConfigurationAsync(HttpContext context)
    {
        var configuration = context.RequestServices.GetRequiredService<CurrentInstallation>();
        var (mode, status) = (configuration.Read().Mode, configuration.Status);
        return DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteString("place", status.Place);
            json.WriteString("mailMode", mode.GetType().Name);
            json.WriteString("acceptedAt", InstantPattern.ExtendedIso.Format(status.AcceptedAt));
            json.WriteString("fingerprint", status.Fingerprint);
            json.WriteBoolean("fromLastGood", status.FromLastGood);
            json.WriteStartArray("errors");
            foreach (var error in status.Errors)
            {
                json.WriteStartObject();
                json.WriteString("path", error.Path);
                json.WriteString("reason", error.Reason);
                json.WriteString("fix", error.Fix);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static async Task DoctorAsync(HttpContext context)
    {
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        var findings = await context.RequestServices.GetRequiredService<Doctor>().LookAsync(now, context.RequestAborted);
        await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("findings");
            foreach (var finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("check", finding.Check);
                json.WriteString("level", finding.Level);
                json.WriteString("what", finding.What);
                if (finding.Fix is { } fix)
                {
                    json.WriteString("fix", fix);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
