using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Sending;

namespace FollowUps.Tests;

/// <summary>The installation as it is shipped, with mail going out.</summary>
internal static partial class Given
{
    /// <summary>The shipped plan book, directory and templates; mail mode Live; the provider's default quota.</summary>
    public static Installation Installation { get; } = new()
    {
        PlanBook = ReadPlanBook.Of(File.ReadAllBytes(Shipped("config/plan-book.json"))).Book!,
        Directory = ReadContactDirectory.Of(File.ReadAllBytes(Shipped("config/directory.json"))).Directory!,
        Render = new Render(),
        Mode = new MailMode.Live(),
        From = Address("care@mail.quillmere.example"),
        LinksBase = new Uri("https://care.quillmere.example"),
    };

    /// <summary>A file that is shipped with the handler.</summary>
    public static string Shipped(string path) => Path.Combine(AppContext.BaseDirectory, path);
}
