using CsCheck;
using FollowUps.Calls;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests.State;

public sealed class IdentityTests
{
    private static readonly Identity Ours = new(new byte[16]);

    [Fact]
    public void The_same_call_has_the_same_hash_and_another_pepper_another_one()
    {
        var other = new Identity(Enumerable.Repeat((byte)1, 16).ToArray());
        Assert.Equal(Ours.Call(new CallId("call-1")), Ours.Call(new CallId("call-1")));
        Assert.NotEqual(Ours.Call(new CallId("call-1")), Ours.Call(new CallId("call-2")));
        Assert.NotEqual(Ours.Call(new CallId("call-1")), other.Call(new CallId("call-1")));
    }

    [Fact]
    public void A_mailbox_is_the_same_however_it_is_spelled() =>
        Assert.Equal(Ours.Address(Given.Address("Ada@Example.COM")), Ours.Address(Given.Address("ada@example.com")));

    [Fact]
    public void A_customer_is_known_by_id_then_address_then_phone()
    {
        var email = Given.Address("ada@example.com");
        Assert.Equal(Ours.Customer(new Customer { Id = "c-1", Email = email }), Ours.Customer(new Customer { Id = "c-1", Phone = "1" }));
        Assert.Equal(Ours.Customer(new Customer { Email = email, Phone = "1" }), Ours.Customer(new Customer { Email = email, Phone = "2" }));
        Assert.NotNull(Ours.Customer(new Customer { Phone = "1" }));
        Assert.Null(Ours.Customer(new Customer { Name = "Ada" }));
    }

    [Fact]
    public void A_follow_up_is_named_by_call_episode_kind_subject_and_ordinal()
    {
        var ids = new[]
        {
            Ours.FollowUp("call", 1, "check-in"), Ours.FollowUp("call", 2, "check-in"), Ours.FollowUp("call", 1, "check-in-reminder"),
            Ours.FollowUp("call", 1, "check-in", "p-1"), Ours.FollowUp("call", 1, "check-in", "", 1), Ours.FollowUp("other", 1, "check-in"),
        };
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids[0], Ours.FollowUp("call", 1, "check-in"));
    }

    [Fact]
    public void An_operation_is_a_version_5_uuid_and_changes_with_the_generation()
    {
        var first = Identity.Operation(new FollowUpId("f"), 1);
        Assert.Equal('5', first.ToString()[14]);
        Assert.Contains(first.ToString()[19], "89ab");
        Assert.Equal(first, Identity.Operation(new FollowUpId("f"), 1));
        Assert.NotEqual(first, Identity.Operation(new FollowUpId("f"), 2));
    }

    [Fact]
    public void Base32_gives_back_what_was_encoded() =>
        Gen.Byte.Array[16].Sample(bytes =>
        {
            var decoded = new byte[16];
            Assert.True(Base32.TryDecode(Base32.Encode(bytes), decoded));
            Assert.Equal(bytes, decoded);
        });

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("abcdefghijklmnopqrstuvwxy1")] // 1 is no digit of the alphabet
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaab")] // bits beyond the sixteenth byte
    public void What_is_no_hash_is_refused(string text) => Assert.False(Base32.TryDecode(text, new byte[16]));

    [Fact]
    public void A_pepper_that_could_be_guessed_is_refused() => Assert.Throws<ArgumentException>(() => new Identity(new byte[15]));
}
