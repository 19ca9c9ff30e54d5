using System.Collections.Immutable;

namespace FollowUps.Messages;

/// <summary>A mail, or why there is none.</summary>
public abstract record RenderResult
{
    private protected RenderResult()
    {
    }
}

/// <summary>A mail ready to be addressed.</summary>
/// <param name="Subject">One line, without control characters.</param>
/// <param name="Html">HTML part; every text of the facts is escaped.</param>
/// <param name="Text">Plain part with the same content.</param>
/// <param name="TemplateVersion">Which template made it: <c>en/check-in@</c> and a hash over all its files, for the timeline.</param>
/// <param name="Notes">What a reader of the timeline should know, such as a language that fell back to English.</param>
public sealed record RenderedMail(string Subject, string Html, string Text, string TemplateVersion, ImmutableArray<string> Notes) : RenderResult;

/// <summary>Nothing was rendered.</summary>
/// <param name="Reason">Which template needs what, in one sentence; it quotes no text of the facts.</param>
public sealed record RenderFailure(string Reason) : RenderResult;
