namespace FollowUps.Local;

/// <summary>Where the checked-out sources are: the folder that holds FollowUp.sln, found by walking up.</summary>
public static class Repository
{
    private const string Marker = "FollowUp.sln";

    /// <summary>The root folder.</summary>
    /// <exception cref="RunnerException">Neither the program's nor the current folder lies inside a checkout.</exception>
    public static string Root { get; } =
        Above(AppContext.BaseDirectory) ?? Above(Directory.GetCurrentDirectory())
        ?? throw new RunnerException($"{Marker} was not found above {AppContext.BaseDirectory}: run this from a checkout of the repository.");

    /// <summary>The folder of things that belong to this machine alone and are never committed.</summary>
    public static string Local => Path.Combine(Root, ".local");

    /// <summary>Output of processes that belong to no run of the main job, such as those of tests.</summary>
    public static string LogsApart => Path.Combine(Local, "logs-apart");

    private static string? Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, Marker)))
                return at.FullName;
        return null;
    }
}
