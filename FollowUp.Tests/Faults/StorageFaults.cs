using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace FollowUps.Tests.Faults;

/// <summary>What storage may do instead of answering as asked.</summary>
public enum StorageFault
{
    /// <summary>412 for an item of a transaction: what was read has changed.</summary>
    ChangedMeanwhile,

    /// <summary>409 for an item of a transaction: what is inserted exists.</summary>
    ExistsAlready,

    /// <summary>404 for an item of a transaction: what is changed or deleted is gone.</summary>
    IsGone,

    /// <summary>400 for an item of a transaction: refused, and not because of a race.</summary>
    RefusesItem,

    /// <summary>429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>503: the partition moves, or is busy.</summary>
    ServerBusy,

    /// <summary>503 for so long that the client's own retries are used up.</summary>
    ServerBusyForLong,

    /// <summary>No answer, and the request was never seen.</summary>
    TimeoutBefore,

    /// <summary>No answer, although the request took effect: the client's retry meets its own work.</summary>
    TimeoutAfterEffect,
}

/// <summary>
/// Storage that is bad for a while: every so many requests it plays a fault instead of answering, until it has played enough of them. Placed
/// behind the client's retries, so that those are part of what is tested.
/// </summary>
internal sealed class StorageFaults(StorageFault fault, int every, int offset, int atMost) : HttpPipelinePolicy
{
    private const int RetriesOfTheClient = 3;
    private int _requests;
    private int _left;

    /// <summary>How many faults were played.</summary>
    public int Played { get; private set; }

    private bool IsAboutItems => fault is StorageFault.ChangedMeanwhile or StorageFault.ExistsAlready or StorageFault.IsGone or StorageFault.RefusesItem;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (!Strikes(message))
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        switch (fault)
        {
            case StorageFault.ChangedMeanwhile:
                message.Response = ItemRefused(message, 412, "Precondition Failed", "UpdateConditionNotSatisfied");
                return;
            case StorageFault.ExistsAlready:
                message.Response = ItemRefused(message, 409, "Conflict", "EntityAlreadyExists");
                return;
            case StorageFault.IsGone:
                message.Response = ItemRefused(message, 404, "Not Found", "ResourceNotFound");
                return;
            case StorageFault.RefusesItem:
                message.Response = ItemRefused(message, 400, "Bad Request", "InvalidInput");
                return;
            case StorageFault.TooManyRequests:
                message.Response = new PlayedResponse(message, 429, "Too Many Requests", "", ("Retry-After", "0"));
                return;
            case StorageFault.ServerBusy or StorageFault.ServerBusyForLong:
                message.Response = new PlayedResponse(message, 503, "Server Busy", "", ("x-ms-error-code", "ServerBusy"));
                return;
            case StorageFault.TimeoutBefore:
                throw new IOException("The connection was reset.");
            case StorageFault.TimeoutAfterEffect:
                await ProcessNextAsync(message, pipeline);
                throw new IOException("The connection was reset.");
        }
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    private bool Strikes(HttpMessage message)
    {
        if (_left > 0)
        {
            _left--;
            return true;
        }

        if (IsAboutItems && !message.Request.Uri.Path.EndsWith("/$batch", StringComparison.Ordinal))
        {
            return false;
        }

        if (Played >= atMost || _requests++ % every != offset)
        {
            return false;
        }

        Played++;
        _left = fault == StorageFault.ServerBusyForLong ? RetriesOfTheClient : 0;
        return true;
    }

    /// <summary>A transaction's answer is 202 whatever happened; the refused item is an answer inside it.</summary>
    private static PlayedResponse ItemRefused(HttpMessage message, int status, string reason, string code)
    {
        var body = $$$"""
            --batchresponse_1
            Content-Type: multipart/mixed; boundary=changesetresponse_1

            --changesetresponse_1
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            HTTP/1.1 {{{status}}} {{{reason}}}
            X-Content-Type-Options: nosniff
            Cache-Control: no-cache
            DataServiceVersion: 3.0;
            Content-Type: application/json;odata=minimalmetadata;streaming=true;charset=utf-8

            {"odata.error":{"code":"{{{code}}}","message":{"lang":"en-US","value":"0:{{{reason}}}" } } }
            --changesetresponse_1--
            --batchresponse_1--

            """.ReplaceLineEndings("\r\n");
        return new PlayedResponse(message, 202, "Accepted", body, ("Content-Type", "multipart/mixed; boundary=batchresponse_1"));
    }

    private sealed class PlayedResponse : Response
    {
        private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

        public PlayedResponse(HttpMessage message, int status, string reason, string body, params (string Name, string Value)[] headers)
        {
            (Status, ReasonPhrase, ClientRequestId) = (status, reason, message.Request.ClientRequestId);
            ContentStream = new MemoryStream(Encoding.UTF8.GetBytes(body));
            foreach (var (name, value) in headers)
            {
                _headers[name] = value;
            }
        }

        public override int Status { get; }

        public override string ReasonPhrase { get; }

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; }

        public override void Dispose() => ContentStream?.Dispose();

        protected override bool ContainsHeader(string name) => _headers.ContainsKey(name);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => _headers.Select(h => new HttpHeader(h.Key, h.Value));

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => _headers.TryGetValue(name, out value);

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = _headers.TryGetValue(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}

/// <summary>Storage that answers every query one row at a time, with a continuation token: nothing says how large a page is.</summary>
internal sealed class OneRowAPage : HttpPipelinePolicy
{
    private const string Top = "%24top=";

    /// <summary>How many queries went on from a token.</summary>
    public int Continued { get; private set; }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var query = message.Request.Uri.Query.Replace("$top=", Top, StringComparison.Ordinal);
        if (query.Contains(Top, StringComparison.Ordinal))
        {
            var start = query.IndexOf(Top, StringComparison.Ordinal) + Top.Length;
            var end = start + query[start..].TakeWhile(char.IsAsciiDigit).Count();
            message.Request.Uri.Query = $"{query[..start]}1{query[end..]}";
            Continued += query.Contains("NextRowKey=", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }

        return ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
}
