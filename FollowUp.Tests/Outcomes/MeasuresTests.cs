using CsCheck;
using FollowUps.Outcomes;
using Xunit;

namespace FollowUps.Tests.Outcomes;

public sealed class MeasuresTests
{
    [Theory]
    [InlineData(8, 10, 0.4902, 0.9433)]
    [InlineData(80, 100, 0.7112, 0.8666)]
    [InlineData(0, 5, 0, 0.4345)]
    [InlineData(5, 5, 0.5655, 1)]
    public void A_share_has_its_wilson_interval(int hits, int n, double low, double high)
    {
        var share = Measures.Of(hits, n);
        Assert.Equal((low, high), (Math.Round(share.Low, 4), Math.Round(share.High, 4)));
    }

    [Fact]
    public void A_share_lies_inside_its_interval_and_the_interval_inside_nought_and_one() =>
        Gen.Int[1, 100_000].SelectMany(n => Gen.Int[0, n].Select(hits => (hits, n))).Sample(t =>
        {
            var share = Measures.Of(t.hits, t.n);
            Assert.True(share.Low >= 0 && share.Low <= share.Value + 1e-12 && share.Value <= share.High + 1e-12 && share.High <= 1);
        });

    [Fact]
    public void Four_and_five_are_satisfied() => Assert.Equal((0.7, 10), (Measures.Csat([1, 1, 1, 3, 4]).Value, Measures.Csat([1, 1, 1, 3, 4]).N));

    [Fact]
    public void Five_to_seven_made_it_easy() => Assert.Equal(0.6, Measures.Ces([1, 1, 1, 1, 2, 2, 2]).Value, 12);

    [Fact]
    public void Fifty_promoters_and_seventeen_detractors_of_a_hundred_are_33()
    {
        var nps = Measures.Nps([17, 0, 0, 0, 0, 0, 0, 33, 0, 25, 25]);
        Assert.Equal((33, 32.04, 14.48), (nps.Value, Math.Round(nps.Centre, 2), Math.Round(nps.Half, 2)));
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void Under_ten_answers_no_number_is_shown(int n, bool tooFew) => Assert.Equal(tooFew, Measures.Of(n, n).TooFew);

    [Fact]
    public void A_histogram_of_another_scale_is_a_bug() => Assert.Throws<ArgumentException>(() => Measures.Csat([1, 2, 3]));
}
