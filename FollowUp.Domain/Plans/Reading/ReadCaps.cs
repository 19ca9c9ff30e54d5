using System.Collections.Immutable;
using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Plans.Reading;

/// <summary>Reads the plan book's <c>caps</c>.</summary>
internal static class ReadCaps
{
    private const string Fix = "Write { \"kind\": \"check-in\", \"max\": 1, \"per\": \"7d\" }.";
    private static readonly string[] Names = ["kind", "kinds", "max", "per", "scope", "action"];

    /// <summary>Caps; two that count the same are an error.</summary>
    public static ImmutableArray<FatigueCap> Of(ConfigNode list)
    {
        var caps = ImmutableArray.CreateBuilder<FatigueCap>();
        foreach (var node in list.Items().Where(node => node.IsObjectOf(Names)))
        {
            var cap = new FatigueCap(
                KindsOf(node),
                node.Require("max", Fix)?.Whole(1, 1000) ?? 1,
                node.Require("per", Fix)?.Length() ?? Duration.Zero,
                node.Find("scope")?.Word(CapWords.Scopes),
                node.Find("action")?.Word(CapWords.Actions) ?? CapAction.Drop);
            if (cap.Kinds.IsEmpty)
            {
                continue;
            }

            if (caps.Any(cap.CountsLike))
            {
                node.Error($"{string.Join(" and ", cap.Kinds.Select(kind => $"'{kind.Word()}'"))} is capped already", "Leave one of the two out.");
            }

            caps.Add(cap);
        }

        return caps.ToImmutable();
    }

    /// <summary>Warns of caps that let wait what will mostly have expired when they let it through.</summary>
    public static void WarnOfVainWaits(ConfigNode list, ImmutableArray<FatigueCap> caps, IEnumerable<PlanRule> rules)
    {
        foreach (var (node, cap) in (list.IsList ? list.Items() : []).Zip(caps).Where(pair => pair.Second.Action == CapAction.Defer))
        {
            var vain = rules.SelectMany(rule => rule.Steps.Select(step => (rule.Name, Step: step))).Where(it => cap.Kinds.Contains(it.Step.Kind) && it.Step.ExpireAfter <= cap.Per).ToList();
            if (vain is [var (name, step), ..])
            {
                node.Warning(
                    $"It lets wait for up to {Words.Span(cap.Per)}, and '{step.Kind.Word()}' of '{name}' expires {Words.Span(step.ExpireAfter)} after it is due: what waits too long is not sent",
                    "Give the step a longer 'expireAfter', or the cap a shorter 'per'.");
            }
        }
    }

    private static ImmutableArray<FollowUpKind> KindsOf(ConfigNode node)
    {
        if (node.Find("kinds") is { } several)
        {
            node.Find("kind")?.Error("'kind' and 'kinds' say the same thing", "Leave one of the two out.");
            if (several.IsEmptyList)
            {
                several.Error("A cap counts at least one kind", "List the kinds, or leave the cap out.");
            }

            return [.. several.Items().Select(KindOf).OfType<FollowUpKind>().Distinct()];
        }

        return node.Require("kind", Fix) is { } one && KindOf(one) is { } kind ? [kind] : [];
    }

    private static FollowUpKind? KindOf(ConfigNode node)
    {
        var kind = node.Word(Vocabularies.Kinds);
        if (kind is { } named && !named.IsCappable())
        {
            node.Error($"'{named.Word()}' is never capped: the customer is waiting for it", "Cap surveys, such as \"check-in\".");
        }

        return kind;
    }
}
