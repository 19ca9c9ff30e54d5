using FollowUps.People;
using NodaTime;

namespace FollowUps.Configuration;

/// <summary>How the configuration stands, for the desk's API and for whoever looks why a change does not hold.</summary>
/// <param name="Place">Where it is read from, in words.</param>
/// <param name="AcceptedAt">When the files that hold now were taken.</param>
/// <param name="Fingerprint">Of the files that hold now.</param>
/// <param name="FromLastGood">True when this process started from the kept files, because the current ones could not be used.</param>
/// <param name="Errors">Why what lies there now is not used, and why the mail mode lets nothing out although another was set; empty: all of it holds.</param>
public sealed record ConfigStatus(string Place, Instant AcceptedAt, string Fingerprint, bool FromLastGood, IReadOnlyList<ConfigError> Errors);
