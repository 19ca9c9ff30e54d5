namespace FollowUps.Lifecycle;

/// <summary>Why a follow-up was not sent although nothing made it pointless: a rule said no. The list is closed; a person reads the word.</summary>
public enum SkipReason
{
    /// <summary>No rule of the plan book matched the call.</summary>
    NoRule,

    /// <summary>There is no address to write to.</summary>
    NoAddress,

    /// <summary>The address is suppressed: unsubscribed, bounced, complained or blocked by a person.</summary>
    Suppressed,

    /// <summary>The customer has had as many as the plan book's cap allows.</summary>
    Capped,

    /// <summary>The rule's sample left this call out.</summary>
    SampledOut,

    /// <summary>It could not go out within its own window.</summary>
    Expired,

    /// <summary>The call was over too long before it was heard of.</summary>
    TooOld,

    /// <summary>More was due than the provider's quota takes.</summary>
    Quota,

    /// <summary>The mail mode lets nothing out to this address.</summary>
    MailMode,

    /// <summary>The customer refused surveys, or did not agree where agreement is needed.</summary>
    NoSurveyPermission,
}

/// <summary>The words of the reasons as the contract spells them.</summary>
public static class SkipReasons
{
    /// <summary>"no rule", "no address", "suppressed", "capped", "sampled out", "expired", "too old", "quota", "mail mode" or "no survey permission".</summary>
    public static string Word(this SkipReason reason) => reason switch
    {
        SkipReason.NoRule => "no rule",
        SkipReason.NoAddress => "no address",
        SkipReason.Suppressed => "suppressed",
        SkipReason.Capped => "capped",
        SkipReason.SampledOut => "sampled out",
        SkipReason.Expired => "expired",
        SkipReason.TooOld => "too old",
        SkipReason.Quota => "quota",
        SkipReason.MailMode => "mail mode",
        SkipReason.NoSurveyPermission => "no survey permission",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <summary>The word with what it means, as the timeline says it: "too old: the call had been over for too long when it became known".</summary>
    public static string Describe(this SkipReason reason) => $"{reason.Word()}: {reason switch
    {
        SkipReason.NoRule => "no rule of the plan book takes this call",
        SkipReason.NoAddress => "there is no address that could be written to",
        SkipReason.Suppressed => "this address is not to be written to",
        SkipReason.Capped => "this address has had as many of them lately as the plan book allows",
        SkipReason.SampledOut => "the rule asks only a share of the calls, and not this one",
        SkipReason.Expired => "it could not go out while it still made sense",
        SkipReason.TooOld => "the call had been over for too long when it became known",
        SkipReason.Quota => "more was due than the email provider takes, and surveys give way",
        SkipReason.MailMode => "the mail mode lets nothing out to this address; the mail is kept as it would have gone out",
        SkipReason.NoSurveyPermission => "the customer refused surveys, or did not agree where that is needed",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    }}";
}
