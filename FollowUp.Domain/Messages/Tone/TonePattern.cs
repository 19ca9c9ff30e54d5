using System.Collections.Immutable;

namespace FollowUps.Messages.Tone;

/// <summary>
/// A sequence of words to look for inside one sentence. It is matched by the set of places where it may end, so that its time is bounded by the
/// length of the text and of the pattern, whatever stands in either. <c>docs/tone.md</c> says how patterns are written.
/// </summary>
internal sealed class TonePattern(TonePattern.Part parts)
{
    /// <summary>The words a match can begin with: exact ones, and stems.</summary>
    public ImmutableArray<Word> First { get; } = parts.First();

    /// <summary>The place after the shortest match that begins at a word; null: none does.</summary>
    public int? EndFrom(ImmutableArray<ToneWord> words, int at)
    {
        var ends = new List<int>();
        parts.AddEnds(words, at, SentenceEnd(words, at), ends);
        return ends.Count == 0 ? null : ends.Min();
    }

    private static int SentenceEnd(ImmutableArray<ToneWord> words, int at)
    {
        var end = at;
        while (end < words.Length && words[end].Sentence == words[at].Sentence)
        {
            end++;
        }

        return end;
    }

    /// <summary>A part of a pattern.</summary>
    internal abstract record Part
    {
        /// <summary>True when it may stand for nothing.</summary>
        public virtual bool MayBeEmpty => false;

        /// <summary>The words it can begin with.</summary>
        public virtual ImmutableArray<Word> First() => [];

        /// <summary>Adds every place where it can end, once each.</summary>
        public abstract void AddEnds(ImmutableArray<ToneWord> words, int at, int limit, List<int> ends);
    }

    /// <summary>One word in each of its spellings, or everything that begins with them.</summary>
    internal sealed record Word(ImmutableArray<string> Spellings, bool IsStem) : Part
    {
        public override ImmutableArray<Word> First() => [this];

        public override void AddEnds(ImmutableArray<ToneWord> words, int at, int limit, List<int> ends)
        {
            if (at >= limit)
            {
                return;
            }

            foreach (var spelling in Spellings)
            {
                if (IsStem ? words[at].Text.StartsWith(spelling, StringComparison.Ordinal) : words[at].Text == spelling)
                {
                    Add(ends, at + 1);
                    return;
                }
            }
        }
    }

    /// <summary>Between some and more words, whatever they are.</summary>
    internal sealed record Gap(int Least, int Most) : Part
    {
        public override bool MayBeEmpty => Least == 0;

        public override void AddEnds(ImmutableArray<ToneWord> words, int at, int limit, List<int> ends)
        {
            for (var end = at + Least; end <= Math.Min(limit, at + Most); end++)
            {
                Add(ends, end);
            }
        }
    }

    /// <summary>The beginning or the end of a sentence.</summary>
    internal sealed record Edge(bool IsBeginning) : Part
    {
        public override bool MayBeEmpty => true;

        public override void AddEnds(ImmutableArray<ToneWord> words, int at, int limit, List<int> ends)
        {
            if (IsBeginning ? at == 0 || (at < words.Length && words[at - 1].Sentence != words[at].Sentence) : at == limit)
            {
                Add(ends, at);
            }
        }
    }

    /// <summary>One of several; with <paramref name="OrNone"/> also none of them.</summary>
    internal sealed record OneOf(ImmutableArray<Part> Choices, bool OrNone) : Part
    {
        public override bool MayBeEmpty => OrNone || Choices.Any(choice => choice.MayBeEmpty);

        public override ImmutableArray<Word> First() => [.. Choices.SelectMany(choice => choice.First())];

        public override void AddEnds(ImmutableArray<ToneWord> words, int at, int limit, List<int> ends)
        {
            if (OrNone)
            {
                Add(ends, at);
            }

            foreach (var choice in Choices)
            {
                choice.AddEnds(words, at, limit, ends);
            }
        }
    }

    /// <summary>One after the other.</summary>
    internal sealed record InOrder(ImmutableArray<Part> Parts) : Part
    {
        public override bool MayBeEmpty => Parts.All(part => part.MayBeEmpty);

        public override ImmutableArray<Word> First()
        {
            var leading = Parts.TakeWhile(part => part.MayBeEmpty).Count();
            return [.. Parts.Take(leading + 1).SelectMany(part => part.First())];
        }

        public override void AddEnds(ImmutableArray<ToneWord> words, int at, int limit, List<int> ends)
        {
            var places = new List<int> { at };
            foreach (var part in Parts)
            {
                var next = new List<int>();
                foreach (var place in places)
                {
                    part.AddEnds(words, place, limit, next);
                }

                if (next.Count == 0)
                {
                    return;
                }

                places = next;
            }

            places.ForEach(place => Add(ends, place));
        }
    }

    private static void Add(List<int> ends, int end)
    {
        if (!ends.Contains(end))
        {
            ends.Add(end);
        }
    }
}
