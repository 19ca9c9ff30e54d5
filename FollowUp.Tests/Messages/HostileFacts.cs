using System.Collections.Immutable;
using FollowUps.Messages;
using FollowUps.People;

namespace FollowUps.Tests.Messages;

/// <summary>Facts whose every text from outside is somebody's attack.</summary>
internal static class HostileFacts
{
    /// <summary>The same facts with <paramref name="text"/> wherever a caller, an agent or a platform writes; letters before it keep it from being empty.</summary>
    public static MailFacts Of(MailFacts facts, string text)
    {
        var hostile = $"A{text}";
        var phone = $"+44 20 7946 0111 {text}";
        PromiseLine Promise(PromiseLine promise) => promise with { What = hostile, OwnerName = hostile, OwnerPhone = phone };
        ImmutableArray<string> Each(ImmutableArray<string> texts) => [.. texts.Select(_ => hostile)];
        return facts with
        {
            CustomerName = hostile,
            RecipientName = facts.RecipientName is null ? null : hostile,
            Matter = hostile,
            QueueLabel = hostile,
            Card = new Card(hostile, phone, hostile, hostile),
            Promise = facts.Promise is { } promise ? Promise(promise) : null,
            Promises = [.. facts.Promises.Select(Promise)],
            WordsWithheldBecause = Each(facts.WordsWithheldBecause),
            Digest = facts.Digest is { } digest ? digest with { Quotes = Each(digest.Quotes) } : null,
            Brief = facts.Brief is not { } brief ? null : brief with
            {
                Reason = hostile,
                Summary = hostile,
                Wish = hostile,
                Actions = Each(brief.Actions),
                Promises = [.. brief.Promises.Select(Promise)],
                Comment = hostile,
                CustomerPhone = phone,
                CustomerLanguage = hostile,
                AgentName = hostile,
                OwnerName = brief.OwnerName is null ? null : hostile,
                HeldBefore = Each(brief.HeldBefore),
                NoMailBecause = brief.NoMailBecause is null ? null : hostile,
            },
        };
    }
}
