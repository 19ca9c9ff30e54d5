namespace FollowUps.Messages.Tone;

/// <summary>A rule of one language.</summary>
/// <param name="Id">Its name, the same in every language.</param>
/// <param name="Category">Which part of the advice it belongs to.</param>
/// <param name="Severity">What a match leads to.</param>
/// <param name="Why">The advice behind it.</param>
/// <param name="Suggestion">What to write instead.</param>
public sealed record ToneRule(string Id, string Category, ToneSeverity Severity, string Why, string Suggestion);
