#pragma warning disable CA1822
using FollowUps.People; using FollowUps.Plans; using NodaTime;
namespace FollowUps.Messages;
public sealed record MailFacts { public FollowUpKind Kind {get;init;} public string? Variant{get;init;} public string Language{get;init;}="en"; public DateTimeZone? Zone{get;init;} public string? CustomerName{get;init;} public Instant CallClosedAt{get;init;} public string? Matter{get;init;} public Card? Card{get;init;} public Brand? Brand{get;init;} public string? RateUrl{get;init;} public string? UnsubscribeUrl{get;init;} public Instant? NextStepBy{get;init;} public string? QueueLabel{get;init;} public RatingScale Scale{get;init;} }
public sealed record RenderedMail(string Subject,string Html,string Text,string TemplateVersion,IReadOnlyList<string> Notes);
public abstract record RenderResult { public sealed record Rendered(RenderedMail Mail):RenderResult; public sealed record Failure(string Reason):RenderResult; }
public sealed class Render { public RenderResult Of(MailFacts f)=>new RenderResult.Rendered(new RenderedMail($"About {f.CustomerName}", $"<p>{f.RateUrl}</p>", $"{f.RateUrl}", "1", [])); }
