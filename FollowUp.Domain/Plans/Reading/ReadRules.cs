using System.Collections.Immutable;

namespace FollowUps.Plans.Reading;

/// <summary>Reads the rules and their plans.</summary>
internal static class ReadRules
{
    private static readonly string[] RuleNames = ["name", "on", "when", "plan"];
    private static readonly string[] StepNames = ["kind", "delay", "expireAfter", "sample", "approval", "scale", "variant"];

    /// <summary>The rules in order, with a warning for each that no call can reach or that shares calls with an earlier one.</summary>
    public static ImmutableArray<PlanRule> Of(ConfigNode list)
    {
        var rules = ImmutableArray.CreateBuilder<PlanRule>();
        foreach (var node in list.Items().Where(node => node.IsObjectOf(RuleNames)))
        {
            var rule = RuleOf(node);
            if (rules.Any(earlier => earlier.Name == rule.Name && rule.Name.Length > 0))
            {
                node.Find("name")!.Error($"The name '{rule.Name}' is taken by an earlier rule", "Give every rule a name of its own.");
            }
            else if (RuleOrder.ProblemOf(rule, [.. rules.Where(earlier => earlier.On == rule.On && earlier.When.CanHold)]) is var (reason, fix))
            {
                node.Warning(reason, fix);
            }

            rules.Add(rule);
        }

        return rules.ToImmutable();
    }

    private static PlanRule RuleOf(ConfigNode node)
    {
        var on = node.Find("on")?.Word(PlanEvents.Vocabulary) ?? PlanEvent.CallClosed;
        return new(
            node.Require("name", "Give the rule a name that people understand.")?.Text("Write a name in quotes.") ?? "",
            node.Find("when") is { } when ? ReadCondition.Of(when) : new PlanCondition(),
            node.Require("plan", "List the follow-ups; [] for none.") is { } plan ? StepsOf(plan, on) : [])
        {
            On = on,
        };
    }

    private static ImmutableArray<PlanStep> StepsOf(ConfigNode list, PlanEvent on)
    {
        var steps = ImmutableArray.CreateBuilder<PlanStep>();
        foreach (var node in list.Items().Where(node => node.IsObjectOf(StepNames)))
        {
            if (StepOf(node) is not { } step)
            {
                continue;
            }

            if (steps.Any(earlier => earlier.Kind == step.Kind && earlier.Variant == step.Variant))
            {
                node.Error($"'{step.Kind.Word()}' is in this plan already", "A fact plans each kind once: leave one of them out.");
            }

            RuleKinds.Check(node, step, on);
            WarnOfNoEffect(node, step.Kind);
            steps.Add(step);
        }

        if (steps.Any(step => step is { Kind: FollowUpKind.SupervisorOutreach, Approval: not Approval.Automatic }) && !steps.Any(step => step.Kind == FollowUpKind.SupervisorBrief))
        {
            list.Warning("The supervisor-outreach waits for a person, and this plan tells nobody", "Add a supervisor-brief, or leave the approval out.");
        }

        if (steps.Any(step => step.Kind == FollowUpKind.Escalation) && !steps.Any(step => step.Kind == FollowUpKind.SupervisorBrief))
        {
            list.Error("An escalation follows a supervisor-brief that nobody takes, and this plan has none", "Add the supervisor-brief, or leave the escalation out.");
        }

        if (steps.Any(step => step.Kind == FollowUpKind.CheckInReminder) && !steps.Any(step => step.Kind == FollowUpKind.CheckIn))
        {
            list.Warning("A check-in-reminder follows a check-in, and this plan has none", "Add the check-in, or leave the reminder out.");
        }

        return steps.ToImmutable();
    }

    private static PlanStep? StepOf(ConfigNode node)
    {
        var kind = node.Require("kind", "Say what is sent, such as \"check-in\".")?.Word(Vocabularies.Kinds);
        var delay = node.Require("delay", "Say when, such as { \"businessHours\": 4 }.");
        var step = new PlanStep { Kind = kind ?? default, Delay = delay is null ? ReadDelay.AtOnce : ReadDelay.Of(delay) };
        if (kind == FollowUpKind.CheckInReminder && step.Delay is Schedule.Delay.BeforePromise)
        {
            delay!.Error("A reminder counts from the send of its check-in", "Write { \"businessDays\": 3 } or another delay.");
        }

        step = step with
        {
            ExpireAfter = node.Find("expireAfter")?.Length() ?? step.ExpireAfter,
            Sample = (double?)node.Find("sample")?.Number(0, 1) ?? step.Sample,
            Approval = node.Find("approval")?.Word(Approvals.Vocabulary) ?? step.Approval,
            Scale = node.Find("scale")?.Word(RatingScales.Vocabulary) ?? step.Scale,
            Variant = node.Find("variant")?.Slug(),
        };
        return kind is null ? null : step;
    }

    private static void WarnOfNoEffect(ConfigNode node, FollowUpKind kind)
    {
        if (kind != FollowUpKind.SupervisorOutreach)
        {
            node.Find("approval")?.Warning($"It has no effect on '{kind.Word()}'", "Only a supervisor-outreach waits for approval: leave it out.");
        }

        if (!kind.IsSurvey())
        {
            node.Find("scale")?.Warning($"It has no effect on '{kind.Word()}'", "Only a survey has a scale: leave it out.");
        }
    }
}
