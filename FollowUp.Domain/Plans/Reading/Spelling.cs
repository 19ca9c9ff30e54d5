namespace FollowUps.Plans.Reading;

/// <summary>Finds the word that was meant.</summary>
internal static class Spelling
{
    /// <summary>"Did you mean 'delay'?" where a known word is close, else the list of known words.</summary>
    public static string Suggest(string word, IReadOnlyCollection<string> known)
    {
        var nearest = known.MinBy(candidate => Distance(word, candidate));
        return nearest is not null && Distance(word, nearest) <= Math.Max(1, nearest.Length / 2)
            ? $"Did you mean '{nearest}'?"
            : $"Use one of: {string.Join(", ", known)}.";
    }

    // Levenshtein, without regard to case: a wrong capital is no other word.
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
