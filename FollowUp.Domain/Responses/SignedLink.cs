using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FollowUps.Calls;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Responses;

/// <summary>What a public link is for; the letter is its path.</summary>
public enum LinkPurpose : byte
{
    /// <summary><c>/r</c>: rate.</summary>
    Rate = (byte)'r',

    /// <summary><c>/u</c>: unsubscribe.</summary>
    Unsubscribe = (byte)'u',

    /// <summary><c>/p</c>: was the promise kept?</summary>
    Promise = (byte)'p',

    /// <summary><c>/h</c>: how can I help?</summary>
    Help = (byte)'h',

    /// <summary><c>/b</c>: the supervisor's brief.</summary>
    Brief = (byte)'b',
}

/// <summary>What a link says: which follow-up, for what, until when.</summary>
public sealed record SignedLink(LinkPurpose Purpose, Division Division, string Call, FollowUpId FollowUp, Instant ExpiresAt);

/// <summary>
/// Makes and opens the tokens in public links: everything the page needs, signed with HMAC-SHA-256 (128 bits of it), so that nothing is
/// stored for a link and nothing about it can be guessed. A token names its key, so that keys rotate with an overlap.
/// </summary>
/// <param name="keys">The signing keys, newest first, at least one, each of at least 32 random bytes; older ones only open.</param>
public sealed class LinkSigner(IReadOnlyList<LinkKey> keys)
{
    private const int MacBytes = 16;
    private const int IdBytes = 16;
    private const int FixedBytes = 1 + 1 + 4 + 1;

    // Second, how the page was asked for, millisecond, random.
    private const int NonceBody = 4 + 1 + 2 + 8;

    /// <summary>The token: base64url, about 80 characters.</summary>
    public string Sign(SignedLink link)
    {
        var division = Encoding.ASCII.GetBytes(link.Division.Value);
        var token = new byte[FixedBytes + division.Length + (2 * IdBytes) + MacBytes];
        token[0] = keys[0].Id;
        token[1] = (byte)link.Purpose;
        BinaryPrimitives.WriteUInt32BigEndian(token.AsSpan(2), checked((uint)(link.ExpiresAt.ToUnixTimeSeconds() / 60)));
        token[6] = (byte)division.Length;
        division.CopyTo(token, FixedBytes);
        var ids = token.AsSpan(FixedBytes + division.Length, 2 * IdBytes);
        if (!Base32.TryDecode(link.Call, ids[..IdBytes]) || !Base32.TryDecode(link.FollowUp.Value, ids[IdBytes..]))
        {
            throw new ArgumentException("A link names a call and a follow-up by their hashes.", nameof(link));
        }

        Mac(keys[0], token.AsSpan(0, token.Length - MacBytes), token.AsSpan(token.Length - MacBytes));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The link behind a token; null when it was tampered with, is for another purpose, of an unknown key, or over.</summary>
    public SignedLink? Open(string text, LinkPurpose purpose, Instant now)
    {
        if (text.Length > 200 || !TryDecode(text, out var token) || token.Length < FixedBytes + 1 + (2 * IdBytes) + MacBytes)
        {
            return null;
        }

        var body = token.AsSpan(0, token.Length - MacBytes);
        Span<byte> mac = stackalloc byte[MacBytes];
        var key = keys.FirstOrDefault(k => k.Id == token[0]);
        Mac(key ?? keys[0], body, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, token.AsSpan(token.Length - MacBytes)) || key is null
            || token[1] != (byte)purpose || body.Length != FixedBytes + token[6] + (2 * IdBytes)
            || !Division.TryParse(Encoding.ASCII.GetString(body.Slice(FixedBytes, token[6])), out var division))
        {
            return null;
        }

        var expires = Instant.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(body[2..]) * 60L);
        var ids = body[(FixedBytes + token[6])..];
        return expires <= now ? null : new SignedLink(purpose, division, Base32.Encode(ids[..IdBytes]), new FollowUpId(Base32.Encode(ids[IdBytes..])), expires);
    }

    /// <summary>Names one rendering of a page, so that only a form that was really shown can be posted, and counts once.</summary>
    public string Nonce(string token, Instant now, PageAsked asked = PageAsked.Plainly)
    {
        Span<byte> nonce = stackalloc byte[NonceBody + MacBytes];
        BinaryPrimitives.WriteUInt32BigEndian(nonce, checked((uint)now.ToUnixTimeSeconds()));
        nonce[4] = (byte)asked;
        BinaryPrimitives.WriteUInt16BigEndian(nonce[5..], (ushort)(now - Instant.FromUnixTimeSeconds(now.ToUnixTimeSeconds())).TotalMilliseconds);
        RandomNumberGenerator.Fill(nonce.Slice(7, 8));
        Mac(keys[0], [.. nonce[..NonceBody], .. Encoding.ASCII.GetBytes(token)], nonce[NonceBody..]);
        return Base64Url.EncodeToString(nonce);
    }

    /// <summary>The rendering that a nonce names; null for one that is not of this token, was tampered with, or is older than a day.</summary>
    public RenderedPage? Rendered(string? text, string token, Instant now)
    {
        if (text is not { Length: < 100 } || !TryDecode(text, out var nonce) || nonce.Length != NonceBody + MacBytes || !token.All(char.IsAscii))
        {
            return null;
        }

        var body = nonce.AsSpan(0, NonceBody).ToArray();
        var made = Instant.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(body)) + Duration.FromMilliseconds(BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(5)));
        var ours = made + Duration.FromDays(1) > now && keys.Any(key =>
        {
            Span<byte> mac = stackalloc byte[MacBytes];
            Mac(key, [.. body, .. Encoding.ASCII.GetBytes(token)], mac);
            return CryptographicOperations.FixedTimeEquals(mac, nonce.AsSpan(NonceBody));
        });
        return ours && Enum.IsDefined((PageAsked)body[4]) ? new RenderedPage(text, made, (PageAsked)body[4]) : null;
    }

    private static void Mac(LinkKey key, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret.Span, body, full);
        full[..MacBytes].CopyTo(mac);
    }

    private static bool TryDecode(string text, out byte[] token)
    {
        token = [];
        if (!Base64Url.IsValid(text))
        {
            return false;
        }

        token = Base64Url.DecodeFromChars(text);
        return true;
    }
}

/// <summary>A signing key.</summary>
/// <param name="Id">Named in every token; a new key takes a new id.</param>
/// <param name="Secret">At least 32 random bytes.</param>
public sealed record LinkKey(byte Id, ReadOnlyMemory<byte> Secret);
