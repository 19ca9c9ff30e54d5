using System.Diagnostics;
using FollowUps.Local;
using Xunit;

namespace FollowUps.Tests;

/// <summary>Folders of <c>tools/</c> with a package-lock.json, installed by <c>npm ci</c> when they are not.</summary>
internal static class NodePackages
{
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>The folder, once it is installed.</summary>
    public static async Task<string> InstalledAsync(string tool)
    {
        var folder = Path.Combine(Repository.Root, "tools", tool);
        await Turn.WaitAsync();
        try
        {
            // npm writes this file last, so that a broken-off installation does not have it.
            var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
            if (!File.Exists(installed) || File.GetLastWriteTimeUtc(installed) < File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
            {
                var start = OperatingSystem.IsWindows()
                    ? new ProcessStartInfo("cmd.exe", ["/c", "npm", "ci", "--no-audit", "--no-fund"])
                    : new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]);
                start.WorkingDirectory = folder;
                start.RedirectStandardOutput = start.RedirectStandardError = true;
                using var npm = Process.Start(start)!;
                var said = await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
                await npm.WaitForExitAsync();
                Assert.True(npm.ExitCode == 0, string.Concat(said));
            }
        }
        finally
        {
            Turn.Release();
        }

        return folder;
    }
}
