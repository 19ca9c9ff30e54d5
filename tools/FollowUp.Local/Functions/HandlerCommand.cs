namespace FollowUps.Local.Functions;

/// <summary>How a handler process is started, and the folder with its host.json and function.json files.</summary>
/// <param name="File">Executable.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Folder">Application root: working directory, host.json, functions.</param>
public sealed record HandlerCommand(string File, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>Folder of the file that takes what the process writes.</summary>
    public string Logs { get; init; } = Repository.LogsApart;

    /// <summary>The handler as built beside this program, or the given native executable.</summary>
    /// <param name="executable">Path of a published handler; null: FollowUp.Functions.dll of the runner's own configuration.</param>
    /// <exception cref="RunnerException">It is not there.</exception>
    public static HandlerCommand Find(string? executable)
    {
        if (executable is not null)
        {
            var path = Path.GetFullPath(executable);
            return System.IO.File.Exists(path)
                ? new HandlerCommand(path, [], Path.GetDirectoryName(path)!)
                : throw new RunnerException($"--handler {executable}: there is no such file.");
        }

        // …/bin/<configuration>/<framework>/ of the runner names the same of the handler.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var folder = Path.Combine(Repository.Root, "FollowUp.Functions", "bin", output.Parent?.Name ?? "Debug", output.Name);
        var dll = Path.Combine(folder, "FollowUp.Functions.dll");
        return System.IO.File.Exists(dll)
            ? new HandlerCommand(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [dll], folder)
            : throw new RunnerException($"{dll} is not there: build it first (dotnet build FollowUp.Functions).");
    }
}
