using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Outcomes;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Promises;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Lifecycle;

/// <summary>Writes one follow-up of a decision: on its way, or skipped or cancelled with its reason. The same for a closed call and for whatever came of it.</summary>
internal sealed class AddPlanned(Identity identity)
{
    /// <summary>Adds the rows of <paramref name="planned"/>.</summary>
    /// <param name="changes">What the step writes.</param>
    /// <param name="story">Where its sentences go.</param>
    /// <param name="about">The call and the rule.</param>
    /// <param name="planned">The follow-up.</param>
    /// <param name="stopped">Why it is pointless already; null: it is not.</param>
    /// <param name="directory">Names whom of the house it is for.</param>
    /// <param name="now">The moment of the decision.</param>
    /// <param name="shape">Changes the letter before it is stored, for whoever is written to and what only this fact knows.</param>
    /// <returns>The follow-up's id.</returns>
    public FollowUpId Add(Changes changes, Story story, PlannedAbout about, PlannedFollowUp planned, string? stopped, ContactDirectory directory, Instant now, Func<Letter, Letter>? shape = null)
    {
        var kind = planned.Kind.Word();
        var subject = planned.Variant == PlanStep.ForSupervisor ? $"{planned.Subject}:{planned.Variant}" : planned.Subject;
        var id = identity.FollowUp(about.Hash, about.Call.Episode, kind, subject, about.Ordinal);
        var followUp = new FollowUp
        {
            Id = id.Value,
            Kind = kind,
            Episode = about.Call.Episode,
            Subject = planned.Subject.Length == 0 ? null : planned.Subject,
            Ordinal = about.Ordinal,
            State = FollowUpState.Scheduled,
            Scale = planned.Scale == RatingScale.Csat ? null : planned.Scale,
            Rule = about.Rule,
        };
        if (planned.SkipReason is { } skip)
        {
            changes.Insert(Keys.FollowUp(about.Hash, id), followUp with { State = FollowUpState.Skipped, Reason = skip.Word() });
            story.Tell("plan", "followup.skipped", $"The {kind} is not sent.", planned.SkipWhy is { } why ? $"{skip.Word()}: {why}" : skip.Describe(), id.Value);
            changes.Count(identity.Command("counted", "plan", id.Value), now, CountedOf(about.Call, kind, now, Counters.Skipped, Counters.SkippedFor(skip)));
            return id;
        }

        if (stopped is not null)
        {
            changes.Insert(Keys.FollowUp(about.Hash, id), followUp with { State = FollowUpState.Cancelled, Reason = stopped });
            story.Tell("plan", "followup.cancelled", $"The {kind} is cancelled.", stopped, id.Value);
            changes.Count(identity.Command("counted", "plan", id.Value), now, CountedOf(about.Call, kind, now, Counters.Cancelled));
            return id;
        }

        var at = Keys.RoundUp(planned.Due);
        var letter = CallSnapshot.LetterOf(about.Call, planned);
        letter = shape is null ? letter : shape(letter);
        var item = new DueItem
        {
            Lane = planned.Lane,
            At = at,
            Call = about.Hash,
            FollowUp = id.Value,
            Name = kind,
            Kind = kind,
            Episode = about.Call.Episode,
            Generation = 1,
            ExpireAt = planned.ExpireAt,
            Letter = letter,
            Rule = about.Rule,
            Ordinal = about.Ordinal,
            DueAlone = planned.Kind.WaitsForPromises() ? planned.DueAlone : null,
        };
        Scheduling.Add(changes, story, identity, about.Division, followUp, item, $"The {kind}{Recipient.Planned(kind, letter.To, directory)}{(about.Call.PromiseOf(letter.Promise) is { } promise ? $" about {promise.Named()}" : "")} is due at {Story.Time(at)}.", planned.Steps, now);
        return id;
    }

    /// <summary>A fact about the call for the statistics.</summary>
    internal static Counted CountedOf(CallRow call, string? kind, Instant now, params ImmutableArray<string> counters) =>
        new(now, call.Queue, call.Agent?.Team, kind, [.. counters.Select(name => new CountBy(name))]);
}

/// <summary>What a planned follow-up is about.</summary>
/// <param name="Division">The call's division.</param>
/// <param name="Hash">h(call).</param>
/// <param name="Call">The call as the step leaves it.</param>
/// <param name="Rule">The rule that asked for it.</param>
/// <param name="Ordinal">How often a fact has planned the same again; 0: the first time.</param>
internal sealed record PlannedAbout(Division Division, string Hash, CallRow Call, string Rule, int Ordinal = 0);
