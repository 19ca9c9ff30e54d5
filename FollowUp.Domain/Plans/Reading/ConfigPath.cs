namespace FollowUps.Plans.Reading;

/// <summary>How a place in a data file is written in an error: <c>rules[2].plan[0].delay</c>.</summary>
internal static class ConfigPath
{
    /// <summary>The path of the file as a whole.</summary>
    public const string File = "(file)";

    /// <summary>The path of the outermost object.</summary>
    public const string Root = "";

    /// <summary>The path of an item of a list.</summary>
    public static string Item(string list, int index) => $"{list}[{index}]";

    /// <summary>The path of a property; a name that is no plain word is quoted (<c>outcomeMap["/platform/eu"]</c>).</summary>
    public static string Property(string parent, string name) =>
        !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '$') || name.Length == 0 ? $"{parent}[\"{name}\"]"
        : parent == Root ? name
        : $"{parent}.{name}";
}
