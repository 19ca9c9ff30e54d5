using System.Collections.Immutable;
using System.Text;
using FollowUps.People;
using FollowUps.Plans.Reading;

namespace FollowUps.Messages;

/// <summary>Reads the inline styles that all HTML mails share, by name: mail clients know no style sheets.</summary>
internal static class TemplateStyles
{
    /// <summary>The styles as templates see them, and everything that is wrong with the file.</summary>
    /// <param name="json">The file's text; null: it is missing.</param>
    public static (Variables Styles, ImmutableArray<ConfigError> Errors) Read(string? json)
    {
        var styles = new Variables("style");
        if (json is null)
        {
            return (styles, [new ConfigError(TemplateBlocks.StyleFile, "The file is missing.", "Restore it from the shipped templates.")]);
        }

        var (read, errors) = ConfigDocument.Read(Encoding.UTF8.GetBytes(json), root =>
        {
            foreach (var (name, value) in root.Entries())
            {
                var css = value.Text("Write inline CSS: \"margin:0;\".");
                styles.With(name, css);
                if (!TemplateMarkup.IsPlainStyle(css))
                {
                    value.Error("This style loads from elsewhere or moves over others", "Write plain inline styles without url(), @import, expression() and position.");
                }
            }

            return styles;
        });
        return (read ?? styles, [.. errors.Select(error => error with { Path = $"{TemplateBlocks.StyleFile}: {error.Path}" })]);
    }
}
