namespace FollowUps.Triggers;

/// <summary>
/// The second lock of the trigger endpoints (the first is that no public route reaches them): they answer only what was addressed to this very
/// process on loopback and was not forwarded for anybody.
/// </summary>
internal sealed class OnlyFromHost(string ownHost)
{
    private static readonly string[] Forwarded = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "X-Original-Host", "X-ARR-SSL", "CLIENT-IP", "DISGUISED-HOST"];

    public bool Admits(HttpRequest request) =>
        string.Equals(request.Host.Value, ownHost, StringComparison.Ordinal) && !Forwarded.Any(request.Headers.ContainsKey);
}
