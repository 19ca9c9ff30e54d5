using System.Diagnostics;
using System.Text.Json;

namespace FollowUps.Local.Storage;

/// <summary>Azurite as pinned in tools/azurite/package-lock.json, installed by <c>npm ci</c> on first use.</summary>
internal static class AzuriteInstall
{
    /// <summary>The script that Node runs, installed if it was not.</summary>
    /// <exception cref="RunnerException">Node or npm is missing, or the installation failed.</exception>
    public static async Task<string> ScriptAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Repository.Root, "tools", "azurite");
        var script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (IsInstalled(folder)) return script;

        // Two runs may start at once on a fresh checkout; npm ci deletes what the other one has just written.
        using var turn = await TakeTurnAsync(Path.Combine(Repository.Local, "azurite-install.lock"), cancellationToken);
        if (IsInstalled(folder)) return script;
        await Console.Error.WriteLineAsync("Installing Azurite (npm ci in tools/azurite, once) …");
        await NpmCiAsync(folder, cancellationToken);
        return File.Exists(script) ? script : throw new RunnerException($"npm ci went through, but {script} is not there.", 1);
    }

    /// <summary>The Node executable's name.</summary>
    public static string Node => "node";

    /// <summary>What is loaded before it, so that its lookups do not take longer with everything that is stored.</summary>
    public static string Lookups => Path.Combine(Repository.Root, "tools", "azurite", "lookups.cjs");

    private static bool IsInstalled(string folder)
    {
        var installed = Path.Combine(folder, "node_modules", "azurite", "package.json");
        // npm writes this file last, so that a broken-off installation does not have it.
        if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")) || !File.Exists(installed)) return false;
        using var wanted = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "package.json")));
        using var found = JsonDocument.Parse(File.ReadAllText(installed));
        return wanted.RootElement.GetProperty("dependencies").GetProperty("azurite").GetString() == found.RootElement.GetProperty("version").GetString();
    }

    private static async Task NpmCiAsync(string folder, CancellationToken cancellationToken)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/c", "npm", "ci", "--no-audit", "--no-fund"])
            : new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        Process npm;
        try
        {
            npm = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new RunnerException("npm was not found. Install Node.js 20 or later (it brings npm): Azurite, the storage emulator, runs on it.", 2, e);
        }

        using (npm)
        {
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            await output;
            if (npm.ExitCode != 0) throw new RunnerException($"npm ci in tools/azurite failed (exit code {npm.ExitCode}):\n{(await error).Trim()}", 1);
        }
    }

    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, cancellationToken);
            }
        }
    }
}
