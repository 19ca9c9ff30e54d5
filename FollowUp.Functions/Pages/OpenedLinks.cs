using System.Collections.Concurrent;
using FollowUps.Responses;
using NodaTime;

namespace FollowUps.Pages;

/// <summary>
/// Notices that all choices of one mail are opened within seconds, which no person does. It lives in this process alone, because opening a page must
/// never write: an instance that saw only some of the openings notices less, and then the reading time and the contradiction of answers still tell.
/// </summary>
internal sealed class OpenedLinks
{
    private const int ManyChoices = 3;
    private const int MaxTokens = 10_000;
    private readonly ConcurrentDictionary<string, Opening[]> _opened = new(StringComparer.Ordinal);

    /// <summary>Notes that a choice was opened; true when it is one of several within seconds.</summary>
    /// <param name="token">The mail's link.</param>
    /// <param name="choice">Which of its choices; empty: none.</param>
    /// <param name="now">When.</param>
    public bool IsBurst(string token, string choice, Instant now)
    {
        if (_opened.Count >= MaxTokens)
        {
            _opened.Clear();
        }

        var recent = _opened.AddOrUpdate(
            token,
            _ => [new Opening(choice, now)],
            (_, before) => [.. before.Where(o => now - o.At < SuspectVotes.Burst).TakeLast(20), new Opening(choice, now)]);
        return recent.Select(o => o.Choice).Distinct(StringComparer.Ordinal).Count() >= ManyChoices;
    }

    private readonly record struct Opening(string Choice, Instant At);
}
