using System.Text;
using FollowUps.Calls;
using FollowUps.Local;
using FollowUps.Local.Playing;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Calls;

/// <summary>The shipped week over Christmas: what it was written for must be in it, and every update must speak of something.</summary>
public sealed class SampleWeekTests
{
    private static readonly IReadOnlyList<ScriptLine> Lines = Script.ReadEvents(Path.Combine(Repository.Root, "samples", "week.ndjson"));

    private static readonly List<(ScriptLine Line, CallClosed Call)> Calls =
        [.. Closed.Select(line => (line, ReadCallClosed.Of(Bytes(line), CodeMaps.Empty, line.At!.Value) as ReadResult<CallClosed>.Read)).Where(pair => pair.Item2 is not null).Select(pair => (pair.line, pair.Item2!.Value))];

    private static readonly List<(ScriptLine Line, CallUpdate Update)> Updates =
        [.. Lines.Where(line => line.Queue == "call-updates").Select(line => (line, Assert.IsType<ReadResult<CallUpdate>.Read>(ReadCallUpdate.Of(Bytes(line), line.At!.Value)).Value))];

    private static IEnumerable<ScriptLine> Closed => Lines.Where(line => line.Queue == "call-closed");

    [Fact]
    public void It_is_a_week_of_about_200_calls_in_order()
    {
        Assert.Equal(Lines.Select(line => line.Line), Lines.Select(line => line.Line).Order());
        Assert.InRange(Calls.DistinctBy(pair => pair.Call.Id).Count(), 190, 210);
        Assert.Equal(7, Calls.Select(pair => pair.Line.At!.Value.InUtc().Date).Distinct().Count());
        Assert.Contains(Calls, pair => pair.Call.ClosedAt.InUtc().Date == new LocalDate(2026, 12, 25));
    }

    [Fact]
    public void Two_lines_are_bad_on_purpose_and_all_others_are_read_without_a_note()
    {
        Assert.Equal(Calls.Count + 2, Closed.Count());
        Assert.All(Calls, pair => Assert.Empty(pair.Call.Notes));
    }

    [Fact]
    public void Every_outcome_mood_consent_permission_and_queue_occurs_in_ten_zones()
    {
        Assert.Equal(Enum.GetValues<CallOutcome>(), Calls.Select(pair => pair.Call.Outcome).Distinct().Order());
        Assert.Equal(Enum.GetValues<Mood>(), Calls.Select(pair => pair.Call.Mood).Distinct().Order());
        Assert.Equal(Enum.GetValues<DocumentationConsent>(), Calls.Select(pair => pair.Call.Consent).Distinct().Order());
        Assert.Equal(Enum.GetValues<SurveyPermission>(), Calls.Select(pair => pair.Call.Customer.SurveyPermission).Distinct().Order());
        Assert.Equal(["billing", "moving", "outages", "refunds", "tariffs", "technical"], Calls.Select(pair => pair.Call.Queue).Distinct().Order());
        Assert.InRange(Calls.Select(pair => pair.Call.Customer.TimeZone).OfType<string>().Distinct().Count(), 10, 20);
        Assert.Contains(Calls, pair => pair.Call.Customer is { Email: null, Phone: not null });
        Assert.Contains(Calls, pair => pair.Line.At!.Value - pair.Call.ClosedAt > Duration.FromDays(300));
    }

    [Fact]
    public void Some_calls_are_delivered_twice_and_some_customers_call_again()
    {
        var byId = Calls.GroupBy(pair => pair.Call.Id).ToList();
        Assert.InRange(byId.Count(calls => calls.Count() > 1), 8, 12);
        Assert.Equal(3, byId.Count(calls => calls.Select(pair => pair.Call.ClosedAt).Distinct().Count() > 1)); // reopened and closed again
        Assert.InRange(
            Calls.DistinctBy(pair => pair.Call.Id).Where(pair => pair.Call.Customer.Id is not null).GroupBy(pair => pair.Call.Customer.Id).Count(calls => calls.Count() > 1), 8, 20);
    }

    [Fact]
    public void Every_update_type_occurs_and_speaks_of_a_call_promise_or_customer_of_the_week_but_one()
    {
        Assert.Equal(8, Updates.Select(pair => pair.Update.GetType()).Distinct().Count());
        Assert.Equal("call-20261218-077", Assert.Single(Updates, pair => !IsKnown(pair.Update)).Update is CallUpdate.PromiseKept kept ? kept.CallId.Value : null);
    }

    private static bool IsKnown(CallUpdate update) => update switch
    {
        CallUpdate.CallStarted started => Calls.Exists(pair => pair.Call.Customer.Id == started.CustomerId),
        CallUpdate.CallReopened reopened => Has(reopened.CallId),
        CallUpdate.CustomerReplied { CallId: { } call } => Has(call),
        CallUpdate.CustomerReplied replied => Calls.Exists(pair => pair.Call.Customer.Id == replied.CustomerId),
        CallUpdate.PromiseKept kept => HasPromise(kept.CallId, kept.PromiseId),
        CallUpdate.PromiseMoved moved => HasPromise(moved.CallId, moved.PromiseId),
        CallUpdate.SupervisorContacted contacted => Has(contacted.CallId),
        CallUpdate.CaseClosed closed => Has(closed.CallId),
        CallUpdate.CustomerErased erased => Calls.Exists(pair => pair.Call.Customer.Id == erased.CustomerId),
        _ => false,
    };

    private static bool Has(CallId call) => Calls.Exists(pair => pair.Call.Id == call);

    private static bool HasPromise(CallId call, string promise) => Calls.Exists(pair => pair.Call.Id == call && pair.Call.Promises.Any(p => p.Id == promise));

    private static byte[] Bytes(ScriptLine line) => Encoding.UTF8.GetBytes(line.Message);
}
