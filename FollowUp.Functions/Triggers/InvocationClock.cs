using NodaTime;
using NodaTime.Text;

namespace FollowUps.Triggers;

/// <summary>
/// The one place where business time comes in: the system clock, or, under <c>FollowUp:Clock=invocation</c>, what the local runner says on each
/// request. Deadlines, time-outs and signatures never use it.
/// </summary>
public sealed class InvocationClock(FollowUpOptions options, TimeProvider time)
{
    /// <summary>The runner's header: an ISO 8601 instant in UTC.</summary>
    public const string Header = "X-FollowUp-Now";

    /// <summary>The instant of this request.</summary>
    public Instant Now(HttpRequest request)
    {
        if (!options.ClockFromInvocation)
        {
            return Instant.FromDateTimeOffset(time.GetUtcNow());
        }

        return InstantPattern.ExtendedIso.Parse(request.Headers[Header].ToString()) is { Success: true } said
            ? said.Value
            : throw new InvalidDataException($"FollowUp:Clock is \"invocation\", and this request has no usable {Header}.");
    }
}
