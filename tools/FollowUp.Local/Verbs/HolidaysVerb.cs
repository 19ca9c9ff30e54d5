using System.Globalization;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.Local.Verbs;

/// <summary>
/// <c>holidays FILE.ics</c>: the days of an iCalendar file as the plan book's <c>holidays</c>, ready to be pasted. Results go to one writer,
/// what was left out to another, so that the first can be piped.
/// </summary>
public sealed class HolidaysVerb(TextWriter output, TextWriter remarks, TimeProvider time)
{
    private const int DefaultYears = 3;
    private const int MostYears = 30;

    /// <summary>The command line that <c>--help</c> shows.</summary>
    public static Verb Verb { get; } = new(
        "holidays",
        "holidays FILE.ics [--from YEAR] [--years N]",
        "an iCalendar file as the plan book's holidays, recurring ones for N years (3)",
        (arguments, _) => new HolidaysVerb(Console.Out, Console.Error, TimeProvider.System).RunAsync(arguments));

    /// <summary>Converts a file.</summary>
    /// <exception cref="RunnerException">The file is missing or no iCalendar, or the command line cannot be read.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var read = VerbArguments.Read("holidays FILE.ics", arguments, "--from", "--years");
        var from = Number(read, "--from", 1970, 9000) ?? Instant.FromDateTimeOffset(time.GetUtcNow()).InUtc().Year;
        var years = Number(read, "--years", 1, MostYears) ?? DefaultYears;
        var holidays = ReadHolidays.Of(await File.ReadAllTextAsync(read.File), from, years);
        await output.WriteLineAsync(Json(holidays));
        foreach (var skipped in holidays.Skipped) await remarks.WriteLineAsync($"Left out: {skipped}.");
        var span = years == 1 ? $"{from}" : string.Create(CultureInfo.InvariantCulture, $"{from} to {from + years - 1}");
        await remarks.WriteLineAsync($"{holidays.Days.Length} days from {span}. Put the list under calendars.NAME.holidays of the plan book.");
        return 0;
    }

    private static string Json(HolidayList holidays)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var day in holidays.Days) json.WriteStringValue(LocalDatePattern.Iso.Format(day));
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static int? Number(VerbArguments read, string name, int least, int most)
    {
        if (read.Option(name) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new RunnerException(string.Create(CultureInfo.InvariantCulture, $"{name} {text}: a whole number from {least} to {most} is needed."));
    }
}
