using System.Diagnostics;
using System.IO.Compression;
using FollowUps.Local;
using Xunit;

namespace FollowUps.Tests.Infra;

/// <summary>
/// One run of a deploy script against the stand-ins of <c>Scripts/</c>. They show that the script asks for the right things in the right order and stops where it
/// must; what Azure itself answers, only a deployment shows.
/// </summary>
internal sealed class DeployRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("followup-deploy-").FullName;

    private DeployRun()
    {
    }

    public int ExitCode { get; private set; }

    /// <summary>Everything it said.</summary>
    public string Said { get; private set; } = "";

    /// <summary>Calls of <c>az</c> and <c>curl</c>, in order.</summary>
    public IReadOnlyList<string> Calls => Lines("calls");

    /// <summary>Values that were put into the vault.</summary>
    public IReadOnlyList<string> Secrets => Lines("calls.secrets");

    /// <param name="script"><c>deploy.sh</c> or <c>deploy.ps1</c>.</param>
    /// <param name="azure">What the stand-in for Azure is like; see Scripts/az.</param>
    /// <param name="options">As deploy.sh spells them; the package of the test is added.</param>
    public static async Task<DeployRun> OfAsync(string script, string azure, params string[] options)
    {
        var run = Prepared();
        var (program, first) = script == "deploy.sh" ? ("bash", []) : PowerShell("-File");
        string[] all = [.. options, "--zip", run.Package()];
        await run.RunAsync(azure, program, [.. first, Path.Combine(Repository.Root, script), .. script == "deploy.sh" ? all : all.Select(AsPowerShellSays)]);
        return run;
    }

    /// <summary>Runs a hook of <c>azure.yaml</c> as azd does: its own command line, in its shell, with the resource group in the environment.</summary>
    /// <param name="hook">The command line; the package of the test is added.</param>
    /// <param name="inPowerShell">In which of the two shells.</param>
    public static async Task<DeployRun> OfHookAsync(string hook, bool inPowerShell)
    {
        var run = Prepared();
        var (program, first) = inPowerShell ? PowerShell("-Command") : ("sh", (string[])["-c"]);
        await run.RunAsync("secrets-there", program, [.. first, $"{hook} {(inPowerShell ? "-Zip" : "--zip")} {run.Package()}"]);
        return run;
    }

    private static DeployRun Prepared()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-ins are shell scripts.");
        var run = new DeployRun();
        foreach (var name in (string[])["az", "curl"])
        {
            var copy = Path.Combine(run._folder, name);
            File.Copy(Path.Combine(Repository.Root, "FollowUp.Tests", "Infra", "Scripts", name), copy);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        return run;
    }

    private async Task RunAsync(string azure, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = _folder + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment["FAKE_AZURE"] = azure;
        start.Environment["FAKE_LOG"] = Path.Combine(_folder, "calls");
        start.Environment["FOLLOWUP_WAIT_SECONDS"] = "0";
        start.Environment["AZURE_RESOURCE_GROUP"] = "rg-of-azd";
        using var process = Process.Start(start)!;
        Said = string.Concat(await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()));
        await process.WaitForExitAsync();
        ExitCode = process.ExitCode;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (string Program, string[] First) PowerShell(string how)
    {
        string[] file = ["-NoLogo", "-NoProfile", "-NonInteractive", how];
        if ((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "pwsh"))))
        {
            return ("pwsh", file);
        }

        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var restored = Directory.Exists(Path.Combine(packages, "powershell"));
        Assert.True(restored || Environment.GetEnvironmentVariable("FOLLOWUP_REQUIRE_POWERSHELL") != "1", "PowerShell is required here and not found: dotnet tool restore.");
        Assert.SkipUnless(restored, "PowerShell is neither on the path nor restored (dotnet tool restore).");
        return ("dotnet", ["tool", "run", "pwsh", "--", .. file]);
    }

    private static string AsPowerShellSays(string option) => option switch
    {
        "--resource-group" => "-ResourceGroup",
        "--what-if" => "-WhatIf",
        "--app-only" => "-AppOnly",
        "--parameter" => "-Parameter",
        "--environment" => "-Environment",
        "--location" => "-Location",
        "--zip" => "-Zip",
        _ => option,
    };

    private string Package()
    {
        var file = Path.Combine(_folder, "package.zip");
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach (var name in (string[])["host.json", "config/plan-book.json", "CallClosed/function.json", "DueSweep/function.json", "Web/function.json"])
        {
            zip.CreateEntry(name);
        }

        return file;
    }

    private string[] Lines(string name) => File.Exists(Path.Combine(_folder, name)) ? File.ReadAllLines(Path.Combine(_folder, name)) : [];
}
