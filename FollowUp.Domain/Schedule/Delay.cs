using NodaTime;

namespace FollowUps.Schedule;

/// <summary>How long a follow-up waits, in one of five forms.</summary>
public abstract record Delay
{
    private Delay()
    {
    }

    /// <summary>True when the delay is told in business time, so that its end must lie inside the calendar's hours.</summary>
    public bool IsBusinessTime => this is not Elapsed;

    /// <summary>The delay in words: "4 business hours", "24 hours", "the next business morning".</summary>
    public abstract string Describe();

    /// <summary>So much time on the wall clock, nights and holidays included; zero means at once.</summary>
    public sealed record Elapsed(Duration Time) : Delay
    {
        /// <inheritdoc/>
        public override string Describe() => Time == Duration.Zero ? "at once" : Words.Of(Time);
    }

    /// <summary>So much time inside the calendar's hours; zero means as soon as it is open.</summary>
    public sealed record BusinessHours(Duration Time) : Delay
    {
        /// <inheritdoc/>
        public override string Describe() => Time == Duration.Zero ? "at once in business hours" : Words.Of(Time, "business ");
    }

    /// <summary>The same local time so many open days later.</summary>
    public sealed record BusinessDays(int Days) : Delay
    {
        /// <inheritdoc/>
        public override string Describe() => Words.Counted(Days, "business day");
    }

    /// <summary>So much business time before a promise is due.</summary>
    public sealed record BeforePromise(Duration Time) : Delay
    {
        /// <inheritdoc/>
        public override string Describe() => $"{Words.Of(Time, "business ")} before the promise is due";
    }

    /// <summary>Opening time: of the same day when that lies ahead, else of the next open day.</summary>
    public sealed record NextBusinessMorning : Delay
    {
        /// <inheritdoc/>
        public override string Describe() => "the next business morning";
    }
}
