using System.Text.Json;
using FollowUps.Local.Functions;
using Microsoft.AspNetCore.Http.Features;

namespace FollowUps.Local.Web;

/// <summary>
/// The public side of the Functions host: forwards what the HTTP functions declare and nothing else. Path, query, Host and body go through
/// as they are; what only the platform may say (simulated time, signed-in principal) is taken from visitors.
/// </summary>
public sealed class HostFront(FunctionApp app, HandlerFleet fleet, string functionKey)
{
    private const string PrincipalPrefix = "X-MS-CLIENT-PRINCIPAL";
    private const string ForwardedPrefix = "X-Forwarded-";

    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    /// <summary>Called after a visitor's request that may have changed something.</summary>
    public Action? OnVisit { get; set; }

    /// <summary>Adds one endpoint per HTTP function.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var function in app.Http) endpoints.Map(function.Route, http => AnswerAsync(function, http));
    }

    private async Task AnswerAsync(HttpFunction function, HttpContext http)
    {
        if (!function.Methods.Contains(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (function.NeedsKey && http.Request.Headers["x-functions-key"] != functionKey && http.Request.Query["code"] != functionKey)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            using var request = Forwarded(http);
            using var response = await fleet.SendAsync(request, http.RequestAborted);
            await CopyAsync(response, http.Response, http.RequestAborted);
        }
        catch (Exception e) when (e is HttpRequestException or RunnerException)
        {
            http.Response.StatusCode = StatusCodes.Status502BadGateway;
        }

        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)) OnVisit?.Invoke();
    }

    private static HttpRequestMessage Forwarded(HttpContext http)
    {
        var from = http.Request;
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var request = new HttpRequestMessage(new HttpMethod(from.Method), new Uri(target, UriKind.Relative));
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true) request.Content = new StreamContent(from.Body);
        foreach (var (name, values) in from.Headers)
        {
            if (IsPlatforms(name) || HopByHop.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        request.Headers.Host = from.Host.Value;
        var visitor = http.Connection.RemoteIpAddress;
        request.Headers.TryAddWithoutValidation(ForwardedPrefix + "For", visitor?.ToString());
        request.Headers.TryAddWithoutValidation(ForwardedPrefix + "Host", from.Host.Value);
        request.Headers.TryAddWithoutValidation(ForwardedPrefix + "Proto", from.Scheme);
        if (from.Path.StartsWithSegments("/desk") && visitor is not null && System.Net.IPAddress.IsLoopback(visitor)) SignIn(request);
        return request;
    }

    private static bool IsPlatforms(string header) =>
        header.Equals(HandlerFleet.NowHeader, StringComparison.OrdinalIgnoreCase)
        || header.StartsWith(PrincipalPrefix, StringComparison.OrdinalIgnoreCase)
        || header.StartsWith(ForwardedPrefix, StringComparison.OrdinalIgnoreCase)
        || header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase);

    /// <summary>Plays App Service Authentication: whoever sits at this machine is signed in to the desk.</summary>
    private static void SignIn(HttpRequestMessage request)
    {
        const string name = "Local operator";
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("auth_typ", "aad");
            json.WriteString("name_typ", "name");
            json.WriteString("role_typ", "roles");
            json.WriteStartArray("claims");
            foreach (var (type, value) in new[] { ("name", name), ("preferred_username", "operator@localhost"), ("roles", "admin") })
            {
                json.WriteStartObject();
                json.WriteString("typ", type);
                json.WriteString("val", value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        request.Headers.TryAddWithoutValidation(PrincipalPrefix, Convert.ToBase64String(buffer.ToArray()));
        request.Headers.TryAddWithoutValidation(PrincipalPrefix + "-NAME", name);
        request.Headers.TryAddWithoutValidation(PrincipalPrefix + "-ID", "00000000-0000-0000-0000-000000000001");
        request.Headers.TryAddWithoutValidation(PrincipalPrefix + "-IDP", "aad");
    }

    private static async Task CopyAsync(HttpResponseMessage from, HttpResponse to, CancellationToken cancellationToken)
    {
        to.StatusCode = (int)from.StatusCode;
        foreach (var (name, values) in from.Headers.Concat(from.Content.Headers))
            if (!HopByHop.Contains(name) && !name.Equals(Answer.StorageRequestsHeader, StringComparison.OrdinalIgnoreCase)
                && !name.Equals(Answer.QueuesHeader, StringComparison.OrdinalIgnoreCase))
                to.Headers.Append(name, values.ToArray());
        if (to.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) to.ContentLength = null;
        else await from.Content.CopyToAsync(to.Body, cancellationToken);
    }
}
