using Fluid;

namespace FollowUps.Messages;

/// <summary>One parsed file of the template set.</summary>
/// <param name="Path">Where it is, as error messages name it.</param>
/// <param name="Body">The parsed template.</param>
/// <param name="Source">The text as it was written.</param>
internal sealed record TemplateFile(string Path, IFluidTemplate Body, string Source);

/// <summary>A file for each part of a mail.</summary>
internal sealed record Layout(TemplateFile Html, TemplateFile Text);

/// <summary>What makes one mail in one language.</summary>
/// <param name="Language">The language's words.</param>
/// <param name="Version">Language, name and a hash over every file that takes part.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Html">The HTML part, without its frame.</param>
/// <param name="Text">The plain part, without its frame.</param>
/// <param name="Blocks">The frame, and what mails have in common.</param>
internal sealed record MailTemplate(Language Language, string Version, TemplateFile Subject, TemplateFile Html, TemplateFile Text, TemplateBlocks Blocks);
