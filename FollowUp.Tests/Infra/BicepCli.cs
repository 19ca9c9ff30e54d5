using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using FollowUps.Local;

namespace FollowUps.Tests.Infra;

/// <summary>The Bicep compiler as pinned in Directory.Packages.props, working on a copy of <c>infra/</c>. It needs no network and no Azure.</summary>
internal sealed class BicepCli : IDisposable
{
    private const string Package = "BicepCli";
    private static readonly string Path = typeof(BicepCli).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == Package).Value!;

    public BicepCli()
    {
        Folder = Directory.CreateTempSubdirectory("followup-infra-").FullName;
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, "infra"), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, "FollowUp.Tests", "Infra"), "*.bicepparam")))
        {
            var inside = file.Contains($"{System.IO.Path.DirectorySeparatorChar}infra{System.IO.Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                ? System.IO.Path.GetRelativePath(System.IO.Path.Combine(Repository.Root, "infra"), file)
                : System.IO.Path.GetFileName(file);
            var copy = System.IO.Path.Combine(Folder, inside);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>True where it can run.</summary>
    public static bool IsThere => OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64 && File.Exists(Path);

    /// <summary>The copy.</summary>
    public string Folder { get; }

    /// <summary>Runs one command in the copy.</summary>
    /// <returns>Exit code, and everything it said.</returns>
    public async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = System.IO.Path.Combine(Repository.Local, "bicep");
        using var bicep = Process.Start(start)!;
        var said = await Task.WhenAll(bicep.StandardOutput.ReadToEndAsync(), bicep.StandardError.ReadToEndAsync());
        await bicep.WaitForExitAsync();
        return (bicep.ExitCode, string.Concat(said).Trim());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
