using System.Collections.Immutable;
using FollowUps.Calls;

namespace FollowUps.People;

/// <summary>The person or team a customer mail is signed by: every customer mail carries one, never a "no-reply".</summary>
/// <param name="Name">The person's or team's name.</param>
/// <param name="Phone">A number somebody picks up.</param>
/// <param name="Hours">When they pick up, in words ("Monday to Friday, 09:00–18:00").</param>
/// <param name="Role">"Customer care", "Supervisor, Billing"; null: none shown.</param>
public sealed record Card(string Name, string Phone, string Hours, string? Role = null);

/// <summary>Whose mail it is: names, colours and the footer that the law asks for.</summary>
public sealed record Brand
{
    /// <summary>The name customers know.</summary>
    public required string Name { get; init; }

    /// <summary>Legal name; in every footer.</summary>
    public required string LegalName { get; init; }

    /// <summary>Postal address on one line; in every footer.</summary>
    public required string PostalAddress { get; init; }

    /// <summary>Accent colour as <c>#rrggbb</c>; default a dark blue with enough contrast on white.</summary>
    public string Colour { get; init; } = "#1f4e79";

    /// <summary>Text on the accent colour as <c>#rrggbb</c>; default white.</summary>
    public string OnColour { get; init; } = "#ffffff";

    /// <summary>HTTPS address of a logo; null: the name in text.</summary>
    public string? Logo { get; init; }

    /// <summary>What else the footer says, such as where the company is registered; null: nothing.</summary>
    public string? Footer { get; init; }

    /// <summary>For a brand of a division or queue: a short hash over what it sets, for the timeline; null: the brand of everybody.</summary>
    public string? Version { get; init; }

    /// <summary>The mailbox that answers are read in, by call queue; the entry <c>default</c> is required.</summary>
    public required IReadOnlyDictionary<string, EmailAddress> ReplyTo { get; init; }
}

/// <summary>A brand that holds for some divisions or queues.</summary>
/// <param name="Divisions">Where it holds; empty: in every division.</param>
/// <param name="Queues">For which call queues; empty: for every queue.</param>
/// <param name="Brand">What it sets, over the brand of everybody.</param>
public sealed record BrandOverride(ImmutableArray<string> Divisions, ImmutableArray<string> Queues, Brand Brand)
{
    /// <summary>True where it holds.</summary>
    public bool HoldsFor(string division, string? queue) =>
        (Divisions.IsEmpty || Divisions.Contains(division)) && (Queues.IsEmpty || (queue is not null && Queues.Contains(queue)));
}
