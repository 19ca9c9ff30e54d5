using System.Text.Json.Nodes;
using FollowUps.Plans;

namespace FollowUps.Tests;

/// <summary>Updates as a call platform or CRM sends them, and plan books that are the shipped one but for a change.</summary>
internal static partial class Given
{
    /// <summary>A CloudEvents message of an update type.</summary>
    public static byte[] Update(string type, string id, string? time, params (string Field, string Text)[] data)
    {
        var fields = new JsonObject();
        foreach (var (field, text) in data)
        {
            fields[field] = text;
        }

        var envelope = new JsonObject { ["specversion"] = "1.0", ["type"] = type, ["source"] = "/crm", ["id"] = id, ["data"] = fields };
        if (time is not null)
        {
            envelope["time"] = time;
        }

        return Bytes(envelope);
    }

    /// <summary>The shipped plan book's file with a change, and without acknowledgements, so that a story about an outreach has one mail.</summary>
    public static PlanBook PlanBookWith(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Plans.Books.ShippedFile)!.AsObject();
        foreach (var plan in json["rules"]!.AsArray().Select(rule => rule!["plan"]!.AsArray()))
        {
            foreach (var step in plan.Where(step => step!["kind"]!.GetValue<string>() == "acknowledgement").ToList())
            {
                plan.Remove(step);
            }
        }

        change(json);
        var reading = ReadPlanBook.Of(Bytes(json));
        return reading.Book ?? throw new ArgumentException(string.Join("; ", reading.Errors), nameof(change));
    }

    /// <summary>The shipped plan book: a reminder three business days after an unanswered check-in.</summary>
    public static PlanBook PlanBookWithReminder => PlanBookWith(_ => { });

    /// <summary>The shipped plan book, and nobody is reminded of a check-in.</summary>
    public static PlanBook PlanBookWithoutReminder(Action<JsonObject>? change = null) => PlanBookWith(json =>
    {
        foreach (var rule in json["rules"]!.AsArray())
        {
            var plan = rule!["plan"]!.AsArray();
            foreach (var step in plan.Where(step => step!["kind"]!.GetValue<string>() == "check-in-reminder").ToList())
            {
                plan.Remove(step);
            }
        }

        change?.Invoke(json);
    });

    /// <summary>The same, and nobody of the house is written to: an unsolved call gets its outreach alone.</summary>
    public static PlanBook PlanBookWithoutBrief { get; } = PlanBookWithoutReminder(json =>
    {
        var plan = json["rules"]!.AsArray().Single(rule => rule!["name"]!.GetValue<string>() == "not solved")!["plan"]!.AsArray();
        foreach (var step in plan.Where(step => step!["kind"]!.GetValue<string>() != "supervisor-outreach").ToList())
        {
            plan.Remove(step);
        }
    });

    /// <summary>The shipped plan book with these caps instead.</summary>
    public static PlanBook PlanBookWithCaps(string caps) => PlanBookWithoutReminder(json => json["caps"] = JsonNode.Parse(caps));

    /// <summary>The shipped plan book with another list of facts that stop a kind.</summary>
    public static PlanBook PlanBookWithStop(string kind, params string[] facts) =>
        PlanBookWithoutReminder(json => json["stop"]![kind] = new JsonArray([.. facts.Select(fact => (JsonNode)fact)]));
}
