using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FollowUps.Tests.Local;

/// <summary>A resolver on loopback that knows a few names, in the wire format of RFC 1035.</summary>
internal sealed class FakeDns : IAsyncDisposable
{
    private const ushort CanonicalName = 5, Text = 16;
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly List<(string Name, ushort Type, byte[] Data)> _records = [];
    private readonly Task _serving;

    public FakeDns() => _serving = ServeAsync();

    public string Address => _socket.Client.LocalEndPoint!.ToString()!;

    public FakeDns WithText(string name, string text)
    {
        // Longer texts stand in pieces of at most 255 bytes.
        _records.Add((name, Text, [.. Encoding.ASCII.GetBytes(text).Chunk(255).SelectMany(piece => new[] { (byte)piece.Length }.Concat(piece))]));
        return this;
    }

    public FakeDns WithAlias(string name, string target)
    {
        _records.Add((name, CanonicalName, NameOf(target)));
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var query = await _socket.ReceiveAsync();
                await _socket.SendAsync(AnswerTo(query.Buffer), query.RemoteEndPoint);
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private byte[] AnswerTo(byte[] query)
    {
        var (labels, at) = (new List<string>(), 12);
        while (query[at] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
            at += query[at] + 1;
        }

        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(at + 1));
        var found = _records.Where(r => r.Type == type && r.Name.Equals(string.Join('.', labels), StringComparison.OrdinalIgnoreCase)).ToList();

        // Header: the id of the query; answer, recursion available; one question, so many answers.
        var answer = new List<byte>([query[0], query[1], 0x81, 0x80, 0, 1, 0, (byte)found.Count, 0, 0, 0, 0]);
        answer.AddRange(query[12..(at + 5)]);
        foreach (var (_, _, data) in found)
        {
            // The name as a pointer to the question; type; class IN; a minute to live.
            answer.AddRange([0xC0, 12, 0, (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data]);
        }

        return [.. answer];
    }

    private static byte[] NameOf(string name) => [.. name.Split('.').SelectMany(label => new[] { (byte)label.Length }.Concat(Encoding.ASCII.GetBytes(label))), 0];
}
