using FollowUps.Plans;

namespace FollowUps.Messages.Tone;

/// <summary>What a mail to a customer says in words of its own. What it shows of facts (name, phone, dates) is in <see cref="RequiredIngredients"/>.</summary>
internal enum ToneIngredient
{
    /// <summary>Empathy, or an apology: also where it was nobody's fault.</summary>
    Empathy,

    /// <summary>Thanks: for the call, for bringing it up, for waiting.</summary>
    Thanks,

    /// <summary>An offer of more help: "is there anything else?", "reply to this email".</summary>
    Offer,
}

/// <summary>Which kind of mail needs which ingredient.</summary>
internal static class ToneIngredients
{
    /// <summary>The word of a data file for each.</summary>
    public static IReadOnlyList<(ToneIngredient Ingredient, string Word)> All { get; } =
        [(ToneIngredient.Empathy, "empathy"), (ToneIngredient.Thanks, "thanks"), (ToneIngredient.Offer, "offer")];

    /// <summary>
    /// Empathy where the customer had trouble: everywhere but in mails that only put something agreed in writing or ask one thing about it. Thanks
    /// and the offer of more help in every mail to a customer.
    /// </summary>
    public static IEnumerable<ToneIngredient> Of(FollowUpKind kind) => !kind.GoesToCustomer() ? []
        : kind is FollowUpKind.PromiseConfirmation or FollowUpKind.PromiseCheck or FollowUpKind.RatingConfirmation
            ? [ToneIngredient.Thanks, ToneIngredient.Offer]
            : [ToneIngredient.Empathy, ToneIngredient.Thanks, ToneIngredient.Offer];
}
