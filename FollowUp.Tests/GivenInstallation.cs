using FollowUps.Messages;
using FollowUps.Sending;

namespace FollowUps.Tests;

/// <summary>The installation as it is shipped, with mail going out.</summary>
internal static partial class Given
{
    /// <summary>
    /// The shipped plan book, directory and templates; mail mode Live; the provider's default quota. Without reminders, so that a story about a check-in
    /// has one mail; <see cref="PlanBookWithReminder"/> is the shipped book to the letter.
    /// </summary>
    public static Installation Installation { get; } = new()
    {
        PlanBook = PlanBookWithoutReminder(),
        Directory = Shipped.Directory,
        Render = new Render(Shipped.Templates),
        Mode = new MailMode.Live(),
        From = Address("care@mail.quillmere.example"),
        LinksBase = new Uri("https://care.quillmere.example"),
    };
}
