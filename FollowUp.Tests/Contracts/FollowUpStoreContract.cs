using FollowUps.Calls;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Contracts;

/// <summary>What every adapter of the store promises. An adapter proves itself with a class of one line.</summary>
public abstract class FollowUpStoreContract
{
    private static int _next;

    protected FollowUpStoreContract()
    {
        _ = Division.TryParse($"contract-{Environment.ProcessId}-{Interlocked.Increment(ref _next)}", out var division);
        Division = division;
    }

    protected abstract IFollowUpStore Store { get; }

    private Division Division { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_inserted_is_found_with_every_value()
    {
        var row = new DueItem
        {
            Lane = 2,
            At = Instant.FromUtc(2026, 11, 23, 15, 4, 5),
            Call = "c",
            FollowUp = "f",
            Name = "check-in",
            Claims = 3,
            Letter = new Letter { CallId = "call-1", Contact = new PersonFacts { Name = "Ada 🌻 \"x\"", Email = "ada@example.com" }, BusinessHoursOnly = true },
        };
        Assert.True(await Store.CommitAsync(Division, new Changes("t").Insert("d:1", row), Token));
        Assert.Equal(row, (await Store.FindAsync(Division, "d:1", Token))!.As<DueItem>());
    }

    [Fact]
    public async Task A_text_larger_than_one_property_and_bytes_come_back_as_they_were()
    {
        var text = string.Concat(Enumerable.Repeat("für 日本 ", 9_000));
        var mail = new MailRow { Call = text, FollowUp = "f", MailBytes = [.. Enumerable.Range(0, 60_000).Select(i => (byte)(i % 251))] };
        await Store.CommitAsync(Division, new Changes("t").Insert("m:1", mail), Token);
        var read = (await Store.FindAsync(Division, "m:1", Token))!.As<MailRow>();
        Assert.Equal(text, read.Call);
        Assert.Equal(mail.MailBytes, read.MailBytes);
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_null() => Assert.Null(await Store.FindAsync(Division, "c:none", Token));

    [Fact]
    public async Task An_insert_over_an_existing_row_is_refused_and_writes_nothing()
    {
        await Store.CommitAsync(Division, new Changes("t").Insert("c:1", Note("first")), Token);
        Assert.False(await Store.CommitAsync(Division, new Changes("t").Insert("c:0", Note("other")).Insert("c:1", Note("second")), Token));
        Assert.Null(await Store.FindAsync(Division, "c:0", Token));
        Assert.Equal("first", await SentenceAsync("c:1"));
    }

    [Fact]
    public async Task A_change_to_what_was_read_succeeds_once()
    {
        await Store.CommitAsync(Division, new Changes("t").Insert("c:1", Note("first")), Token);
        var read = (await Store.FindAsync(Division, "c:1", Token))!;
        Assert.True(await Store.CommitAsync(Division, new Changes("t").Replace(read, Note("second")), Token));
        Assert.False(await Store.CommitAsync(Division, new Changes("t").Replace(read, Note("third")), Token));
        Assert.False(await Store.CommitAsync(Division, new Changes("t").Delete("c:1", read.Version), Token));
        Assert.Equal("second", await SentenceAsync("c:1"));
    }

    [Fact]
    public async Task A_merge_sets_what_it_names_and_leaves_the_rest()
    {
        await Store.CommitAsync(Division, new Changes("t").Insert("c:1", new CallRow { CallId = "call-1", State = "open", Queue = "billing" }), Token);
        Assert.True(await Store.CommitAsync(Division, new Changes("t").Merge("c:1", new CallPatch { EndedAs = "satisfied" }), Token));
        var row = (await Store.FindAsync(Division, "c:1", Token))!.As<CallRow>();
        Assert.Equal(("open", "billing", "satisfied"), (row.State, row.Queue, row.EndedAs));
    }

    [Fact]
    public async Task A_committed_change_knows_the_versions_of_its_rows_and_a_refused_one_knows_none()
    {
        await Store.CommitAsync(Division, new Changes("t").Insert("c:1", Note("first")).Insert("c:2", Note("first")).Insert("c:gone", Note("x")), Token);
        var changes = new Changes("t").Overwrite("c:1", Note("second")).Merge("c:2", new CallPatch { EndedAs = "second" }).Insert("c:3", Note("second")).Delete("c:gone");
        Assert.True(await Store.CommitAsync(Division, changes, Token));
        foreach (var key in (string[])["c:1", "c:2", "c:3"])
        {
            Assert.Equal((await Store.FindAsync(Division, key, Token))!.Version, changes.VersionOf(key));
        }

        Assert.Null(changes.VersionOf("c:gone"));
        Assert.Equal(("second", null), (changes.Left("c:3")!.As<TimelineEntry>().Sentence, changes.Left("c:2")));
        Assert.True(await Store.CommitAsync(Division, new Changes("t").Replace(changes.Left("c:1")!, Note("third")), Token));
        var late = new Changes("t").Replace(changes.Left("c:1")!, Note("fourth"));
        Assert.False(await Store.CommitAsync(Division, late, Token));
        Assert.Null(late.VersionOf("c:1"));
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("delete")]
    public async Task What_is_gone_cannot_be_changed(string how)
    {
        var changes = new Changes("t");
        _ = how == "merge" ? changes.Merge("c:gone", new CallPatch { EndedAs = "x" }) : changes.Delete("c:gone");
        Assert.False(await Store.CommitAsync(Division, changes.Insert("c:other", Note("x")), Token));
        Assert.Null(await Store.FindAsync(Division, "c:other", Token));
    }

    [Fact]
    public async Task A_range_is_ordered_bounded_and_of_its_own_division()
    {
        var changes = new Changes("t");
        foreach (var key in new[] { "d:1:20261123150000:b", "d:1:20261123150000:a", "d:2:20261123150000:a", "d:1:20261123150001:a", "e:1" })
        {
            changes.Insert(key, Note(key));
        }

        await Store.CommitAsync(Division, changes, Token);
        var rows = await Store.RangeAsync(Division, Keys.Lane(1), 10, Token);
        Assert.Equal(["d:1:20261123150000:a", "d:1:20261123150000:b", "d:1:20261123150001:a"], rows.Select(r => r.Key));
        Assert.Equal(["d:1:20261123150000:a", "d:1:20261123150000:b"], (await Store.RangeAsync(Division, Keys.Lane(1), 2, Token)).Select(r => r.Key));
        Assert.Empty(await Store.RangeAsync(Division.Installation, Keys.Lane(9), 10, Token));
    }

    [Fact]
    public async Task A_range_over_more_rows_than_one_page_is_read_to_its_end()
    {
        for (var page = 0; page < 11; page++)
        {
            var changes = new Changes("t");
            for (var i = 0; i < 100; i++)
            {
                changes.Insert($"x:{page:D3}{i:D3}", Note("x"));
            }

            await Store.CommitAsync(Division, changes, Token);
        }

        Assert.Equal(1100, (await Store.RangeAsync(Division, KeyRange.Prefix("x:"), int.MaxValue, Token)).Count);
    }

    [Fact]
    public async Task Of_many_writers_at_once_exactly_one_wins()
    {
        var wins = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Store.CommitAsync(Division, new Changes("t").Insert("c:race", Note($"{i}")), Token)));
        Assert.Single(wins, won => won);
    }

    [Fact]
    public async Task A_change_without_rows_succeeds() => Assert.True(await Store.CommitAsync(Division, new Changes("t"), Token));

    private static TimelineEntry Note(string sentence) => new(Instant.FromUtc(2026, 11, 23, 0, 0), 0, "test", "note", sentence);

    private async Task<string> SentenceAsync(string key) => (await Store.FindAsync(Division, key, Token))!.As<TimelineEntry>().Sentence;
}
