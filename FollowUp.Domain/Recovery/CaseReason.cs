using FollowUps.Plans;

namespace FollowUps.Recovery;

/// <summary>Why a recovery case was opened.</summary>
public enum CaseReason
{
    /// <summary>The call closed as unresolved.</summary>
    Unresolved,

    /// <summary>The call closed as escalated.</summary>
    Escalated,

    /// <summary>The customer gave a low rating.</summary>
    LowRating,

    /// <summary>The customer says that it is not solved.</summary>
    NotSolved,

    /// <summary>The customer asks for something in own words, or to be called.</summary>
    CustomerAsked,

    /// <summary>A promise was broken twice.</summary>
    BrokenPromise,

    /// <summary>The plan book has a person decide about the outreach to this call.</summary>
    Approval,

    /// <summary>It was opened in another system, which told us of its end.</summary>
    Elsewhere,
}

/// <summary>The words of <see cref="CaseReason"/>.</summary>
public static class CaseReasons
{
    private static Vocabulary<CaseReason> Vocabulary { get; } = new(
        (CaseReason.Unresolved, "unresolved"),
        (CaseReason.Escalated, "escalated"),
        (CaseReason.LowRating, "lowRating"),
        (CaseReason.NotSolved, "notSolved"),
        (CaseReason.CustomerAsked, "customerAsked"),
        (CaseReason.BrokenPromise, "brokenPromise"),
        (CaseReason.Approval, "approval"),
        (CaseReason.Elsewhere, "elsewhere"));

    /// <summary>"unresolved", "lowRating" and so on.</summary>
    public static string Word(this CaseReason reason) => Vocabulary.Word(reason);

    /// <summary>The reason as a person says it: "the customer gave a low rating".</summary>
    public static string Describe(this CaseReason reason) => reason switch
    {
        CaseReason.Unresolved => "the call ended without a solution",
        CaseReason.Escalated => "the call was escalated",
        CaseReason.LowRating => "the customer gave a low rating",
        CaseReason.NotSolved => "the customer says that it is not solved",
        CaseReason.CustomerAsked => "the customer asks for something",
        CaseReason.BrokenPromise => "a promise was broken",
        CaseReason.Approval => "the mail to the customer needs somebody's word",
        CaseReason.Elsewhere => "it was opened in another system",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
