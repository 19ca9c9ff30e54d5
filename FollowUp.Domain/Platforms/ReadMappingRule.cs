using System.Collections.Immutable;
using FollowUps.Plans.Reading;

namespace FollowUps.Platforms;

/// <summary>Reads the rules of a mapping: a small closed set of operators, so that a mapping stays a table that people can read.</summary>
internal static class ReadMappingRule
{
    private const int MaxName = 40;
    private static readonly string[] Sources = ["path", "const", "first", "join"];
    private static readonly string[] Operators = [.. Sources, "with", "when", "after", "strip", "map", "time"];
    private static readonly string[] Tested = ["path", "is", "isNot", "startsWith", "endsWith", "exists"];

    /// <summary>A rule: a path as a text, or an object.</summary>
    public static MappingRule Of(ConfigNode node)
    {
        if (node.IsText)
        {
            return new MappingRule { Path = PathOf(node) };
        }

        if (!node.IsObjectOf(Operators))
        {
            return new MappingRule();
        }

        var given = Sources.Where(source => node.Find(source) is not null).ToList();
        if (given.Count != 1)
        {
            node.Error($"One of {string.Join(", ", Sources)} is wanted, and there are {given.Count}", "Keep exactly one of them.");
        }

        return new MappingRule
        {
            When = node.Find("when") is { } when ? Tests(when) : [],
            Path = node.Find("path") is { } path ? PathOf(path) : null,
            Constant = node.Find("const")?.Text("Write the text."),
            First = node.Find("first")?.Items().Select(Of).ToImmutableArray() ?? [],
            Joined = node.Find("join")?.Items().Select(Of).ToImmutableArray() ?? [],
            With = node.Find("with")?.Text("Write what stands between.") ?? " ",
            After = node.Find("after")?.Text("Write the mark that the rest comes after."),
            Strip = node.Find("strip") is { } strip ? Texts(strip) : [],
            Map = node.Find("map") is { } map ? MapOf(map) : ImmutableDictionary<string, string>.Empty,
            Time = node.Find("time") is { } time ? Word(time, [.. PlatformTime.Words]) : null,
        };
    }

    /// <summary>A list of texts: some rules, or <c>each</c> with <c>take</c>, or one rule with <c>split</c>.</summary>
    public static MappingList ListOf(ConfigNode node)
    {
        if (node.IsList)
        {
            return new MappingList { Rules = [.. node.Items().Select(Of)] };
        }

        if (!node.IsObjectOf("each", "take", "path", "split"))
        {
            return new MappingList();
        }

        if (node.Find("each") is null == node.Find("path") is null)
        {
            node.Error("Either 'each' or 'path' is wanted", "Name the list under \"each\", or a text under \"path\" and its separator under \"split\".");
        }

        return new MappingList
        {
            Each = node.Find("each") is { } each ? PathOf(each) : null,
            Take = node.Find("take") is { } take ? Of(take) : null,
            Rules = node.Find("path") is { } path ? [new MappingRule { Path = PathOf(path) }] : [],
            Split = node.Find("split")?.Text("Write the separator."),
        };
    }

    /// <summary>Promises: <c>each</c> with the <c>fields</c> of one.</summary>
    public static MappingPromises? PromisesOf(ConfigNode node)
    {
        if (!node.IsObjectOf("each", "fields"))
        {
            return null;
        }

        var each = node.Require("each", "Name the list.");
        var fields = ImmutableDictionary.CreateBuilder<string, MappingRule>(StringComparer.Ordinal);
        foreach (var (name, rule) in node.Require("fields", "Say where id, what and dueAt are.")?.Entries() ?? [])
        {
            if (MappedFields.PromiseNames.Contains(name)) fields[name] = Of(rule);
            else rule.Error($"'{name}' is no field of a promise", Spelling.Suggest(name, [.. MappedFields.PromiseNames]));
        }

        return each is null ? null : new MappingPromises(PathOf(each), fields.ToImmutable());
    }

    /// <summary>What must hold: all of a list.</summary>
    public static ImmutableArray<SourceTest> Tests(ConfigNode node)
    {
        if (node.IsEmptyList)
        {
            node.Error("There is no test", "Write at least one, or leave the list out.");
        }

        return [.. node.Items().Select(TestOf)];
    }

    /// <summary>A name that may stand in a path and in a key.</summary>
    public static string Id(ConfigNode node)
    {
        var name = node.Text("Write a name.");
        if (name.Length > MaxName || name.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')))
        {
            node.Error($"A name has at most {MaxName} of the characters a-z, 0-9 and -", "Write for instance \"contact-record\".");
        }

        return name;
    }

    /// <summary>One of a few words.</summary>
    public static string Word(ConfigNode node, params string[] known)
    {
        var word = node.Text($"Write one of: {string.Join(", ", known)}.");
        if (word.Length > 0 && !known.Contains(word))
        {
            node.Error($"'{word}' is not known here", Spelling.Suggest(word, known));
        }

        return known.Contains(word) ? word : known[0];
    }

    private static SourceTest TestOf(ConfigNode node)
    {
        if (node.IsText)
        {
            return new SourceTest(PathOf(node)) { Exists = true };
        }

        if (!node.IsObjectOf(Tested) || node.Require("path", "Say where to look.") is not { } path)
        {
            return new SourceTest(SourcePath.OfName(""));
        }

        if (Tested.Skip(1).All(test => node.Find(test) is null))
        {
            node.Error("It says where to look, but not what for", $"Add one of: {string.Join(", ", Tested.Skip(1))}.");
        }

        return new SourceTest(PathOf(path))
        {
            Is = node.Find("is") is { } are ? Texts(are) : [],
            IsNot = node.Find("isNot") is { } not ? Texts(not) : [],
            StartsWith = node.Find("startsWith")?.Text("Write how it begins."),
            EndsWith = node.Find("endsWith")?.Text("Write how it ends."),
            Exists = node.Find("exists")?.Flag(),
        };
    }

    private static SourcePath PathOf(ConfigNode node)
    {
        var text = node.Text("Write a path, like \"detail.contactId\".");
        var path = SourcePath.Parse(text);
        if (path is null && text.Length > 0)
        {
            node.Error("This is no path", "Write names with dots between (\"data.user.name\"), [0], [-1], [field=value], {} for JSON in a text, and quotes '…' around a name with a dot.");
        }

        return path ?? SourcePath.OfName("");
    }

    private static ImmutableArray<string> Texts(ConfigNode node) =>
        node.IsList ? [.. node.Items().Select(item => item.Text("Write a text."))] : [node.Text("Write a text, or a list of texts.")];

    private static ImmutableDictionary<string, string> MapOf(ConfigNode node)
    {
        var map = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (code, word) in node.Entries())
        {
            if (!map.TryAdd(code, word.Text("Write our word for the code.")))
            {
                word.Error($"'{code}' is there in another spelling already", "Keep one: capitals make no difference.");
            }
        }

        return map.ToImmutable();
    }
}
