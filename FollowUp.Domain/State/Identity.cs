using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FollowUps.Calls;
using FollowUps.Sending;

namespace FollowUps.State;

/// <summary>
/// Makes every id of the product from its cause, so that the same cause always names the same thing: a repeated event finds its call,
/// a repeated step finds its own trace. Keys hold only these hashes, never an id or address of a person.
/// </summary>
/// <param name="pepper">
/// At least 16 random bytes, made once per installation and never changed: another pepper is another installation.
/// </param>
public sealed class Identity(ReadOnlyMemory<byte> pepper)
{
    // RFC 4122 appendix C: the DNS namespace, used here only as the fixed salt of UUIDv5.
    private static readonly Guid OperationNamespace = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    private readonly byte[] _pepper = pepper.Length >= 16
        ? pepper.ToArray()
        : throw new ArgumentException("The pepper needs at least 16 bytes.", nameof(pepper));

    /// <summary>h(x) of the storage layout: 26 base32 characters of HMAC-SHA-256 under the pepper.</summary>
    public string Hash(string value)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_pepper, Encoding.UTF8.GetBytes(value), mac);
        return Base32.Encode(mac[..16]);
    }

    /// <summary>h(call).</summary>
    public string Call(CallId call) => Hash($"call:{call.Value}");

    /// <summary>h(address): one mailbox, however it was spelled.</summary>
    public string Address(EmailAddress address) => Hash($"address:{address.Normalized}");

    /// <summary>h(customer): by id, else by address, else by phone; null when nothing of these is known.</summary>
    public string? Customer(Customer customer) => customer switch
    {
        { Id: { } id } => Hash($"customer:{id}"),
        { Email: { } email } => Address(email),
        { Phone: { } phone } => Hash($"phone:{phone}"),
        _ => null,
    };

    /// <summary>The follow-up that this call's episode causes: the same arguments are the same follow-up, for ever.</summary>
    /// <param name="call">h(call).</param>
    /// <param name="episode">1, and one more for each reopening.</param>
    /// <param name="kind">The kind's word, or a timer's name.</param>
    /// <param name="subject">The promise's id or the case's rung; else empty.</param>
    /// <param name="ordinal">How often a fact has rescheduled it.</param>
    public FollowUpId FollowUp(string call, int episode, string kind, string subject = "", int ordinal = 0) =>
        new(Hash(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"followup:{call}|{episode}|{kind}|{subject}|{ordinal}")));

    /// <summary>The id of a command by its cause; inserting its timeline row a second time is refused by storage.</summary>
    public string Command(params ReadOnlySpan<string> cause) => Hash($"command:{string.Join('|', cause!)}");

    /// <summary>UUIDv5 (RFC 9562 §5.5) of follow-up and generation: what the provider knows the mail by.</summary>
    public static OperationId Operation(FollowUpId followUp, int generation)
    {
        var name = Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{followUp.Value}|{generation}"));
        var input = new byte[16 + name.Length];
        OperationNamespace.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input, 16);
#pragma warning disable CA5350 // UUIDv5 is defined over SHA-1; nothing secret depends on it.
        var hash = SHA1.HashData(input);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new OperationId(new Guid(hash.AsSpan(0, 16), bigEndian: true));
    }
}

/// <summary>One follow-up: 26 base32 characters.</summary>
public readonly record struct FollowUpId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>RFC 4648 base32 in lower case without padding: text order is byte order is not needed, safe key characters are.</summary>
public static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Encodes bytes; 16 bytes make 26 characters.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        var (bits, held) = (0u, 0);
        foreach (var b in bytes)
        {
            bits = (bits << 8) | b;
            for (held += 8; held >= 5; held -= 5)
            {
                text.Append(Alphabet[(int)((bits >> (held - 5)) & 31)]);
            }

            bits &= (1u << held) - 1;
        }

        return held == 0 ? text.ToString() : text.Append(Alphabet[(int)((bits << (5 - held)) & 31)]).ToString();
    }

    /// <summary>Decodes 26 characters to 16 bytes; false for anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> sixteen)
    {
        if (text.Length != 26 || sixteen.Length != 16)
        {
            return false;
        }

        UInt128 value = 0;
        for (var i = 0; i < 25; i++)
        {
            var digit = Alphabet.IndexOf(text[i], StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            value = (value << 5) | (uint)digit;
        }

        var last = Alphabet.IndexOf(text[25], StringComparison.Ordinal);
        BinaryPrimitives.WriteUInt128BigEndian(sixteen, (value << 3) | ((uint)Math.Max(last, 0) >> 2));
        return last >= 0 && (last & 3) == 0;
    }
}
