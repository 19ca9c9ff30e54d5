using FollowUps.Local.Verbs;

namespace FollowUps.Local;

/// <summary>A job beside the main one, chosen by the first word of the command line.</summary>
/// <param name="Name">The word.</param>
/// <param name="Usage">With its arguments, for the help text.</param>
/// <param name="Meaning">One line, for the help text.</param>
/// <param name="RunAsync">Does it; gets what follows the word; returns the exit code.</param>
public sealed record Verb(string Name, string Usage, string Meaning, Func<IReadOnlyList<string>, CancellationToken, Task<int>> RunAsync)
{
    /// <summary>Every verb there is.</summary>
    public static IReadOnlyList<Verb> All { get; } =
    [
        ExplainVerb.Verb, PreviewVerb.Verb, SendTestVerb.Verb, LintVerb.Verb, HolidaysVerb.Verb, ImportVerb.Verb, DeadLettersVerb.Verb, ResendVerb.Verb, SuppressionVerb.Verb, StatisticsVerb.Verb, DoctorVerb.Verb,
    ];

    /// <summary>The verb that a command line names; null: the main job.</summary>
    /// <exception cref="RunnerException">Its first word is none of the verbs.</exception>
    public static Verb? Find(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || arguments[0].StartsWith('-')) return null;
        return All.FirstOrDefault(v => v.Name == arguments[0]) ?? throw new RunnerException(
            $"Unknown verb '{arguments[0]}'. {(All.Count == 0 ? "Options start with --" : $"Known: {string.Join(", ", All.Select(v => v.Name))}")}; --help lists everything.");
    }
}
