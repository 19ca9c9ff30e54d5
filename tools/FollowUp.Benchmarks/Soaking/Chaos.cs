namespace FollowUps.Benchmarks.Soaking;

/// <summary>What happens to one storage request.</summary>
internal enum Mishap
{
    None,
    Busy,
    LostBefore,
    LostAfter,
    KilledBefore,
    KilledAfter,
}

/// <summary>Every decision of chance in a soak, from one seed. The order in which processes ask is not repeatable; what is asked for is.</summary>
internal sealed class Chaos(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();
    private int _faults;
    private int _kills;

    /// <summary>Off while a round is being checked.</summary>
    public bool Active { get; set; } = true;

    public int Faults => Volatile.Read(ref _faults);

    public int Kills => Volatile.Read(ref _kills);

    public int Next(int below)
    {
        lock (_lock)
        {
            return _random.Next(below);
        }
    }

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];

    /// <summary>About one request in 40 meets a fault, one in 150 a kill.</summary>
    public Mishap ForStorageRequest()
    {
        if (!Active)
        {
            return Mishap.None;
        }

        var mishap = Next(600) switch
        {
            0 or 1 => Mishap.KilledBefore,
            2 or 3 => Mishap.KilledAfter,
            < 8 => Mishap.LostBefore,
            < 13 => Mishap.LostAfter,
            < 18 => Mishap.Busy,
            _ => Mishap.None,
        };
        _ = mishap switch
        {
            Mishap.None => 0,
            Mishap.KilledBefore or Mishap.KilledAfter => Interlocked.Increment(ref _kills),
            _ => Interlocked.Increment(ref _faults),
        };
        return mishap;
    }
}
