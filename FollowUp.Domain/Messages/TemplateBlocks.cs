namespace FollowUps.Messages;

/// <summary>
/// The files beside the folders of languages: the frame of every mail, and two blocks that several mails have in common and that take every
/// word from the language's data.
/// </summary>
/// <param name="Layout">Header, signature, footer.</param>
/// <param name="Rating">"Is it solved?" and the choices of the survey's question: <c>{{ rating_block }}</c>.</param>
/// <param name="Brief">Everything about a case: <c>{{ brief_block }}</c>.</param>
/// <param name="Styles">Inline styles by name: <c>{{ style.text }}</c>.</param>
internal sealed record TemplateBlocks(Layout Layout, Layout Rating, Layout Brief, Variables Styles)
{
    /// <summary>The file of the inline styles.</summary>
    public const string StyleFile = "style.json";

    /// <summary>For those of a division or queue: a short hash over every file; null: the shipped ones.</summary>
    public string? Version { get; init; }

    /// <summary>Every file, in order.</summary>
    public static readonly string[] Files =
    [
        "brief.html.liquid", "brief.text.liquid", "layout.html.liquid", "layout.text.liquid", "rating.html.liquid", "rating.text.liquid", StyleFile,
    ];
}
