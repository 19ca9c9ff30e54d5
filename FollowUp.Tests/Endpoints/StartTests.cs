using System.Diagnostics;
using FollowUps.Local.Functions;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>What keeps the handler from starting: said all at once, with the path and the fix, and exit code 1, which the host answers with a restart and an alert.</summary>
public sealed class StartTests
{
    // Nobody listens there: what starts all the same has asked nothing of storage.
    private const string NoStorage = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=bm90IGEga2V5;QueueEndpoint=http://127.0.0.1:1/devstoreaccount1;TableEndpoint=http://127.0.0.1:1/devstoreaccount1;";

    [Fact]
    public async Task Everything_that_is_missing_is_named_at_once()
    {
        var (exitCode, errors) = await StartAsync([]);

        Assert.Equal(1, exitCode);
        Assert.All(["AzureWebJobsStorage", "FollowUp:Pepper", "Links:BaseUrl", "Links:Keys", "Email:Endpoint", "Mail:From"], path =>
            Assert.Single(errors, line => line.StartsWith($"FollowUp cannot start: {path}: ", StringComparison.Ordinal) && line.Contains(" Fix: ", StringComparison.Ordinal)));
        Assert.All(errors, line => Assert.StartsWith("FollowUp cannot start: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Mail__Mode", "Life", "Mail:Mode", "Off, Redirect, AllowList, Live")]
    [InlineData("FollowUp__Pepper", "c2hvcnQ=", "FollowUp:Pepper", "16 random bytes")]
    [InlineData("Links__Keys__0", "c2hvcnQ=", "Links:Keys:0", "32 random bytes")]
    [InlineData("Links__BaseUrl", "care.example.com", "Links:BaseUrl", "https://")]
    [InlineData("Mail__From", "care", "Mail:From", "address")]
    [InlineData("Sending__PerMinute", "many", "Sending:PerMinute", "from 1 to")]
    public async Task A_setting_that_cannot_be_used_is_named_with_its_fix(string setting, string value, string path, string fix)
    {
        var (exitCode, errors) = await StartAsync(new(HandlerStage.SettingsFor(NoStorage, 1)) { [setting] = value });

        Assert.Equal(1, exitCode);
        var error = Assert.Single(errors);
        Assert.StartsWith($"FollowUp cannot start: {path}: ", error, StringComparison.Ordinal);
        Assert.Contains(fix, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WEBSITE_SITE_NAME")]
    [InlineData("WEBSITE_INSTANCE_ID")]
    public async Task On_Azure_no_request_sets_the_clock(string azure)
    {
        var (exitCode, errors) = await StartAsync(new(HandlerStage.SettingsFor(NoStorage, 1)) { [azure] = "followup-prod" });

        Assert.Equal(1, exitCode);
        Assert.Equal("FollowUp cannot start: FollowUp:Clock: a clock set by requests is refused on Azure. Fix: remove FollowUp__Clock.", Assert.Single(errors));
    }

    [Theory]
    [InlineData("plan-book.json", """{ "rules": [ { "name": "a", "plan": [ { "kind": "chek-in", "delay": { "elapsed": "24h" } } ] } ] }""", "plan-book.json: rules[0].plan[0].kind")]
    [InlineData("plan-book.json", "{ \"rules\": [", "plan-book.json: ")]
    [InlineData("plan-book.json", null, "config/plan-book.json")]
    [InlineData("directory.json", "{}", "directory.json: (file): 'default'")]
    [InlineData("directory.json", null, "config/directory.json")]
    public async Task A_data_file_that_cannot_be_used_is_named_with_the_path_in_it(string file, string? content, string path)
    {
        var folder = Directory.CreateTempSubdirectory("config");
        try
        {
            CopyShipped("config", folder);
            CopyShipped("templates", folder);
            var changed = Path.Combine(folder.FullName, "config", file);
            if (content is null) File.Delete(changed);
            else await File.WriteAllTextAsync(changed, content);

            var (exitCode, errors) = await StartAsync(new(HandlerStage.SettingsFor(NoStorage, 1)) { ["FollowUp__ConfigDirectory"] = folder.FullName });

            Assert.Equal(1, exitCode);
            Assert.Contains(errors, line => line.StartsWith($"FollowUp cannot start: {path}", StringComparison.Ordinal) && line.Contains(" Fix: ", StringComparison.Ordinal));
            Assert.All(errors, line => Assert.StartsWith("FollowUp cannot start: ", line, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_probe_is_answered_also_while_storage_is_away()
    {
        var command = HandlerCommand.Find(null);
        await using var handler = await HandlerProcess.StartAsync(999, command, HandlerStage.SettingsFor(NoStorage, 1), TimeSpan.FromMinutes(1), _ => { }, CancellationToken.None);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal("FollowUp is ready.", await client.GetStringAsync(await handler.ReadyAsync(CancellationToken.None)));
        File.Delete(handler.LogPath);
    }

    private static void CopyShipped(string folder, DirectoryInfo to)
    {
        var from = Path.Combine(HandlerCommand.Find(null).Folder, folder);
        if (!Directory.Exists(from)) return;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to.FullName, folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static async Task<(int ExitCode, string[] Errors)> StartAsync(Dictionary<string, string> settings)
    {
        var command = HandlerCommand.Find(null);
        var start = new ProcessStartInfo(command.File, command.Arguments) { WorkingDirectory = command.Folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = "0";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = await process.StandardError.ReadToEndAsync(limit.Token);
            await output;
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
