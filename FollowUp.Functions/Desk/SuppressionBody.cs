using System.Buffers;
using System.Globalization;
using System.Text;
using FollowUps.Calls;
using FollowUps.Suppressions;

namespace FollowUps.Desk;

/// <summary>What a request about the suppression list says: whose list, and its lines. A request that cannot be used is answered with 400 and what to write instead.</summary>
internal static class SuppressionBody
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxErrors = 100;

    /// <summary>A query value that is true or false (the default); null when the request was refused.</summary>
    public static async Task<bool?> FlagAsync(HttpContext context, string name)
    {
        switch (context.Request.Query[name].FirstOrDefault())
        {
            case "true":
                return true;
            case null or "false":
                return false;
            default:
                await RefuseAsync(context, [new SuppressionError(0, name, "is neither true nor false.", $"Write ?{name}=true, or leave it out.")]);
                return null;
        }
    }

    /// <summary>Where the list is kept; null when the request was refused.</summary>
    public static async Task<Division?> PlaceAsync(HttpContext context)
    {
        if (await FlagAsync(context, "everywhere") is not { } everywhere)
        {
            return null;
        }

        var named = context.Request.Query["division"].FirstOrDefault();
        if (everywhere && named is null)
        {
            return Division.Installation;
        }

        if (!everywhere && Division.TryParse(named ?? "main", out var division))
        {
            return division;
        }

        await RefuseAsync(context, [new SuppressionError(0, "division", "is no division's name, or is given beside everywhere.", "Write ?division=main, or ?everywhere=true.")]);
        return null;
    }

    /// <summary>The body as text; null when it was refused.</summary>
    public static async Task<string?> TextAsync(HttpContext context)
    {
        var body = new ArrayBufferWriter<byte>();
        for (var read = 1; read > 0 && body.WrittenCount <= MaxBytes; body.Advance(read))
        {
            read = await context.Request.Body.ReadAsync(body.GetMemory(4096), context.RequestAborted);
        }

        if (body.WrittenCount <= MaxBytes)
        {
            return Encoding.UTF8.GetString(body.WrittenSpan);
        }

        await RefuseAsync(context, [new SuppressionError(0, "body", "is larger than 1 MiB.", "Send it in parts.")]);
        return null;
    }

    /// <summary>False when the request was refused, because of its lines or their number.</summary>
    public static async Task<bool> IsUsableAsync(HttpContext context, IReadOnlyList<SuppressionError> errors, int lines, int most)
    {
        var refused = errors.Count > 0 ? errors
            : lines > most ? [new SuppressionError(0, "body", "has too many lines.", string.Create(CultureInfo.InvariantCulture, $"Send at most {most} at a time."))]
            : [];
        if (refused.Count > 0)
        {
            await RefuseAsync(context, refused);
        }

        return refused.Count == 0;
    }

    private static Task RefuseAsync(HttpContext context, IReadOnlyList<SuppressionError> errors) =>
        DeskApiEndpoints.WriteAsync(context, StatusCodes.Status400BadRequest, json =>
        {
            json.WriteStartArray("errors");
            foreach (var error in errors.Take(MaxErrors))
            {
                json.WriteStartObject();
                json.WriteNumber("line", error.Line);
                json.WriteString("field", error.Column);
                json.WriteString("reason", error.Reason);
                json.WriteString("fix", error.Fix);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
}
