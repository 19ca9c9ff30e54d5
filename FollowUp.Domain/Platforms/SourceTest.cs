using System.Collections.Immutable;

namespace FollowUps.Platforms;

/// <summary>One thing that must hold of an event. Texts are compared without regard to case, because platforms change theirs.</summary>
internal sealed record SourceTest(SourcePath Path)
{
    /// <summary>One of these; empty: not asked.</summary>
    public ImmutableArray<string> Is { get; init; } = [];

    /// <summary>None of these.</summary>
    public ImmutableArray<string> IsNot { get; init; } = [];

    /// <summary>How it begins; null: not asked.</summary>
    public string? StartsWith { get; init; }

    /// <summary>How it ends; null: not asked.</summary>
    public string? EndsWith { get; init; }

    /// <summary>Whether there is a value at all; null: not asked.</summary>
    public bool? Exists { get; init; }

    /// <summary>True when all of them hold.</summary>
    public static bool All(ImmutableArray<SourceTest> tests, SourceValue item) => tests.All(test => test.Holds(item));

    private bool Holds(SourceValue item)
    {
        // A list or object is there, although it is no text.
        var found = Path.Find(item, holdsNoText: Is.Length > 0 || IsNot.Length > 0 || StartsWith is not null || EndsWith is not null);
        var text = found?.Text;
        return (Exists is not { } exists || exists == (text is not null || found is { IsList: true, Items.Count: > 0 } || found?.HasProperties == true))
            && (Is.IsEmpty || (text is not null && Is.Contains(text, StringComparer.OrdinalIgnoreCase)))
            && (IsNot.IsEmpty || text is null || !IsNot.Contains(text, StringComparer.OrdinalIgnoreCase))
            && (StartsWith is null || text?.StartsWith(StartsWith, StringComparison.OrdinalIgnoreCase) == true)
            && (EndsWith is null || text?.EndsWith(EndsWith, StringComparison.OrdinalIgnoreCase) == true);
    }
}
