using System.Globalization;
using Azure.Data.Tables;
using FollowUps.Local.Storage;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Benchmarks;

/// <summary>What one sweep asks of storage with 100 due among more and more that is stored: it must not grow.</summary>
internal static class Sweeps
{
    private const int Due = 100;
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 10, 0);

    public static async Task<int> RunAsync()
    {
        var parts = new List<string>();
        foreach (var stored in (int[])[1_000, 10_000, 100_000])
        {
            await using var azurite = await Azurite.StartAsync();
            var product = Product.Over(azurite.ConnectionString);
            for (var i = 0; i < Due; i++)
            {
                await product.IntakeAsync(i, Start, 16);
            }

            await StoreAsync(product.Table, stored - Due);
            await product.SweepAsync(Start, "publishes once");
            product.Reset();
            var before = product.Store.RowsRead;
            await product.SweepAsync(Start + Duration.FromHours(24), "sweep");
            var rows = (double)(product.Store.RowsRead - before) / Due;
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"\"{stored}\":{{\"rowsPerDue\":{rows:0.000},\"requests\":{product.Total:0}}}"));
            Console.WriteLine(parts[^1]);
        }

        Console.WriteLine($"{{{string.Join(',', parts)}}}");
        return 0;
    }

    /// <summary>Follow-ups that are due on later days, with their own rows, as intake would have written them.</summary>
    private static async Task StoreAsync(TableClient table, int count)
    {
        foreach (var batch in Enumerable.Range(0, count).Chunk(50))
        {
            var actions = batch.SelectMany(i =>
            {
                var (call, id) = ($"stored{i:D8}", new FollowUpId($"f{i:D8}"));
                var key = Keys.Due(2, Start + Duration.FromDays(2) + Duration.FromSeconds(i), call, id);
                return new[] { Row(key), Row(Keys.FollowUp(call, id)) };
            });
            await table.SubmitTransactionAsync(actions);
        }

        static TableTransactionAction Row(string key) =>
            new(TableTransactionActionType.UpsertReplace, new TableEntity("main", key) { ["lane"] = 2L, ["at"] = "2026-11-25T00:00:00Z", ["call"] = "c", ["followUp"] = "f", ["name"] = "check-in", ["id"] = "f", ["kind"] = "check-in", ["state"] = "scheduled" });
    }
}
