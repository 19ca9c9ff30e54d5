namespace FollowUps.Local.Functions;

/// <summary>One running instance of the handler.</summary>
public interface IHandler
{
    /// <summary>Its loopback address, as soon as it answers there; waits while it starts again.</summary>
    /// <exception cref="RunnerException">It died so often that the host would have given up.</exception>
    Task<Uri> ReadyAsync(CancellationToken cancellationToken);
}
