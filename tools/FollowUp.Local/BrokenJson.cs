using System.Text.Json;

namespace FollowUps.Local;

/// <summary>A file that should be JSON and is not, said in words: the parser's own message speaks to programmers.</summary>
internal static class BrokenJson
{
    /// <summary>The error to show.</summary>
    /// <param name="file">The file, after the option that names it.</param>
    /// <param name="text">What is in it.</param>
    /// <param name="cause">Holds the line.</param>
    public static RunnerException In(string file, string text, JsonException cause)
    {
        if (string.IsNullOrWhiteSpace(text)) return new RunnerException($"{file} is empty: write at least {{}} into it.", 2, cause);
        var line = (cause.LineNumber ?? 0) + 1;
        return new RunnerException(
            $"{file} is no JSON from line {line} on: look for a missing or extra comma, quote or bracket in line {line} or just before it.", 2, cause);
    }
}
