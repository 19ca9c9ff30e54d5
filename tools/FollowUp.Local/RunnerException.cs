namespace FollowUps.Local;

/// <summary>Something the person at the keyboard can put right: shown as one line without a stack, ending the run with <see cref="ExitCode"/>.</summary>
public sealed class RunnerException(string message, int exitCode = 2, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What the process ends with; 2 for wrong use or a missing tool, 1 for a run that broke.</summary>
    public int ExitCode => exitCode;
}
