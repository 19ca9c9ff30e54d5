using System.Diagnostics;
using Azure.Storage.Queues;
using FollowUps.Calls;
using FollowUps.Local;
using FollowUps.Samples;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Platforms;

/// <summary>The snippets of docs/integrate.md are the files in samples/post-event; what they put on a queue is a closed call.</summary>
public sealed class SnippetTests(AzuriteFixture azurite)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "samples", "post-event");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_snippet_for_Node_posts_a_closed_call_with_the_official_client()
    {
        var queue = await QueueAsync();
        var folder = Path.Combine(Folder, "node");
        if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
        {
            await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund"], folder);
        }

        var said = await RunAsync("node", ["post-event.mjs", "call-node"], folder, ("FOLLOWUP_STORAGE_CONNECTION", azurite.ConnectionString), ("FOLLOWUP_QUEUE", queue.Name));
        Assert.Equal($"call-node is on {queue.Name}.", said.Trim());
        await AssertClosedCallAsync(queue, "call-node");
    }

    [Fact]
    public async Task The_snippet_for_CSharp_posts_a_closed_call()
    {
        var queue = await QueueAsync();
        await PostEvent.RunAsync(queue, "call-csharp", Given.Now.ToDateTimeOffset(), Token);
        await AssertClosedCallAsync(queue, "call-csharp");
    }

    [Fact]
    public void The_document_shows_the_files_themselves()
    {
        var document = Repo.Read("docs/integrate.md");
        foreach (var file in new[] { "node/post-event.mjs", "python/post_event.py", "csharp/PostEvent.cs", "curl/post-event.sh" })
        {
            Assert.Contains(File.ReadAllText(Path.Combine(Folder, file)).ReplaceLineEndings("\n").Trim(), document, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("\"resolved\":", Repo.Read("samples/post-event/node/package-lock.json"), StringComparison.Ordinal);
    }

    private static async Task AssertClosedCallAsync(QueueClient queue, string callId)
    {
        var message = Assert.Single((await queue.ReceiveMessagesAsync(2, cancellationToken: Token)).Value);
        var far = Instant.FromUtc(2100, 1, 1, 0, 0);
        var read = Assert.IsType<ReadResult<CallClosed>.Read>(ReadCallClosed.Of(message.Body.ToMemory(), CodeMaps.Empty, far));
        Assert.Equal((callId, "ada@example.com", "+44 20 7946 0101"), (read.Value.Id.Value, read.Value.Customer.Email!.Value, read.Value.Agent!.Phone!));
        Assert.Empty(read.Value.Notes);
    }

    private async Task<QueueClient> QueueAsync()
    {
        var queue = new QueueClient(azurite.ConnectionString, $"snippet-{Guid.NewGuid():N}");
        await queue.CreateAsync(cancellationToken: Token);
        return queue;
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var error = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await error}");
        return await output;
    }
}
