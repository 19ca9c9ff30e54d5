namespace FollowUps.Tests.Faults.CrashPoints;

/// <summary>One step of the product that is killed at each of its requests.</summary>
/// <param name="Name">For people.</param>
/// <param name="Given">What happened before, by processes in good health.</param>
/// <param name="Act">The step, by the process that dies.</param>
/// <param name="Sends">Requests that the step must at least ask for, so that no scenario goes empty unnoticed.</param>
internal sealed record Scenario(string Name, Func<World, Task> Given, Func<World, Handler, Task> Act, params string[] Sends)
{
    /// <summary>True for what a person or a nightly timer does: nobody delivers it again, so that it is done again by hand.</summary>
    public bool RepeatsByHand { get; init; }

    /// <summary>What must hold at the end beside <see cref="Proof"/>; each sentence is a broken rule.</summary>
    public Func<World, Task<IEnumerable<string>>> Then { get; init; } = _ => Task.FromResult(Enumerable.Empty<string>());

    public override string ToString() => Name;
}
