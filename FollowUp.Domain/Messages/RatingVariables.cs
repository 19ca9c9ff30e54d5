using Fluid.Values;

namespace FollowUps.Messages;

/// <summary>The one question of a survey, with a link for each answer.</summary>
internal static class RatingVariables
{
    // Six numbers side by side are wide enough for a thumb on the narrowest phone.
    private const int MostInARow = 6;

    /// <summary>The question and its choices; absent where the mail leads to no rating page.</summary>
    public static FluidValue Of(MailFacts facts, Language language)
    {
        if (facts.Links.Rate is not { } page)
        {
            return new AbsentValue("rating");
        }

        var words = language.Ratings[facts.Scale];
        var choices = words.Labels.Select((label, index) => ChoiceOf(page, words, index, label, language)).ToArray();
        return new DictionaryValue(new Variables("rating")
            .With("question", words.Question)
            .With("choices", new ArrayValue([.. choices]))
            .With("rows", new ArrayValue([.. choices.Chunk(MostInARow).Select(FluidValue (row) => new ArrayValue([.. row]))]))
            .With("labelled", BooleanValue.Create(words.IsLabelled))
            .With("lowest", Texts.Number(words.Lowest))
            .With("lowest_label", words.Labels[0])
            .With("highest", Texts.Number(words.Highest))
            .With("highest_label", words.Labels[^1])
            .With("asks_solved", BooleanValue.Create(facts.AsksWhetherSolved)));
    }

    private static DictionaryValue ChoiceOf(Uri page, RatingWords words, int index, string? label, Language language)
    {
        var score = Texts.Number(words.Lowest + index);
        return new DictionaryValue(new Variables("choice")
            .With("score", score)
            .With("label", label)
            .With("name", label ?? language.Patterns["outOf"].Fill(("score", score), ("highest", Texts.Number(words.Highest))))
            .With("url", LinkVariables.With(page, "score", score)));
    }
}
