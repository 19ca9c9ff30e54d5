using System.Collections.Immutable;
using FollowUps.People;
using FollowUps.Plans.Reading;
using NodaTime;

namespace FollowUps.Platforms;

/// <summary>Reads platform mappings; their schema is <c>docs/schema/platform-mapping.schema.json</c>.</summary>
public static class ReadPlatformMapping
{
    private static readonly string[] Names = ["$schema", "note", "name", "input", "sources", "detect", "ignore", "events", "join", "customer", "defaults"];

    /// <summary>Reads the files of <c>config/platforms</c>.</summary>
    /// <param name="files">Their bytes by name ("zoom.json").</param>
    /// <returns>The mappings, and everything that is wrong; with an error in it, a file has no mapping.</returns>
    public static (PlatformMappings Mappings, ImmutableArray<ConfigError> Errors) All(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var (mappings, errors) = (new List<PlatformMapping>(), ImmutableArray.CreateBuilder<ConfigError>());
        foreach (var (file, bytes) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var (mapping, wrong) = Of(bytes);
            errors.AddRange(wrong.Select(error => error with { Path = $"platforms/{file}: {error.Path}" }));
            if (mapping is not null && mappings.Exists(other => other.Name == mapping.Name))
            {
                errors.Add(new ConfigError($"platforms/{file}: name", $"Another file has the name '{mapping.Name}' as well.", "Give each mapping a name of its own."));
            }
            else if (mapping is not null)
            {
                mappings.Add(mapping);
            }
        }

        return (new PlatformMappings(mappings), errors.ToImmutable());
    }

    /// <summary>Reads one file: UTF-8, with or without a byte order mark. It never throws for what is in it.</summary>
    public static (PlatformMapping? Mapping, ImmutableArray<ConfigError> Errors) Of(ReadOnlyMemory<byte> utf8) => ConfigDocument.Read(utf8, MappingOf);

    private static PlatformMapping? MappingOf(ConfigNode root)
    {
        if (!root.IsObjectOf(Names))
        {
            return null;
        }

        var name = root.Require("name", "Name the platform: \"name\": \"genesys\".");
        var events = root.Require("events", "Describe at least one event: \"events\": [ … ].")?.Items().Select(EventOf).ToImmutableArray() ?? [];
        if (root.Find("events") is { IsEmptyList: true } empty)
        {
            empty.Error("There is no event", "Describe at least one.");
        }

        return new PlatformMapping
        {
            Name = name is null ? "" : ReadMappingRule.Id(name),
            IsForm = root.Find("input") is { } input && ReadMappingRule.Word(input, "json", "form") == "form",
            Sources = root.Find("sources")?.Items().Select(item => item.Text("Write how the source begins.")).ToImmutableArray() ?? [],
            Detect = root.Find("detect") is { } detect ? ReadMappingRule.Tests(detect) : [],
            Ignore = root.Find("ignore")?.Items().Select(IgnoredOf).ToImmutableArray() ?? [],
            Events = events,
            Join = root.Find("join") is { } join ? JoinOf(join, events) : null,
            Customer = root.Find("customer") is { } customer ? CustomerOf(customer) : new CustomerRule(),
            Defaults = ConstantsOf(root.Find("defaults")),
        };
    }

