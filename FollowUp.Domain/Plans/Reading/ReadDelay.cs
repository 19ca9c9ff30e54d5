using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Plans.Reading;

/// <summary>Reads a delay: an object with exactly one of its five forms.</summary>
internal static class ReadDelay
{
    private const int LongestDays = 366;
    private const string Fix =
        "Write one of { \"elapsed\": \"24h\" }, { \"businessHours\": 4 }, { \"businessDays\": 3 }, { \"beforePromise\": \"2h\" }, { \"nextBusinessMorning\": true }.";

    private static readonly string[] Forms = ["elapsed", "businessHours", "businessDays", "beforePromise", "nextBusinessMorning"];

    /// <summary>What stands in for a delay that cannot be read.</summary>
    public static Delay AtOnce { get; } = new Delay.Elapsed(Duration.Zero);

    /// <summary>The delay, or an error and <see cref="AtOnce"/>.</summary>
    public static Delay Of(ConfigNode node)
    {
        if (!node.IsObjectOf(Forms))
        {
            return AtOnce;
        }

        string[] given = [.. Forms.Where(form => node.Find(form) is not null)];
        if (given.Length != 1)
        {
            node.Error(given.Length == 0 ? "A delay has one form, and there is none" : $"A delay has one form, not {string.Join(" and ", given)}", Fix);
            return AtOnce;
        }

        return OfForm(given[0], node.Find(given[0])!);
    }

    private static Delay OfForm(string form, ConfigNode value)
    {
        switch (form)
        {
            case "elapsed":
                return new Delay.Elapsed(value.Length(zeroAllowed: true));
            case "businessHours":
                return new Delay.BusinessHours(Duration.FromMinutes((long)(value.Number(0, LongestDays * 24) * 60)));
            case "businessDays":
                return new Delay.BusinessDays(value.Whole(0, LongestDays));
            case "beforePromise":
                return new Delay.BeforePromise(value.Length());
            default:
                value.MustBeTrue("Write true, or another form of delay.");
                return new Delay.NextBusinessMorning();
        }
    }
}
