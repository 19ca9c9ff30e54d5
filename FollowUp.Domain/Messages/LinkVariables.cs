namespace FollowUps.Messages;

/// <summary>Addresses of our own pages, with the choice that a link makes in advance.</summary>
internal static class LinkVariables
{
    /// <summary>All links of a mail; a page that this mail does not lead to is absent.</summary>
    public static Variables Of(MailLinks links) => new Variables("links")
        .With("help", links.Help?.AbsoluteUri)
        .With("unsubscribe", links.Unsubscribe?.AbsoluteUri)
        .With("rate", links.Rate?.AbsoluteUri)
        .With("solved_yes", With(links.Rate, "solved", "yes"))
        .With("solved_no", With(links.Rate, "solved", "no"))
        .With("brief", links.Brief?.AbsoluteUri)
        .With("promise", links.Promise?.AbsoluteUri)
        .With("kept_yes", With(links.Promise, "kept", "yes"))
        .With("kept_no", With(links.Promise, "kept", "no"))
        .With("consent", links.Consent?.AbsoluteUri);

    /// <summary>A page with a choice in its query; null: there is no page.</summary>
    public static string? With(Uri? page, string name, string value) =>
        page is null ? null : $"{page.AbsoluteUri}{(page.Query.Length == 0 ? '?' : '&')}{name}={value}";

    /// <summary>
    /// A <c>tel:</c> address of digits and a leading plus only: whatever else a platform sends as a phone cannot become another kind of link.
    /// </summary>
    public static string? PhoneLinkOf(string? phone)
    {
        var digits = string.Concat((phone ?? "").Where(char.IsAsciiDigit).Take(20));
        return digits.Length < 3 ? null : $"tel:{(phone!.TrimStart().StartsWith('+') ? "+" : "")}{digits}";
    }
}
