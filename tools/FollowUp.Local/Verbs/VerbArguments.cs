namespace FollowUps.Local.Verbs;

/// <summary>The arguments of a verb that works on one file.</summary>
public sealed class VerbArguments
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    private VerbArguments(string file) => File = file;

    /// <summary>The file.</summary>
    public string File { get; private set; }

    /// <summary>Reads what follows the verb.</summary>
    /// <param name="usage">The verb with its file, for error messages.</param>
    /// <param name="arguments">What follows the verb.</param>
    /// <param name="known">The options, each with a value.</param>
    /// <exception cref="RunnerException">No file or several, an option that is not known or lacks its value.</exception>
    public static VerbArguments Read(string usage, IReadOnlyList<string> arguments, params string[] known)
    {
        var read = new VerbArguments("");
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                read.File = read.File.Length == 0 ? argument : throw new RunnerException($"One file is wanted: {usage}.");
                continue;
            }

            var (name, given) = argument.Split('=', 2) is [var n, var v] ? (n, v) : (argument, ++i < arguments.Count ? arguments[i] : null);
            if (!known.Contains(name)) throw new RunnerException($"Unknown option '{name}'. Known: {string.Join(", ", known)}.");
            read._options[name] = string.IsNullOrEmpty(given) ? throw new RunnerException($"{name} needs a value.") : given;
        }

        if (read.File.Length == 0) throw new RunnerException($"Name the file: {usage}.");
        return System.IO.File.Exists(read.File) ? read : throw new RunnerException($"{read.File}: there is no such file.");
    }

    /// <summary>The value of an option; null: not given.</summary>
    public string? Option(string name) => _options.GetValueOrDefault(name);
}
