namespace FollowUps.Pages;

/// <summary>
/// The language of somebody of whom nothing is known but the browser: a link that leads nowhere names no customer. What the header says is the same for
/// every such link, so that nothing can be learnt from it.
/// </summary>
internal static class VisitorLanguage
{
    /// <summary>The first language of <c>Accept-Language</c>, by weight, that the pages speak; null: the default.</summary>
    public static string? Of(HttpRequest request, Installation settings)
    {
        foreach (var wanted in request.GetTypedHeaders().AcceptLanguage.Where(one => one.Quality is not 0).OrderByDescending(one => one.Quality ?? 1))
        {
            var tag = wanted.Value.Value?.Split('-')[0].ToLowerInvariant();
            if (tag is not null && settings.Render.PagesIn(tag).Language == tag)
            {
                return tag;
            }
        }

        return null;
    }
}
