using CsCheck;
using FollowUps.Calls;
using Xunit;

namespace FollowUps.Tests.Calls;

public sealed class ReadCallClosedProperties
{
    /// <summary>Bytes that matter to a JSON reader, so that many mutations stay JSON.</summary>
    private static readonly byte[] Telling = "{}[]\":,\\0129-+.eEtfn ud8\u00e9\u0000\n"u8.ToArray();

    private static Gen<byte[]> Mutated(byte[] valid) =>
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Int[0, 3], Gen.OneOf(Gen.Int[0, Telling.Length - 1].Select(i => Telling[i]), Gen.Byte)).Array[1, 6].Select(changes =>
        {
            var bytes = new List<byte>(valid);
            foreach (var (at, kind, value) in changes)
            {
                var i = Math.Min(at, bytes.Count - 1);
                switch (kind)
                {
                    case 0: bytes[i] = value; break;
                    case 1: bytes.Insert(i, value); break;
                    case 2: bytes.RemoveAt(i); break;
                    default: bytes.RemoveRange(i, Math.Min(bytes.Count - i - 1, value)); break;
                }
            }

            return bytes.ToArray();
        });

    [Fact]
    public void No_message_makes_reading_throw() => Mutated(Given.CallJson()).Sample(NeverThrows, iter: 20_000);

    [Fact]
    public void Not_even_noise_makes_reading_throw() => Gen.Byte.Array[0, 200].Sample(NeverThrows, iter: 20_000);

    [Fact]
    public void A_redacted_message_is_never_longer_and_what_could_be_read_still_can() =>
        Mutated(Given.CallJson(d => d["documentationConsent"] = "declined")).Sample(
            message =>
            {
                var kept = DeadLetterContent.Of(message).Bytes;
                return kept.Length <= message.Length
                    && (ReadCallClosed.Of(message, CodeMaps.Empty, Given.Now) is ReadResult<CallClosed>.Bad
                        || ReadCallClosed.Of(kept, CodeMaps.Empty, Given.Now) is ReadResult<CallClosed>.Read);
            },
            iter: 20_000);

    private static bool NeverThrows(byte[] message)
    {
        _ = DeadLetterContent.Of(message);
        return ReadCallUpdate.Of(message, Given.Now) is not null
            && ReadCallClosed.Of(message, CodeMaps.Empty, Given.Now) switch
            {
                ReadResult<CallClosed>.Read { Value: var call } => call.Id.Value.Length is >= 1 and <= 200 && call.Promises.Length <= 20,
                ReadResult<CallClosed>.Bad { Error: var error } => error is { Reason.Length: > 0, Field.Length: > 0, Fix.Length: > 0 },
                _ => false,
            };
    }
}
