using System.Text.Json;
using FollowUps.Calls;
using FollowUps.People;
using FollowUps.Sending;

namespace FollowUps.Configuration;

/// <summary>
/// Reads <c>mail-mode.json</c>: <c>{"mode":"Redirect","redirectTo":"test@example.com"}</c>, <c>{"mode":"AllowList","allowList":["example.com"]}</c>,
/// <c>{"mode":"Off"}</c> or <c>{"mode":"Live"}</c>. It is the stop switch: what cannot be read lets nothing out.
/// </summary>
internal static class ReadMailMode
{
    /// <summary>The mode; <see cref="MailMode.Off"/> with an error when the file cannot be used.</summary>
    public static MailMode Of(ReadOnlyMemory<byte> json, ICollection<ConfigError> errors)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return Of(document.RootElement, errors);
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        return Refuse("(file)", "it is no JSON object", """write {"mode":"Off"}""", errors);
    }

    private static MailMode Of(JsonElement file, ICollection<ConfigError> errors)
    {
        var strange = file.EnumerateObject().FirstOrDefault(field => field.Name is not ("mode" or "redirectTo" or "allowList" or "$schema"));
        if (strange.Value.ValueKind != JsonValueKind.Undefined)
        {
            return Refuse(strange.Name, "the field is not known", "the fields are mode, redirectTo and allowList", errors);
        }

        switch (Text(file, "mode"))
        {
            case "Off":
                return new MailMode.Off();
            case "Live":
                return new MailMode.Live();
            case "Redirect":
                return EmailAddress.TryParse(Text(file, "redirectTo"), out var to)
                    ? new MailMode.Redirect(to!)
                    : Refuse("redirectTo", "missing or not an email address", "name the mailbox that takes every mail", errors);
            case "AllowList":
                var entries = file.TryGetProperty("allowList", out var list) && list.ValueKind == JsonValueKind.Array
                    ? list.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.String).Select(entry => entry.GetString()!.Trim()).Where(entry => entry.Length > 0).ToList()
                    : [];
                return entries.Count > 0
                    ? new MailMode.AllowList(AllowListOf(entries))
                    : Refuse("allowList", "missing or empty", "list addresses and domains as texts", errors);
            default:
                return Refuse("mode", "missing or not one of the choices", "use one of: Off, Redirect, AllowList, Live", errors);
        }
    }

    /// <summary>Addresses as they are compared, domains in lower case.</summary>
    internal static HashSet<string> AllowListOf(IEnumerable<string> entries) =>
        entries.Select(entry => EmailAddress.TryParse(entry, out var address) ? address!.Normalized : entry.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);

    private static MailMode.Off Refuse(string field, string reason, string fix, ICollection<ConfigError> errors)
    {
        errors.Add(new ConfigError($"{ConfigFiles.MailMode}: {field}", $"{reason}; nothing is sent meanwhile", fix));
        return new MailMode.Off();
    }

    private static string? Text(JsonElement file, string name) => file.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
