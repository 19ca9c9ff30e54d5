using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FollowUps.Calls;
using FollowUps.State;

namespace FollowUps.Suppressions;

/// <summary>
/// Tells of most mailboxes, without looking each of them up, that the installation's list does not name them: a Bloom filter over the list, in one row
/// beside the switches, which are read before every send anyway. It is written in the same change as the entry, so that it never lacks one; what it says
/// "perhaps" to is looked up.
/// </summary>
public static class EverywhereFilter
{
    /// <summary>8 KiB: of 6,500 listed mailboxes it wrongly suspects one in a hundred others; of far more it suspects everybody, and every mail costs one look-up.</summary>
    private const int Bits = 1 << 16;
    private const int Probes = 5;

    /// <summary>False: the list certainly does not name it. No row: nothing was ever listed.</summary>
    public static bool MayName(EverywhereFilterRow? row, string mailbox)
    {
        foreach (var bit in BitsOf(mailbox))
        {
            if (row is null || (row.FilterBytes[bit >> 3] & (1 << (bit & 7))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds to a change of the installation's list whatever the filter lacks of the mailboxes that the change lists.</summary>
    internal static async Task AddAsync(Changes changes, IFollowUpStore store, IEnumerable<string> mailboxes, CancellationToken cancellationToken)
    {
        var read = await store.FindAsync(Division.Installation, Keys.EverywhereFilter, cancellationToken);
        var row = read?.As<EverywhereFilterRow>();
        var lacking = mailboxes.Where(mailbox => !MayName(row, mailbox)).ToList();
        if (lacking.Count > 0)
        {
            var bytes = row?.FilterBytes.ToArray() ?? new byte[Bits / 8];
            foreach (var bit in lacking.SelectMany(BitsOf))
            {
                bytes[bit >> 3] |= (byte)(1 << (bit & 7));
            }

            changes.Put(Keys.EverywhereFilter, read, new EverywhereFilterRow { FilterBytes = bytes });
        }
    }

    private static int[] BitsOf(string mailbox)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(mailbox));
        return [.. Enumerable.Range(0, Probes).Select(probe => (int)BinaryPrimitives.ReadUInt16LittleEndian(hash.AsSpan(2 * probe)))];
    }
}

/// <summary><c>g:everywhere</c> in <c>_</c>: which mailboxes the installation's list may name.</summary>
public sealed record EverywhereFilterRow
{
    /// <summary>The bits of the filter.</summary>
    public required byte[] FilterBytes { get; init; }
}