    private static MappedEvent EventOf(ConfigNode node)
    {
        if (!node.IsObjectOf("name", "note", "when", "fields"))
        {
            return new MappedEvent("");
        }

        var name = node.Require("name", "Name the event: \"name\": \"closed\".");
        var texts = ImmutableDictionary.CreateBuilder<string, MappingRule>(StringComparer.Ordinal);
        var lists = ImmutableDictionary.CreateBuilder<string, MappingList>(StringComparer.Ordinal);
        MappingPromises? promises = null;
        var fields = node.Require("fields", "Say where the fields are: \"fields\": { \"callId\": \"…\" }.");
        foreach (var (field, rule) in fields?.Entries() ?? [])
        {
            if (MappedFields.TextNames.Contains(field)) texts[field] = ReadMappingRule.Of(rule);
            else if (MappedFields.ListNames.Contains(field)) lists[field] = ReadMappingRule.ListOf(rule);
            else if (field == "promises") promises = ReadMappingRule.PromisesOf(rule);
            else rule.Error($"'{field}' is no field of a closed call", Spelling.Suggest(field, [.. MappedFields.TextNames, .. MappedFields.ListNames, "promises"]));
        }

        return new MappedEvent(name is null ? "" : ReadMappingRule.Id(name))
        {
            When = node.Find("when") is { } when ? ReadMappingRule.Tests(when) : [],
            Texts = texts.ToImmutable(),
            Lists = lists.ToImmutable(),
            Promises = promises,
        };
    }

    private static IgnoredEvent IgnoredOf(ConfigNode node)
    {
        node.IsObjectOf("when", "reason");
        var when = node.Require("when", "Say which events are meant: \"when\": [ … ].");
        var reason = node.Require("reason", "Say why it is no closed call.");
        return new IgnoredEvent(when is null ? [] : ReadMappingRule.Tests(when), reason?.Text("Say why it is no closed call.") ?? "");
    }

    private static PartsRule? JoinOf(ConfigNode node, ImmutableArray<MappedEvent> events)
    {
        if (!node.IsObjectOf("note", "parts", "within", "otherwise", "fill"))
        {
            return null;
        }

        var list = node.Require("parts", "Name the events that make one call.");
        var parts = list?.Items().Select(item => item.Text("Name an event.")).ToImmutableArray() ?? [];
        if (list is not null && parts.Distinct(StringComparer.Ordinal).Count() is < 2 or > 5)
        {
            list.Error("A call is joined from 2 to 5 different events", "Name them, or leave \"join\" out.");
        }

        foreach (var part in parts.Where(part => part.Length > 0 && events.All(known => known.Name != part)))
        {
            list!.Error($"There is no event '{part}'", Spelling.Suggest(part, [.. events.Select(known => known.Name)]));
        }

        foreach (var part in events.Where(known => parts.Contains(known.Name) && !known.Texts.ContainsKey("callId")))
        {
            node.Error($"The event '{part.Name}' has no callId, by which parts are joined", "Add \"callId\" to its fields.");
        }

        var within = node.Require("within", "Say how long the first waits: \"within\": \"2h\".")?.Length() ?? Duration.FromHours(1);
        if (within < Duration.FromMinutes(1) || within > Duration.FromDays(7))
        {
            node.Find("within")!.Error("One minute to seven days is wanted", "Write for instance \"2h\".");
        }

        var otherwise = node.Require("otherwise", "Say \"take\" or \"deadLetter\".");
        return new PartsRule(parts, within, otherwise is not null && ReadMappingRule.Word(otherwise, "take", "deadLetter") == "take", ConstantsOf(node.Find("fill")));
    }

    private static CustomerRule CustomerOf(ConfigNode node)
    {
        if (!node.IsObjectOf("lookUpBy", "phoneIsId"))
        {
            return new CustomerRule();
        }

        var by = node.Find("lookUpBy")?.Items().Select(item => ReadMappingRule.Word(item, "id", "phone")).ToList() ?? [];
        return new CustomerRule { ById = by.Contains("id"), ByPhone = by.Contains("phone"), PhoneIsId = node.Find("phoneIsId")?.Flag() ?? false };
    }

    private static ImmutableDictionary<string, string> ConstantsOf(ConfigNode? node)
    {
        var constants = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (field, value) in node?.Entries() ?? [])
        {
            if (MappedFields.TextNames.Contains(field)) constants[field] = value.Text("Write the text.");
            else value.Error($"'{field}' is no text field of a closed call", Spelling.Suggest(field, [.. MappedFields.TextNames]));
        }

        return constants.ToImmutable();
    }
}
