using FollowUps.People;

namespace FollowUps.Configuration;

/// <summary>What keeps the program from starting: one line per fault on stderr, then exit code 1, which the host answers with a restart and an alert.</summary>
internal static class StartErrors
{
    /// <summary>Ends the process when there is anything to report.</summary>
    public static void StopAt(IReadOnlyList<ConfigError> errors)
    {
        if (errors.Count == 0)
        {
            return;
        }

        foreach (var error in errors)
        {
            Console.Error.WriteLine($"FollowUp cannot start: {error.Path}: {Sentence(error.Reason)} Fix: {Sentence(error.Fix)}");
        }

        Environment.Exit(1);
    }

    // Some reasons come as whole sentences, some without their full stop.
    private static string Sentence(string text) => text.TrimEnd().TrimEnd('.') + ".";

    /// <summary>Makes something from data files, or ends the process.</summary>
    public static T OrStop<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ConfigException exception)
        {
            StopAt(exception.Errors);
            throw;
        }
    }
}

/// <summary>Data files that cannot be used, with everything that is wrong in them.</summary>
internal sealed class ConfigException(IReadOnlyList<ConfigError> errors) : Exception("The configuration cannot be used.")
{
    public IReadOnlyList<ConfigError> Errors { get; } = errors;
}
