using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FollowUps.Calls;

namespace FollowUps.Plans;

/// <summary>Which calls a sample takes: decided by the call's id alone, so that a repeat of the step decides the same.</summary>
internal static class Sample
{
    /// <summary>True when a call belongs to the share (0 to 1) of calls that get this kind.</summary>
    public static bool Takes(CallId call, FollowUpKind kind, double share) => Point(call, kind) < share;

    /// <summary>The call's place in [0, 1): the top 53 bits of a hash, which is what a double holds exactly.</summary>
    internal static double Point(CallId call, FollowUpKind kind)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{call.Value}|{kind.Word()}"));
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) / (double)(1L << 53);
    }
}
