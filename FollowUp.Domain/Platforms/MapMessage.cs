using System.Text;
using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Calls.Reading;

namespace FollowUps.Platforms;

/// <summary>
/// The stage before reading: looks at what was delivered, finds the platform that it comes from, and makes events of our contract of it. What is in our contract
/// already passes through as it is.
/// </summary>
internal static class MapMessage
{
    /// <summary>Type of an envelope around a platform's own body, whose source (<c>/platforms/NAME</c>) says which platform's.</summary>
    public const string WrappedType = "followup.platform.event.v1";

    /// <summary>The events in one message, in order.</summary>
    /// <param name="message">As it was delivered.</param>
    /// <param name="mappings">The platforms that are known.</param>
    /// <param name="platform">The platform that the sender named beside the message; null: the message itself must tell.</param>
    public static IReadOnlyList<MappedItem> Of(ReadOnlyMemory<byte> message, PlatformMappings mappings, PlatformMapping? platform)
    {
        if (mappings.IsEmpty && platform is null)
        {
            return [new MappedItem.Ours(message)];
        }

        var json = MessageText.Json(message);
        if (MessageText.Parse(json, out var error) is { } element)
        {
            return platform is not null ? Items(element, mappings, platform, message, json) : Unwrapped(element, mappings, message, json);
        }

        // A form is no JSON; what is neither is refused by the reader of our own contract, in its words.
        var form = Utf8Text(json) is { } text ? SourceValue.OfForm(text) : null;
        var mapping = form is null ? null : platform is { IsForm: true } ? platform : platform is null ? mappings.Of(form, isForm: true) : null;
        return mapping is not null ? [Map(form!, mapping, message, isForm: true)]
            : platform is null ? [new MappedItem.Ours(message)]
            : [new MappedItem.Bad(error!, Kept(message, null), platform, null)];
    }

    /// <summary>A body whose platform only its sender named, so that a redrive still knows it.</summary>
    public static byte[] Wrap(PlatformMapping platform, ReadOnlyMemory<byte> body)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("type", WrappedType);
            json.WriteString("source", platform.Source);
            if (MessageText.Parse(MessageText.Json(body), out _) is { } element)
            {
                json.WritePropertyName("data");
                element.WriteTo(json);
            }
            else
            {
                json.WriteBase64String("data_base64", body.Span);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static IReadOnlyList<MappedItem> Unwrapped(JsonElement element, PlatformMappings mappings, ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> json)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Items(element, mappings, null, message, json);
        }

        var type = Envelope.Attribute(element, "type");
        if (Envelope.Attribute(element, "source") is not { } source || !source.StartsWith(PlatformMappings.SourcePrefix, StringComparison.Ordinal) || type == EventTypes.CallClosed)
        {
            return type != WrappedType && type?.StartsWith("followup.", StringComparison.Ordinal) == true
                ? [new MappedItem.Ours(message)]
                : Items(element, mappings, null, message, json);
        }

        if (mappings.Find(source[PlatformMappings.SourcePrefix.Length..]) is not { } platform)
        {
            var unknown = new InputError($"The source {CleanText.Quoted(source)} names a platform that has no mapping.", "source", $"Name one of: {string.Join(", ", mappings.Names)}; or add a mapping to config/platforms.");
            return [new MappedItem.Bad(unknown, DeadLetterContent.Of(message), null, null)];
        }

        if (element.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return [.. Items(data, mappings, platform, message, json).Select(item => Again(item, platform))];
        }

