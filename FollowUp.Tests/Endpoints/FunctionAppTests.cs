using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUps.Local;
using FollowUps.Local.Functions;
using FollowUps.Triggers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>The function.json files, host.json and the endpoints of the handler are three descriptions of one thing; nobody but these tests holds them together.</summary>
public sealed class FunctionAppTests
{
    private static readonly string Folder = HandlerCommand.Find(null).Folder;
    private static readonly FunctionApp App = ReadFunctionApp.From(Folder, new Dictionary<string, string>());
    private static readonly JsonElement Host = JsonDocument.Parse(Repo.Read("host.json")).RootElement;

    public static TheoryData<string> Functions => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "FollowUp.Functions", "functions")).Select(f => Path.GetFileName(f)!)];

    [Fact]
    public void Every_queue_and_timer_function_has_its_endpoint_and_every_endpoint_its_function()
    {
        var declared = App.Queues.Select(q => q.Name).Concat(App.Timers.Select(t => t.Name)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(declared, TriggerEndpoints.All.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(declared, Endpoints().Where(e => e.Path != "/" && !App.Http.Any(f => Serves(f, e.Path))).Select(e => e.Path[1..]).Order(StringComparer.Ordinal));
        Assert.All(Endpoints().Where(e => declared.Contains(e.Path[1..])), e => Assert.Equal(["POST"], e.Methods));
    }

    [Fact]
    public void Every_page_is_reached_through_exactly_one_function_and_every_http_function_leads_somewhere()
    {
        var pages = Endpoints().Where(e => e.Path != "/" && !TriggerEndpoints.All.ContainsKey(e.Path[1..])).ToList();
        Assert.All(pages, page => Assert.Single(App.Http, function => Serves(function, page.Path) && page.Methods.All(function.Methods.Contains)));
        Assert.All(App.Http, function => Assert.Contains(pages, page => Serves(function, page.Path)));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_has_one_trigger_and_writes_nothing_by_bindings(string name)
    {
        // What an output binding writes is no part of the change that was decided, and a retry would write it again.
        var bindings = Bindings(name);
        var trigger = bindings[0];
        var type = trigger.GetProperty("type").GetString();
        Assert.Equal("in", trigger.GetProperty("direction").GetString());
        if (type == "httpTrigger")
        {
            // Exactly one of each: only such a function is forwarded as it is.
            Assert.Equal(["http"], bindings.Skip(1).Select(b => b.GetProperty("type").GetString()));
            Assert.Equal(name == "DeskApi" ? "function" : "anonymous", trigger.GetProperty("authLevel").GetString());
            return;
        }

        Assert.Single(bindings);
        var setting = trigger.GetProperty(type == "queueTrigger" ? "queueName" : "schedule").GetString()!;
        Assert.Equal(type == "queueTrigger" ? $"%Queues__{name}%" : $"%Schedules__{name}%", setting);
        if (type == "queueTrigger")
        {
            Assert.Equal("binary", trigger.GetProperty("dataType").GetString());
            Assert.Equal("AzureWebJobsStorage", trigger.GetProperty("connection").GetString());
        }
        else
        {
            Assert.Equal("timerTrigger", type);
        }
    }

    [Fact]
    public void What_fails_again_and_again_is_read_from_the_poison_queue()
    {
        var readers = App.Queues.Where(q => q.ReadsPoison).Select(q => q.Queue).Order(StringComparer.Ordinal);
        Assert.Equal(App.Queues.Where(q => !q.ReadsPoison).Select(q => q.PoisonQueue).Order(StringComparer.Ordinal), readers);
    }

    [Fact]
    public void No_route_lets_a_stranger_reach_a_trigger_or_what_the_host_keeps_for_itself()
    {
        Assert.All(App.Http, function =>
        {
            var first = function.Route.Split('/')[0];
            Assert.True(!first.StartsWith('{') || first.Contains(":regex(^[", StringComparison.Ordinal), $"{function.Name} catches everything: {function.Route}");
            Assert.DoesNotContain(first, (string[])["admin", "runtime"]);
            Assert.DoesNotContain(TriggerEndpoints.All.Keys, trigger => Serves(function, "/" + trigger) || Serves(function, "/" + trigger.ToUpperInvariant()) || Serves(function, $"/{trigger}/"));
        });
    }

    [Fact]
    public void Every_function_ends_by_itself_well_before_the_host_would_kill_the_process()
    {
        var limit = TimeSpan.Parse(Host.GetProperty("functionTimeout").GetString()!, CultureInfo.InvariantCulture);
        Assert.All(TriggerEndpoints.All, step => Assert.InRange(step.Value.Deadline, TimeSpan.FromSeconds(1), limit - TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void The_host_is_told_what_the_handler_counts_on()
    {
        var handler = Host.GetProperty("customHandler");
        Assert.True(handler.GetProperty("enableForwardingHttpRequest").GetBoolean());
        Assert.True(handler.GetProperty("enableProxyingHttpRequest").GetBoolean());
        Assert.Equal("00:01:00", handler.GetProperty("initializationTimeout").GetString());
        Assert.Equal("FollowUp.Functions", handler.GetProperty("description").GetProperty("defaultExecutablePath").GetString());
        Assert.False(handler.TryGetProperty("port", out _) || handler.TryGetProperty("http", out _));
        Assert.Equal("", Host.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());

        var queues = Host.GetProperty("extensions").GetProperty("queues");
        Assert.Equal("none", queues.GetProperty("messageEncoding").GetString());
        Assert.True(TimeSpan.Parse(queues.GetProperty("visibilityTimeout").GetString()!, CultureInfo.InvariantCulture) > TimeSpan.Zero);
        Assert.Equal("00:00:05", queues.GetProperty("maxPollingInterval").GetString());
        Assert.InRange(queues.GetProperty("maxDequeueCount").GetInt32(), 2, 10);
        Assert.InRange(queues.GetProperty("batchSize").GetInt32(), 1, 32);
        Assert.True(queues.TryGetProperty("newBatchThreshold", out _));
        Assert.Equal("Microsoft.Azure.Functions.ExtensionBundle", Host.GetProperty("extensionBundle").GetProperty("id").GetString());
        Assert.Equal(File.ReadAllText(Path.Combine(Folder, "host.json")), Repo.Read("host.json"));
    }

    private static JsonElement[] Bindings(string function) =>
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, function, "function.json"))).RootElement.GetProperty("bindings").EnumerateArray()];

    /// <summary>Every endpoint of the handler, with an example for each parameter of its path.</summary>
    private static List<(string Path, string[] Methods)> Endpoints()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(HandlerStage.SettingsFor("UseDevelopmentStorage=true", 7071)
            .ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => (string?)s.Value));
        builder.AddFollowUp();
        var app = builder.Build();
        app.MapFollowUp();
        return
        [
            .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(e => (
                Regex.Replace(e.RoutePattern.RawText!, @"\{[^}]+\}", "x"),
                e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.ToArray())),
        ];
    }

    /// <summary>True when the host would hand a path to a function.</summary>
    private static bool Serves(HttpFunction function, string path)
    {
        var pattern = Regex.Replace(function.Route, @"/\{\*[^}]+\}|\{[^:}]+:regex\(\^(?<inner>[^$]+)\$\)\}|\{[^}]+\}", part => part switch
        {
            _ when part.Value.Contains('*', StringComparison.Ordinal) => "(/.*)?",
            _ when part.Groups["inner"].Success => part.Groups["inner"].Value,
            _ => "[^/]+",
        });
        return Regex.IsMatch(path, $"^/{pattern}/?$", RegexOptions.IgnoreCase);
    }
}
