using System.Text.Json;

namespace FollowUps.Plans.Reading;

/// <summary>
/// A value of a data file with its place. What does not fit is noted in the findings and read as an empty value, so that reading goes on and
/// finds everything; with one error the result is thrown away.
/// </summary>
internal sealed class ConfigNode(JsonElement element, string path, ConfigFindings findings)
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>True for a list without items.</summary>
    public bool IsEmptyList => element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 0;

    /// <summary>True for a list.</summary>
    public bool IsList => element.ValueKind == JsonValueKind.Array;

    /// <summary>True for a text.</summary>
    public bool IsText => element.ValueKind == JsonValueKind.String;

    /// <summary>Notes an error here.</summary>
    public void Error(string reason, string fix) => findings.Error(Path, reason, fix);

    /// <summary>Notes a warning here.</summary>
    public void Warning(string reason, string fix) => findings.Warning(Path, reason, fix);

    /// <summary>True for an object; any name that is not known is an error, since a misspelt setting would quietly not hold.</summary>
    public bool IsObjectOf(params string[] known)
    {
        if (!IsObject())
        {
            return false;
        }

        foreach (var (name, value) in Properties().Where(property => !known.Contains(property.Name)))
        {
            value.Error($"'{name}' is not known here", Spelling.Suggest(name, known));
        }

        return true;
    }

    /// <summary>A property, or null where it is missing.</summary>
    public ConfigNode? Find(string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? At(name, value) : null;

    /// <summary>A property, or null and an error where it is missing.</summary>
    public ConfigNode? Require(string name, string fix)
    {
        var found = Find(name);
        if (found is null)
        {
            Error($"'{name}' is missing", fix);
        }

        return found;
    }

    /// <summary>The properties of an object whose names are the admin's own; anything else is an error and has none.</summary>
    public IEnumerable<(string Name, ConfigNode Value)> Entries() => IsObject() ? Properties() : [];

    /// <summary>The items of a list; anything else is an error and has none.</summary>
    public IEnumerable<ConfigNode> Items()
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().Select((item, index) => new ConfigNode(item, ConfigPath.Item(Path, index), findings));
        }

        Error("A list is wanted", "Put it in [ and ].");
        return [];
    }

    /// <summary>A text that is not empty, or an error and an empty text.</summary>
    public string Text(string fix)
    {
        if (element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        Error("A text is wanted", fix);
        return "";
    }

    /// <summary>A number between two bounds, or an error and the lower bound.</summary>
    public decimal Number(decimal from, decimal to)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var number) && number >= from && number <= to)
        {
            return number;
        }

        Error($"A number from {from} to {to} is wanted", $"Write a number from {from} to {to}, without quotes.");
        return from;
    }

    /// <summary>A whole number between two bounds, or an error and the lower bound.</summary>
    public int Whole(int from, int to)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= from && number <= to)
        {
            return number;
        }

        Error($"A whole number from {from} to {to} is wanted", $"Write a whole number from {from} to {to}, without quotes.");
        return from;
    }

    /// <summary>True or false, or an error and false.</summary>
    public bool Flag()
    {
        if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Error("true or false is wanted", "Write true or false, without quotes.");
        }

        return element.ValueKind == JsonValueKind.True;
    }

    /// <summary>Notes an error unless this is <c>true</c>.</summary>
    public void MustBeTrue(string fix)
    {
        if (element.ValueKind != JsonValueKind.True)
        {
            Error("Only true makes sense here", fix);
        }
    }

    private bool IsObject()
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        Error("An object is wanted", "Put it in { and }.");
        return false;
    }

    private IEnumerable<(string Name, ConfigNode Value)> Properties() =>
        element.EnumerateObject().Select(property => (property.Name, At(property.Name, property.Value)));

    private ConfigNode At(string name, JsonElement value) => new(value, ConfigPath.Property(Path, name), findings);
}
