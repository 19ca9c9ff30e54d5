using Azure.Storage.Queues;
using FollowUps.Local.Functions;
using Xunit;

namespace FollowUps.Tests.Local;

/// <summary>Where the runner looks for messages: wherever one may be, and nowhere else.</summary>
public sealed class QueueNewsTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_queue_that_the_handler_names_is_looked_at_before_time_moves()
    {
        await using var stage = await Stage.SetAsync(azurite);
        var queue = new QueueClient(azurite.ConnectionString, stage.Queue);
        stage.Handler.Queues = "-";
        stage.Handler.Answer = r =>
        {
            var puts = r.Target == "/DueSweep" && stage.Handler.To("DueSweep").Count == 1;
            if (puts) queue.SendMessage("released");
            stage.Handler.Queues = puts ? $"other,{stage.Queue}" : "-";
            return FakeHandler.Ok();
        };

        await stage.PlayToIdleAsync();

        Assert.Single(stage.Handler.To("CallClosed"));
        Assert.Equal(stage.Start, stage.Clock.Now);
    }

    [Fact]
    public void A_handler_that_says_nothing_may_have_put_something_anywhere()
    {
        Assert.True(QueueNews.None.And(QueueNews.Any).MayBeOn("send"));
        Assert.True(QueueNews.On(["send"]).And(QueueNews.On(["call-closed"])).MayBeOn("send"));
        Assert.False(QueueNews.On(["send"]).MayBeOn("call-closed"));
        Assert.False(QueueNews.None.MayBeOn("send"));
    }
}
