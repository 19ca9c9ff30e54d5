using Xunit;

namespace FollowUps.Tests.Messages.Tone;

public sealed class CorpusTests
{
    public static TheoryData<string> Languages => [.. Corpus.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void No_bad_sentence_is_missed(string language) =>
        Assert.Empty(Corpus.Of(language)
            .Where(sentence => sentence.Rule is not null && Corpus.Lint.Of(sentence.Text, language).All(finding => finding.Rule != sentence.Rule))
            .Select(sentence => $"{language}.txt:{sentence.Line} {sentence.Rule}: {sentence.Text} [{string.Join(",", Corpus.Lint.Of(sentence.Text, language).Select(finding => finding.Rule))}]"));

    [Theory]
    [MemberData(nameof(Languages))]
    public void No_good_sentence_raises_a_false_alarm(string language) =>
        Assert.Empty(Corpus.Of(language)
            .Where(sentence => sentence.Rule is null)
            .SelectMany(sentence => Corpus.Lint.Of(sentence.Text, language).Select(finding => $"{language}.txt:{sentence.Line} {finding.Rule} “{finding.Words}” in: {sentence.Text}")));

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_corpus_is_large_without_repeating_itself(string language)
    {
        var sentences = Corpus.Of(language);
        Assert.Equal(sentences.Count, sentences.Select(sentence => sentence.Text).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.InRange(sentences.Count(sentence => sentence.Rule is null), 150, int.MaxValue);
        Assert.InRange(sentences.Count(sentence => sentence.Rule is not null), 150, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_rule_has_at_least_three_bad_sentences(string language)
    {
        var sentences = Corpus.Of(language);
        var rules = Corpus.Lint.RulesOf(language).Select(rule => rule.Id).ToArray();
        Assert.All(rules, rule => Assert.InRange(sentences.Count(sentence => sentence.Rule == rule), 3, int.MaxValue));
        Assert.Empty(sentences.Select(sentence => sentence.Rule).OfType<string>().Except(rules));
    }

    [Fact]
    public void Every_language_has_the_same_rules() =>
        Assert.All(Corpus.Languages, language => Assert.Equal(
            Corpus.Lint.RulesOf("en").Select(rule => (rule.Id, rule.Category, rule.Severity)),
            Corpus.Lint.RulesOf(language).Select(rule => (rule.Id, rule.Category, rule.Severity))));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Case_spacing_apostrophes_and_what_nobody_sees_make_no_difference(string language)
    {
        Func<string, string>[] disguises =
        [
            text => text.ToUpperInvariant(),
            text => text.Replace('\'', '’'),
            text => text.Replace(" ", "  \n", StringComparison.Ordinal),
            text => string.Join('\u200B', text.AsEnumerable()),
            text => text.Replace("e", "e\u00AD", StringComparison.Ordinal),
            text => text.Replace("a", "<b>a</b>", StringComparison.Ordinal),
            text => text.Replace("i", "&#105;", StringComparison.Ordinal),
        ];
        var bad = Corpus.Of(language).Where(sentence => sentence.Rule is not null).ToArray();
        Assert.Empty(bad.SelectMany(sentence => disguises.Select((disguise, number) => (sentence, number, Text: disguise(sentence.Text))))
            .Where(entry => Corpus.Lint.Of(entry.Text, language).All(finding => finding.Rule != entry.sentence.Rule))
            .Select(entry => $"{language}.txt:{entry.sentence.Line} in disguise {entry.number}: {entry.Text}"));
    }
}
