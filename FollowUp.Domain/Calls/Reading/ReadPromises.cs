using System.Collections.Immutable;

namespace FollowUps.Calls.Reading;

/// <summary>What was promised in a call.</summary>
internal static class ReadPromises
{
    /// <summary>At most this many in one call, so that one call fits one transaction.</summary>
    public const int Most = 20;

    public static ImmutableArray<Promise> Of(Fields data, Findings findings)
    {
        var promises = data.Objects("promises").Select(One).ToImmutableArray();
        if (promises.Length > Most)
        {
            findings.Refuse(
                data.At("promises"),
                $"{data.At("promises")} has more than {Most} entries.",
                $"Send at most {Most} promises for one call, and put together what is due together.");
        }

        var repeated = promises.Index().FirstOrDefault(p => promises.Take(p.Index).Any(earlier => earlier.Id == p.Item.Id));
        if (repeated.Item is not null)
        {
            var field = data.At($"promises[{repeated.Index}].id");
            findings.Refuse(field, $"{field} is the id of an earlier promise of this call.", "Give every promise of a call an id of its own.");
        }

        return promises;
    }

    private static Promise One(Fields promise) => new(
        promise.RequiredId("id", "an id that is unique within the call"),
        promise.RequiredText("what", "the promise in its own words"),
        promise.RequiredTime("dueAt"),
        promise.Object("owner") is { } owner ? new PromiseOwner(owner.Line("name"), owner.EmailOrNote("email"), owner.Line("phone")) : null);
}
