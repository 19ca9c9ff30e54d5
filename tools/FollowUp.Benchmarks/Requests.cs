using System.Globalization;
using System.Text;
using FollowUps.Local.Storage;
using FollowUps.Plans;
using FollowUps.Responses;
using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Benchmarks;

/// <summary>
/// Storage requests from the call-closed message to the recorded send. What a sweep costs when nothing is due is paid per minute, not per
/// follow-up, and stands apart; so does publishing, which serves whoever reads the outcomes.
/// </summary>
internal static class Requests
{
    private const int Calls = 200;
    private const int Alone = 20;
    private const string Idle = "idle";
    private const string Publishing = "publish";
    private const string Claiming = "2 sweep and claim";
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 10, 0);

    public static async Task<int> RunAsync()
    {
        await using var azurite = await Azurite.StartAsync();
        var idle = await IdleSweepAsync(azurite.ConnectionString);
        var alone = await AloneAsync(azurite.ConnectionString, idle);
        var batch = await TogetherAsync("in chunks of 10", azurite.ConnectionString, idle, null, perCall: 1);
        var two = await TogetherAsync("two per call, in chunks of 10", azurite.ConnectionString, idle, TwoPerCall, perCall: 2);
        var report = await ReportAsync(azurite.ConnectionString);
        var answer = await AnswerAsync(azurite.ConnectionString);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$"""{"alone":{{alone:0.00}},"batch10":{{batch:0.00}},"twoPerCall10":{{two:0.00}},"perReport":{{report:0.00}},"perAnswer":{{answer:0.00}},"idlePerHour":{{idle.Values.Sum() * 60:0}}}"""));
        return 0;
    }

    private static PlanBook TwoPerCall(PlanBook book) => book with
    {
        Caps = [],
        Rules = [.. book.Rules.Select(rule => rule with
        {
            Steps = [new PlanStep { Kind = FollowUpKind.CheckIn, Delay = new Delay.Elapsed(Duration.FromHours(2)) },
                new PlanStep { Kind = FollowUpKind.SupervisorOutreach, Delay = new Delay.Elapsed(Duration.FromHours(2)) }],
        })],
    };

    private static async Task<Dictionary<string, double>> IdleSweepAsync(string connection)
    {
        var product = Product.Over(connection);
        await product.IntakeAsync(0, Start, 1);
        await product.SweepAsync(Start, "publishes once");
        product.Reset();
        await product.SweepAsync(Start, Idle);
        return product.Counted.ToDictionary(counted => counted.Key[Idle.Length..], counted => counted.Value);
    }

    private static async Task<double> AloneAsync(string connection, Dictionary<string, double> idle)
    {
        var product = Product.Over(connection);
        await product.BeginAsync(Start);
        var sweeps = 0;
        for (var i = 0; i < Alone; i++)
        {
            var at = Start + Duration.FromMinutes(i);
            await product.IntakeAsync(i, at, 1);
            await product.SweepAsync(at, Publishing);
        }

        for (var i = 0; i < Alone; i++)
        {
            var due = Start + Duration.FromHours(24) + Duration.FromMinutes(i);
            await product.SweepAsync(due, Claiming);
            await product.SendAsync(due);
            await product.SweepAsync(due, Publishing);
            sweeps++;
        }

        return Print("alone", product, Alone, idle, sweeps);
    }

    private static async Task<double> TogetherAsync(string name, string connection, Dictionary<string, double> idle, Func<PlanBook, PlanBook>? change, int perCall)
    {
        var product = Product.Over(connection, change);
        await product.BeginAsync(Start);
        for (var i = 0; i < Calls; i++)
        {
            await product.IntakeAsync(i, Start, 16);
        }

        await product.SweepAsync(Start + Duration.FromMinutes(1), Publishing);
        var due = Start + Duration.FromHours(24);
        await product.SweepAsync(due, Claiming);
        await product.SendAsync(due);
        await product.SweepAsync(due, Publishing);
        return Print(name, product, Calls * perCall, idle, sweeps: 1);
    }

    /// <summary>A delivery report, the host's receive (shared by 16 messages) and delete included.</summary>
    private static async Task<double> ReportAsync(string connection)
    {
        var product = Product.Over(connection);
        await product.IntakeAsync(0, Start, 1);
        var due = Start + Duration.FromHours(24);
        await product.SweepAsync(due, "sweep");
        await product.SendAsync(due);
        var mail = product.Sender.Mails.Single();
        var report = Encoding.UTF8.GetBytes($$"""
            {"specversion":"1.0","id":"e-1","source":"/mail","type":"Microsoft.Communication.EmailDeliveryReportReceived","time":"{{due}}",
             "data":{"recipient":"{{mail.To.Address.Value}}","messageId":"{{mail.Operation}}","status":"Delivered","deliveryAttemptTimeStamp":"{{due}}"} }
            """);
        product.Reset();
        product.Count("report: host receives and deletes", (1.0 / 16) + 1);
        await product.AsStepAsync("report", () => product.Reports.RunAsync(report, due, CancellationToken.None));
        return Print("a delivery report", product);
    }

    private static async Task<double> AnswerAsync(string connection)
    {
        var product = Product.Over(connection);
        await product.IntakeAsync(0, Start, 1);
        var due = Start + Duration.FromHours(24);
        await product.SweepAsync(due, "sweep");
        await product.SendAsync(due);
        var text = product.Sender.Mails.Single().Text;
        var from = text.IndexOf("/r/", StringComparison.Ordinal) + 3;
        var link = Product.Links.Open(text[from..text.IndexOf('?', from)], LinkPurpose.Rate, due)!;
        product.Reset();
        await product.AsStepAsync("answer", () => product.Ratings.RunAsync(link, new Vote(5, null, null, new RenderedPage("nonce", due - Duration.FromMinutes(1))), due, CancellationToken.None));
        return Print("an answer", product);
    }

    private static double Print(string name, Product product, int followUps, Dictionary<string, double> idle, int sweeps)
    {
        Console.WriteLine($"{name}:");
        var total = 0.0;
        foreach (var (step, requests) in product.Counted)
        {
            var (claims, apart) = (step.StartsWith(Claiming, StringComparison.Ordinal), step.StartsWith(Publishing, StringComparison.Ordinal));
            var each = (requests - (claims ? sweeps * idle.GetValueOrDefault(step[Claiming.Length..]) : 0)) / followUps;
            total += apart ? 0 : each;
            if (each > 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {step,-40} {each,6:0.00}{(apart ? "  (apart)" : "")}"));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"per follow-up",-40} {total,6:0.00}"));
        return total;
    }

    private static double Print(string name, Product product)
    {
        Console.WriteLine($"{name}:");
        foreach (var (step, requests) in product.Counted)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {step,-40} {requests,6:0.00}"));
        }

        return product.Total;
    }
}
