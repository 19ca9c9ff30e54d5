using System.Collections.Immutable;
using FollowUps.Recovery;
using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Plans.Reading;

/// <summary>Reads what holds beside the rules: quiet hours, the survey basis, stop conditions, the platform's codes.</summary>
internal static class ReadPolicies
{
    /// <summary>Quiet hours; the same beginning and end means none.</summary>
    public static QuietHours QuietHoursOf(ConfigNode node)
    {
        const string fix = "Write { \"from\": \"20:00\", \"to\": \"08:00\" }; the same time twice means none.";
        return !node.IsObjectOf("from", "to") ? QuietHours.Default : new QuietHours(
            node.Require("from", fix)?.TimeOfDay() ?? default,
            node.Require("to", fix)?.TimeOfDay() ?? default);
    }

    /// <summary>The survey basis; parts that are missing are as shipped.</summary>
    public static SurveyPolicy SurveysOf(ConfigNode node)
    {
        var shipped = SurveyPolicy.Shipped;
        return !node.IsObjectOf("default", "countries", "queues") ? shipped : new SurveyPolicy
        {
            Default = node.Find("default")?.Word(SurveyPolicy.Vocabulary) ?? shipped.Default,
            Countries = node.Find("countries") is { } countries
                ? countries.ByCountry(BasisOf)
                : shipped.Countries,
            Queues = node.Find("queues")?.Entries().ToImmutableDictionary(entry => entry.Name, entry => BasisOf(entry.Value))
                ?? shipped.Queues,
        };
    }

    /// <summary>Stop conditions; a kind that is named replaces what is shipped for it.</summary>
    public static StopConditions StopOf(ConfigNode node)
    {
        var kinds = Vocabularies.Kinds;
        return !node.IsObjectOf([.. kinds.Words]) ? StopConditions.Shipped : new StopConditions(StopConditions.Shipped.ByKind.SetItems(
            node.Entries()
                .Where(entry => kinds.Words.Contains(entry.Name))
                .Select(entry => KeyValuePair.Create(
                    kinds.TryParse(entry.Name, out var kind) ? kind : default,
                    entry.Value.Items().Select(fact => fact.Word(StopConditions.Vocabulary)).OfType<StopFact>().ToImmutableHashSet()))));
    }

    /// <summary>The causes that a case may be closed with.</summary>
    public static ImmutableArray<string> CausesOf(ConfigNode node)
    {
        const string fix = "Write a few words such as \"billing error\", at most 60 characters, each once.";
        var causes = ImmutableArray.CreateBuilder<string>();
        foreach (var item in node.Items())
        {
            var cause = item.Text(fix);
            if (cause.Length > 60 || CauseList.Find([.. causes], cause) is not null)
            {
                item.Error("This cause is too long, or in the list already", fix);
            }

            causes.Add(cause);
        }

        if (causes.Count == 0)
        {
            node.Error("A case needs a cause to be closed with, and there is none", fix);
        }

        return causes.ToImmutable();
    }

    /// <summary>True when the words of a call whose documentation was declined may serve its open case.</summary>
    public static bool KeepsDeclinedOf(ConfigNode node) => node.IsObjectOf("declined") && node.Find("declined")?.Word(DeclinedWords) == Declined.OpenCaseOnly;

    /// <summary>Source → code → word.</summary>
    public static ImmutableDictionary<string, IReadOnlyDictionary<string, string>> CodesOf<T>(ConfigNode node, Vocabulary<T> vocabulary)
        where T : struct, Enum =>
        node.Entries().ToImmutableDictionary(
            source => source.Name,
            IReadOnlyDictionary<string, string> (source) => source.Value.Entries().ToImmutableDictionary(
                code => code.Name, code => vocabulary.Word(code.Value.Word(vocabulary) ?? default)));

    /// <summary>Country → zone.</summary>
    public static ImmutableDictionary<string, DateTimeZone> CountryZonesOf(ConfigNode node) => node.ByCountry(zone => zone.Zone());

    private static Vocabulary<Declined> DeclinedWords { get; } = new((Declined.Nothing, "nothing"), (Declined.OpenCaseOnly, "openCaseOnly"));

    private enum Declined
    {
        Nothing,
        OpenCaseOnly,
    }

    private static SurveyBasis BasisOf(ConfigNode node) => node.Word(SurveyPolicy.Vocabulary) ?? SurveyBasis.OptIn;

    private static ImmutableDictionary<string, T> ByCountry<T>(this ConfigNode node, Func<ConfigNode, T> read)
    {
        foreach (var (country, value) in node.Entries().Where(entry => entry.Name is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z']))
        {
            value.Error($"'{country}' is not a country code", "Write the two capital letters of ISO 3166, such as \"DE\".");
        }

        return node.Entries().ToImmutableDictionary(entry => entry.Name, entry => read(entry.Value));
    }
}
