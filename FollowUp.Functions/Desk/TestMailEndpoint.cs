using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Triggers;

namespace FollowUps.Desk;

/// <summary>
/// <c>POST api/v1/test-mails</c> {<c>address</c>, <c>kind</c>, <c>language</c>, <c>division</c>, <c>queue</c>, <c>nonce</c>}: a mail to whoever asks, on the path of every
/// other mail. Only the address is required. The address is in the body, since queries are logged on the way.
/// </summary>
internal static class TestMailEndpoint
{
    private const int MaxBytes = 4 * 1024;
    private const int MaxText = 254;

    public static void MapTestMails(this WebApplication app) => app.MapPost("/api/v1/test-mails", (RequestDelegate)SendAsync);

    private static async Task SendAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } body)
        {
            await RefuseAsync(context, "body", "it is no JSON object of texts", "send {\"address\": \"pat@example.com\", \"kind\": \"check-in\", \"language\": \"en\"}");
            return;
        }

        if (!Division.TryParse(body.GetValueOrDefault("division") ?? Division.Main.Value, out var division))
        {
            await RefuseAsync(context, "division", "it is no division", "letters, digits and hyphens, at most 40");
            return;
        }

        var request = new TestMail(division, body.GetValueOrDefault("address") ?? "", body.GetValueOrDefault("kind"), body.GetValueOrDefault("language"), body.GetValueOrDefault("queue"));
        var now = context.RequestServices.GetRequiredService<InvocationClock>().Now(context.Request);
        var nonce = body.GetValueOrDefault("nonce") ?? Guid.NewGuid().ToString("N");
        switch (await context.RequestServices.GetRequiredService<SendTest>().RunAsync(request, nonce, "api", now, context.RequestAborted))
        {
            case SendTestResult.Due due:
                await DeskApiEndpoints.WriteAsync(context, StatusCodes.Status202Accepted, json =>
                {
                    json.WriteString("id", due.Id.Value);
                    json.WriteString("call", due.Call);
                });
                return;
            case SendTestResult.No no:
                await RefuseAsync(context, no.Field, no.Reason, no.Fix);
                return;
        }
    }

    // Null: no object, a value that is no text, or longer than anything that fits here.
    private static async Task<Dictionary<string, string>?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is > MaxBytes)
        {
            return null;
        }

        var buffer = new byte[MaxBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxBytes)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.String || property.Value.GetString() is not { Length: > 0 and <= MaxText } text)
                {
                    return null;
                }

                texts[property.Name] = text;
            }

            return texts;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext context, string field, string reason, string fix) => DeskApiEndpoints.WriteAsync(context, StatusCodes.Status400BadRequest, json =>
    {
        json.WriteString("error", $"{field}: {reason}.");
        json.WriteString("field", field);
        json.WriteString("fix", fix);
    });
}
