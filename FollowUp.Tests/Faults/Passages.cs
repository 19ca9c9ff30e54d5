namespace FollowUps.Tests.Faults;

/// <summary>The process was killed: nothing of it has any effect from here on.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught here alone.
internal sealed class KilledException(string at) : Exception($"killed at {at}");
#pragma warning restore CA1032, CA1064

/// <summary>Which side of a request a process dies on.</summary>
public enum Side
{
    /// <summary>The request was never sent.</summary>
    Before,

    /// <summary>The request took effect, and its answer reached nobody.</summary>
    After,
}

/// <summary>
/// Everything that one process asks of the world outside, in order: requests to tables and queues and posts to the provider. The process
/// can be told to die at one of them; then every later request dies as well, whatever the program does about it.
/// </summary>
internal sealed class Passages
{
    private readonly Lock _lock = new();
    private readonly List<string> _seen = [];
    private (string Name, Side Side)? _deathByName;

    /// <summary>What is being asked for now, in the words of the product ("commit fence"); flows with the call.</summary>
    public static AsyncLocal<string?> Purpose { get; } = new();

    /// <summary>Where to die; null: nowhere.</summary>
    public (int Request, Side Side)? Death { get; set; }

    /// <summary>Where it died; null: it lives.</summary>
    public string? DiedAt { get; private set; }

    /// <summary>The requests so far, by name.</summary>
    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>Lets one request through, or dies before or after it.</summary>
    public async ValueTask<T> PassAsync<T>(string name, Func<ValueTask<T>> request)
    {
        int index;
        lock (_lock)
        {
            if (DiedAt is { } earlier)
            {
                throw new KilledException(earlier);
            }

            index = _seen.Count;
            _seen.Add(name);
        }

        DieIf(index, Side.Before, name);
        var answer = await request();
        DieIf(index, Side.After, name);
        return answer;
    }

    /// <summary>Dies at the first request of this name.</summary>
    public void DieAt(string name, Side side) => _deathByName = (name, side);

    private void DieIf(int index, Side side, string name)
    {
        if (Death == (index, side) || _deathByName == (name, side))
        {
            DiedAt = $"{side} {name}";
            throw new KilledException(DiedAt);
        }
    }
}
