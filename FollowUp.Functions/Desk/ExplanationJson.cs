using System.Text.Json;
using FollowUps.Lifecycle;
using FollowUps.Plans;
using NodaTime.Text;

namespace FollowUps.Desk;

/// <summary>An explanation as JSON for machines, with the text for people beside it.</summary>
internal static class ExplanationJson
{
    /// <summary>Writes its properties into the open object.</summary>
    public static void Write(Utf8JsonWriter json, Explanation explanation, bool known)
    {
        json.WriteString("callId", explanation.Call.Value);
        json.WriteBoolean("known", known);
        json.WriteString("at", InstantPattern.ExtendedIso.Format(explanation.KnownAt));
        json.WriteString("zone", explanation.Zone.Id);
        json.WriteString("rule", explanation.Rule);
        json.WriteString("reason", explanation.Reason);
        json.WriteStartArray("rules");
        foreach (var rule in explanation.Rules)
        {
            json.WriteStartObject();
            json.WriteString("rule", rule.Rule);
            json.WriteString("verdict", rule.Verdict switch { RuleVerdict.Decides => "decides", RuleVerdict.NotReached => "notReached", _ => "doesNotMatch" });
            json.WriteStartArray("facts");
            foreach (var fact in rule.Facts)
            {
                json.WriteStartObject();
                json.WriteBoolean("holds", fact.Holds);
                json.WriteString("words", fact.Words);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("followUps");
        foreach (var followUp in explanation.FollowUps)
        {
            Write(json, followUp);
        }

        json.WriteEndArray();
        json.WriteStartArray("notPlanned");
        foreach (var step in explanation.Unplanned)
        {
            json.WriteStartObject();
            json.WriteString("kind", step.Kind.Word());
            json.WriteString("because", step.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("text", ExplanationText.Of(explanation));
    }

    private static void Write(Utf8JsonWriter json, FollowUpExplanation followUp)
    {
        json.WriteStartObject();
        json.WriteString("kind", followUp.Kind.Word());
        if (followUp.InsteadOf is { } mail)
        {
            json.WriteString("insteadOf", mail.Word());
        }

        if (followUp.Subject.Length > 0)
        {
            json.WriteString("subject", followUp.Subject);
        }

        if (followUp.Due is { } due)
        {
            json.WriteString("dueAt", InstantPattern.ExtendedIso.Format(due));
            json.WriteString("expireAt", InstantPattern.ExtendedIso.Format(followUp.ExpireAt));
            json.WriteString("approval", followUp.Approval.Word());
        }

        if (followUp.SkipReason is { } reason)
        {
            json.WriteString("skipped", reason.Word());
            json.WriteString("skippedBecause", followUp.SkipWhy);
        }

        if (followUp.CancelledBecause is { } pointless)
        {
            json.WriteString("cancelledBecause", pointless);
        }

        WriteTexts(json, "arithmetic", followUp.Arithmetic);
        WriteTexts(json, "stoppedBy", followUp.StoppedBy.Select(fact => fact.Word()));
        WriteTexts(json, "checkedAtSend", followUp.LookedAtAgain);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
