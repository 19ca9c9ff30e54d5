namespace FollowUps.People;

/// <summary>Why a data file (plan book, directory) cannot be used, for the admin who can mend it.</summary>
/// <param name="Path">Where: <c>rules[2].plan[0].delay</c>, or <c>(file)</c> for the whole.</param>
/// <param name="Reason">What is wrong, in one sentence, with the line where it is known.</param>
/// <param name="Fix">What to write instead, in one sentence.</param>
public sealed record ConfigError(string Path, string Reason, string Fix);
