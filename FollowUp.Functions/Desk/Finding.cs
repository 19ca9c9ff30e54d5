using FollowUps.People;

namespace FollowUps.Desk;

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Check">What was looked at: <c>configuration</c>, <c>directory</c>, <c>templates</c>, <c>plan book</c>, <c>storage</c>, <c>email</c>, <c>quota</c>.</param>
/// <param name="Level"><c>ok</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="What">What was found, in one or two sentences.</param>
/// <param name="Fix">What to do; null: nothing.</param>
internal sealed record Finding(string Check, string Level, string What, string? Fix = null)
{
    /// <summary>As it should be.</summary>
    public const string Ok = "ok";

    /// <summary>It works, and somebody should look at it.</summary>
    public const string Warning = "warning";

    /// <summary>Something does not work.</summary>
    public const string Error = "error";

    /// <summary>From a fault in a file.</summary>
    public static Finding Of(string check, string level, ConfigError error) => new(check, level, $"{error.Path}: {error.Reason}", error.Fix);
}