        return Body(element) is { } body
            ? [.. Of(body, mappings, platform).Select(item => Again(item, platform))]
            : [new MappedItem.Bad(new InputError("data is missing.", "data", "Send the platform's own body in \"data\", or in \"data_base64\"."), Kept(message, null), platform, null)];
    }

    private static byte[]? Body(JsonElement envelope) =>
        envelope.TryGetProperty("data", out var text) && text.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(text.GetString()!)
        : envelope.TryGetProperty("data_base64", out var base64) && base64.ValueKind == JsonValueKind.String && base64.TryGetBytesFromBase64(out var bytes) ? bytes
        : null;

    private static IReadOnlyList<MappedItem> Items(JsonElement element, PlatformMappings mappings, PlatformMapping? platform, ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> json)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            return [One(element, mappings, platform, message)];
        }

        var elements = element.EnumerateArray().ToList();
        if (platform is null && !elements.Exists(item => item.ValueKind == JsonValueKind.Object && mappings.Of(SourceValue.Of(item), isForm: false) is not null))
        {
            return [new MappedItem.Ours(message)];
        }

        // Each item is kept by itself, so that one bad event does not hold up the others.
        return [.. elements.Select(item => One(item, mappings, platform, elements.Count == 1 ? json : Encoding.UTF8.GetBytes(item.GetRawText())))];
    }

    private static MappedItem One(JsonElement element, PlatformMappings mappings, PlatformMapping? platform, ReadOnlyMemory<byte> message)
    {
        var item = SourceValue.Of(element);
        return (platform ?? mappings.Of(item, isForm: false)) is { } mapping ? Map(item, mapping, message, isForm: false) : new MappedItem.Ours(message);
    }

    private static MappedItem Map(SourceValue item, PlatformMapping mapping, ReadOnlyMemory<byte> message, bool isForm)
    {
        // What told the platform apart is read again, so that a redacted event is still recognised.
        mapping.Fits(item);
        item.Property("source")?.Keep();
        if (mapping.Ignore.FirstOrDefault(ignored => SourceTest.All(ignored.When, item)) is { } ignored)
        {
            return new MappedItem.Ignored(mapping, ignored.Reason);
        }

        if (mapping.Events.FirstOrDefault(one => SourceTest.All(one.When, item)) is not { } found)
        {
            return new MappedItem.Ignored(mapping, "none of the mapping's events");
        }

        var (fields, error) = found.Map(item);
        RedactedContent content;
        if (fields.IsDeclined)
        {
            fields.RemoveFreeText();
            var redacted = isForm ? item.FormWithoutText() : item.WithoutText();
            content = new RedactedContent(redacted, DocumentationConsent.Declined, Encoding.UTF8.GetString(redacted));
        }
        else
        {
            content = Kept(message, fields["documentationConsent"] is null or "granted" or "notAsked" ? DocumentationConsent.NotAsked : null);
        }

        return error is null ? new MappedItem.Event(mapping, found, fields, content) : new MappedItem.Bad(error, content, mapping, found);
    }

    /// <summary>An item of a wrapped body is kept wrapped.</summary>
    private static MappedItem Again(MappedItem item, PlatformMapping platform) => item switch
    {
        MappedItem.Event { Content: { Consent: DocumentationConsent.Declined } redacted } read => read with { Content = Wrapped(redacted, platform) },
        MappedItem.Bad { Content: { Consent: DocumentationConsent.Declined } redacted } bad => bad with { Content = Wrapped(redacted, platform) },
        MappedItem.Event read when !IsWrapped(read.Content) => read with { Content = Wrapped(read.Content, platform) },
        MappedItem.Bad bad when !IsWrapped(bad.Content) => bad with { Content = Wrapped(bad.Content, platform) },
        _ => item,
    };

    /// <summary>What is kept of an event whose platform was named by an HTTP path.</summary>
    public static RedactedContent Wrapped(RedactedContent content, PlatformMapping platform)
    {
        var wrapped = Wrap(platform, content.Bytes);
        return content with { Bytes = wrapped, Text = content.Text is null ? null : Encoding.UTF8.GetString(wrapped) };
    }

    private static bool IsWrapped(RedactedContent content) =>
        MessageText.Parse(MessageText.Json(content.Bytes), out _) is { ValueKind: JsonValueKind.Object } json && Envelope.Attribute(json, "source")?.StartsWith(PlatformMappings.SourcePrefix, StringComparison.Ordinal) == true;

    private static RedactedContent Kept(ReadOnlyMemory<byte> message, DocumentationConsent? consent) =>
        DeadLetterContent.Of(message) is { Consent: DocumentationConsent.Declined } stated ? stated
        : new RedactedContent(message, consent, consent is null ? null : Utf8Text(message));

    private static string? Utf8Text(ReadOnlyMemory<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes.Span) ? Encoding.UTF8.GetString(bytes.Span) : null;
}

/// <summary>What one event of a message is.</summary>
internal abstract record MappedItem
{
    private MappedItem()
    {
    }

    /// <summary>In our own contract, to be read as it is.</summary>
    public sealed record Ours(ReadOnlyMemory<byte> Message) : MappedItem;

    /// <summary>A platform's event in our fields.</summary>
    public sealed record Event(PlatformMapping Mapping, MappedEvent Of, MappedFields Fields, RedactedContent Content) : MappedItem;

    /// <summary>A platform's event that is no closed call.</summary>
    public sealed record Ignored(PlatformMapping Mapping, string Reason) : MappedItem;

    /// <summary>A platform's event that cannot be used.</summary>
    public sealed record Bad(InputError Error, RedactedContent Content, PlatformMapping? Mapping, MappedEvent? Of) : MappedItem;
}
