using NodaTime;

namespace FollowUps.Local.Functions;

/// <summary>What the host knows of the handler: its functions and the limits of host.json. Read by <see cref="ReadFunctionApp"/>.</summary>
public sealed record FunctionApp
{
    /// <summary>Queue triggers, poison readers included.</summary>
    public IReadOnlyList<QueueFunction> Queues { get; init; } = [];

    /// <summary>Timer triggers.</summary>
    public IReadOnlyList<TimerFunction> Timers { get; init; } = [];

    /// <summary>HTTP triggers.</summary>
    public IReadOnlyList<HttpFunction> Http { get; init; } = [];

    /// <summary>Limits of host.json.</summary>
    public HostLimits Limits { get; init; } = new();

    /// <summary>The queue a function reads; null when there is no such function.</summary>
    public string? QueueOf(string function) => Queues.FirstOrDefault(q => q.Name == function)?.Queue;
}

/// <summary>A function that a queue triggers.</summary>
/// <param name="Name">Folder of its function.json and path of its endpoint.</param>
/// <param name="Binding">Name under <c>Data</c> in the request.</param>
/// <param name="Queue">The queue it reads.</param>
/// <param name="Binary">True with <c>dataType: binary</c>: base64 of the bytes; else the doubly encoded text.</param>
public sealed record QueueFunction(string Name, string Binding, string Queue, bool Binary)
{
    /// <summary>Where the host puts what failed too often.</summary>
    public string PoisonQueue => Queue + "-poison";

    /// <summary>True for the reader of a queue that only the host writes to.</summary>
    public bool ReadsPoison => Queue.EndsWith("-poison", StringComparison.Ordinal);
}

/// <summary>A function that a timer triggers.</summary>
/// <param name="Name">Folder of its function.json and path of its endpoint.</param>
/// <param name="Binding">Name under <c>Data</c> in the request.</param>
/// <param name="DailyAt">UTC time of day; null: every minute.</param>
public sealed record TimerFunction(string Name, string Binding, LocalTime? DailyAt);

/// <summary>A function that HTTP triggers.</summary>
/// <param name="Name">Folder of its function.json.</param>
/// <param name="Route">Route template, the host's prefix included.</param>
/// <param name="Methods">Methods it answers, upper case; any other is 404.</param>
/// <param name="NeedsKey">True for <c>authLevel: function</c> and <c>admin</c>.</param>
public sealed record HttpFunction(string Name, string Route, IReadOnlyList<string> Methods, bool NeedsKey);

/// <summary>Limits of host.json with the host's own defaults, but for the visibility timeout, whose default of zero would spin.</summary>
public sealed record HostLimits
{
    /// <summary>Pause before a failed message is delivered again. Default 30 s.</summary>
    public Duration VisibilityTimeout { get; init; } = Duration.FromSeconds(30);

    /// <summary>Deliveries of one message before it goes to the poison queue. Default 5.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>Messages of one queue in work at a time, per instance. Default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Longest run of one function. Default 30 min; process time, not simulated.</summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Longest wait for a starting handler. Default 30 s; process time.</summary>
    public TimeSpan InitializationTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
