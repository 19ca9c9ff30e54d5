using FollowUps.People;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;

namespace FollowUps.Pages;

/// <summary>Somebody, or a mail scanner, at a public page.</summary>
/// <param name="Context">The request.</param>
/// <param name="Token">The token in its path.</param>
/// <param name="Link">What the token says.</param>
/// <param name="Now">The moment of the request.</param>
internal sealed record PageVisit(HttpContext Context, string Token, SignedLink Link, Instant Now)
{
    /// <summary>What the installation has decided, as of now.</summary>
    public Installation Settings { get; } = Context.RequestServices.GetRequiredService<Func<Installation>>()();

    /// <summary>Whose page it is: the brand of the call's division and queue, as in the mail.</summary>
    public Brand BrandOf(string? queue) => Settings.Directory.BrandOf(Link.Division.Value, queue);

    /// <summary>Ends with the request or its deadline.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>What was posted; empty for a GET and for a body that is no form.</summary>
    public IFormCollection Form { get; private init; } = FormCollection.Empty;

    /// <summary>The page that the form was posted from; null: it was never shown, or too long ago.</summary>
    public RenderedPage? Page => Signer.Rendered(Form["nonce"], Token, Now);

    private LinkSigner Signer => Context.RequestServices.GetRequiredService<LinkSigner>();

    /// <summary>The visit with its form read.</summary>
    public async Task<PageVisit> WithFormAsync() =>
        Context.Request.HasFormContentType ? this with { Form = await Context.Request.ReadFormAsync(Aborted) } : this;

    /// <summary>The hidden field that names this rendering of the page.</summary>
    public string NonceField(PageAsked asked = PageAsked.Plainly) =>
        $"""<input type="hidden" name="nonce" value="{Pages.Page.Text(Signer.Nonce(Token, Now, asked))}">""";

    /// <summary>The address of another page about the same follow-up.</summary>
    public string PathTo(LinkPurpose purpose) => $"/{(char)purpose}/{Signer.Sign(Link with { Purpose = purpose })}";

    /// <summary>A whole number of the form or the query; null: none.</summary>
    public static int? Number(string? text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>"yes", "no", or null.</summary>
    public static bool? YesOrNo(string? text) => text switch { "yes" => true, "no" => false, _ => null };

    /// <summary>Free text of the form, cut where a form field is cut.</summary>
    public string Words(string field) => Form[field].ToString() is var text && text.Length > MaxWords ? text[..MaxWords] : Form[field].ToString();

    /// <summary>As much free text as a field takes.</summary>
    public const int MaxWords = 8000;

    /// <summary>The words for a visitor of this language (null: the default), by the brand of the call's queue.</summary>
    public PageSay WordsFor(string? language, string? queue) => new(Settings.Render.PagesIn(language), BrandOf(queue));

    /// <summary>The words for the customer of the call.</summary>
    public async Task<PageSay> WordsOfCustomerAsync() => await CallAsync() is { } call ? WordsFor(call.Contact.Language, call.Queue) : WordsFor(null, null);

    /// <summary>The call that the link is about; null: it is gone.</summary>
    public async Task<CallRow?> CallAsync() => (await Step<IFollowUpStore>().FindAsync(Link.Division, Keys.Call(Link.Call), Aborted))?.As<CallRow>();

    /// <summary>A step of the flow.</summary>
    public T Step<T>()
        where T : notnull
        => Context.RequestServices.GetRequiredService<T>();
}
