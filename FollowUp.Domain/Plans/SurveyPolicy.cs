using System.Collections.Immutable;
using FollowUps.Calls;

namespace FollowUps.Plans;

/// <summary>What it takes before a customer is asked for a rating.</summary>
public enum SurveyBasis
{
    /// <summary>Only who agreed is asked.</summary>
    OptIn,

    /// <summary>Everybody is asked who did not refuse.</summary>
    OptOut,
}

/// <summary>The plan book's <c>surveyBasis</c>: which basis holds for whom.</summary>
public sealed record SurveyPolicy
{
    internal static Vocabulary<SurveyBasis> Vocabulary { get; } = new((SurveyBasis.OptIn, "optIn"), (SurveyBasis.OptOut, "optOut"));

    /// <summary>Opt-in for Germany and Austria, opt-out elsewhere: what holds when the plan book says nothing.</summary>
    public static SurveyPolicy Shipped { get; } = new()
    {
        Countries = ImmutableDictionary<string, SurveyBasis>.Empty.Add("DE", SurveyBasis.OptIn).Add("AT", SurveyBasis.OptIn),
    };

    /// <summary>For a customer whose country and queue are not named; default opt-out.</summary>
    public SurveyBasis Default { get; init; } = SurveyBasis.OptOut;

    /// <summary>By the customer's country (ISO 3166 alpha-2, upper case).</summary>
    public ImmutableDictionary<string, SurveyBasis> Countries { get; init; } = ImmutableDictionary<string, SurveyBasis>.Empty;

    /// <summary>By call queue.</summary>
    public ImmutableDictionary<string, SurveyBasis> Queues { get; init; } = ImmutableDictionary<string, SurveyBasis>.Empty;

    /// <summary>True when the customer of this call may be asked. Where country and queue differ, the stricter one holds.</summary>
    public bool Allows(CallClosed call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.Customer.SurveyPermission switch
        {
            SurveyPermission.Granted => true,
            SurveyPermission.Denied => false,
            _ => BasisFor(call) == SurveyBasis.OptOut,
        };
    }

    /// <summary>Why the customer of this call may or may not be asked, in words.</summary>
    internal string Why(CallClosed call)
    {
        var basis = BasisFor(call);
        var place = Named(Countries, call.Customer.Country).Contains(basis) ? $"country {call.Customer.Country}"
            : Named(Queues, call.Queue).Contains(basis) ? $"queue {call.Queue}" : "every other country and queue";
        return call.Customer.SurveyPermission switch
        {
            SurveyPermission.Granted => "the customer agreed to surveys",
            SurveyPermission.Denied => "the customer refused surveys",
            _ => $"nobody knows whether the customer agrees to surveys, and surveyBasis says {Vocabulary.Word(basis)} for {place}",
        };
    }

    private SurveyBasis BasisFor(CallClosed call)
    {
        SurveyBasis[] named = [.. Named(Countries, call.Customer.Country), .. Named(Queues, call.Queue)];
        return named.Length == 0 ? Default : named.Contains(SurveyBasis.OptIn) ? SurveyBasis.OptIn : SurveyBasis.OptOut;
    }

    private static IEnumerable<SurveyBasis> Named(ImmutableDictionary<string, SurveyBasis> bases, string? key) =>
        key is not null && bases.TryGetValue(key, out var basis) ? [basis] : [];
}
