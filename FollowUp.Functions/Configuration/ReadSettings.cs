using System.Globalization;
using FollowUps.Calls;
using FollowUps.People;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.Telemetry;

namespace FollowUps.Configuration;

/// <summary>Typed reading of settings that collects what is wrong instead of stopping at the first.</summary>
internal sealed class ReadSettings(IConfiguration settings)
{
    private readonly List<ConfigError> _errors = [];

    public IReadOnlyList<ConfigError> Errors => _errors;

    public string? Text(string path) => settings[path] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public void Require(bool holds, string path, string reason, string fix)
    {
        if (!holds)
        {
            _errors.Add(new ConfigError(path, reason, fix));
        }
    }

    public string Choice(string path, string byDefault, params string[] choices)
    {
        var text = Text(path) ?? byDefault;
        var choice = Array.Find(choices, c => c.Equals(text, StringComparison.OrdinalIgnoreCase));
        Require(choice is not null, path, "not one of the choices", $"use one of: {string.Join(", ", choices)}");
        return choice ?? byDefault;
    }

    public int Number(string path, int byDefault, int min, int max)
    {
        if (Text(path) is not { } text)
        {
            return byDefault;
        }

        var valid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max;
        Require(valid, path, "not a number in range", string.Create(CultureInfo.InvariantCulture, $"use a whole number from {min} to {max}"));
        return valid ? number : byDefault;
    }

    public ReadOnlyMemory<byte> Secret(string path, int atLeast)
    {
        var bytes = Text(path) is { } text ? Decode(text) : null;
        Require(bytes?.Length >= atLeast, path, "missing, not base64, or too short", string.Create(CultureInfo.InvariantCulture, $"set it to base64 of at least {atLeast} random bytes"));
        return bytes?.Length >= atLeast ? bytes : new byte[atLeast];
    }

    public Uri? Address(string path, bool required)
    {
        var text = Text(path);
        var valid = Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http";
        Require(valid || (text is null && !required), path, text is null ? "missing" : "not an http address", "set it to an address such as https://care.example.com");
        return valid ? address : null;
    }

    public EmailAddress? Mailbox(string path, bool required)
    {
        var text = Text(path);
        var valid = EmailAddress.TryParse(text, out var address);
        Require(valid || (text is null && !required), path, text is null ? "missing" : "not an email address", "set it to an address such as care@mail.example.com");
        return valid ? address : null;
    }

    public IReadOnlyList<LinkKey> LinkKeys()
    {
        var keys = settings.GetSection("Links:Keys").GetChildren()
            .Select(child => (child.Key, Valid: byte.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var id), Id: id))
            .OrderByDescending(key => key.Id)
            .ToList();
        Require(keys.Count > 0, "Links:Keys", "no signing key", "set Links__Keys__1 to base64 of 32 random bytes");
        keys.ForEach(key => Require(key.Valid, $"Links:Keys:{key.Key}", "a key's name is a number from 0 to 255", "rename it"));
        return [.. keys.Where(key => key.Valid).Select(key => new LinkKey(key.Id, Secret($"Links:Keys:{key.Key}", 32)))];
    }

    /// <summary>The mail mode: read anew every time, because it is also the stop switch. Missing: nothing is sent.</summary>
    public MailMode Mode()
    {
        switch (Choice("Mail:Mode", "Off", "Off", "Redirect", "AllowList", "Live"))
        {
            case "Redirect":
                return Mailbox("Mail:RedirectTo", required: true) is { } to ? new MailMode.Redirect(to) : new MailMode.Off();
            case "AllowList":
                var entries = (Text("Mail:AllowList") ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                Require(entries.Length > 0, "Mail:AllowList", "missing", "list addresses and domains, separated by commas");
                return new MailMode.AllowList(ReadMailMode.AllowListOf(entries));
            case "Live":
                return new MailMode.Live();
            default:
                return new MailMode.Off();
        }
    }

    /// <summary>Where traces and metrics go.</summary>
    public TelemetryTarget Telemetry()
    {
        var connection = Text("APPLICATIONINSIGHTS_CONNECTION_STRING");
        var byDefault = connection is not null ? "azureMonitor" : Text("OTEL_EXPORTER_OTLP_ENDPOINT") is not null ? "otlp" : "none";
        switch (Choice("Telemetry:Exporter", byDefault, "azureMonitor", "otlp", "console", "none"))
        {
            case "azureMonitor" when connection is not null:
                var authentication = (Text("APPLICATIONINSIGHTS_AUTHENTICATION_STRING") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
                return new TelemetryTarget.Monitor(connection, authentication["Authorization"].Contains("AAD", StringComparer.OrdinalIgnoreCase), authentication["ClientId"].FirstOrDefault());
            case "azureMonitor":
                Require(false, "APPLICATIONINSIGHTS_CONNECTION_STRING", "missing", "set it to the connection string of the Application Insights resource, or Telemetry__Exporter to none");
                return new TelemetryTarget.Nowhere();
            case "otlp":
                return new TelemetryTarget.Collector();
            case "console":
                return new TelemetryTarget.Output();
            default:
                return new TelemetryTarget.Nowhere();
        }
    }

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
