namespace FollowUps.Calls;

/// <summary>Why an input cannot be used, for the person who can mend it.</summary>
/// <param name="Reason">What is wrong, in one sentence, without quoting free text or personal data.</param>
/// <param name="Field">The path of the field ("data.customer.email"), or "message" for the whole.</param>
/// <param name="Fix">What to change, in one sentence.</param>
public sealed record InputError(string Reason, string Field, string Fix);
