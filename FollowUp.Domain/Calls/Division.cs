namespace FollowUps.Calls;

/// <summary>
/// One share of the installation: all state of a division lies in one storage partition, so that every rule of the product is
/// one transaction. A platform that outgrows one division spreads its customers over several by a hash of the customer id.
/// </summary>
public readonly record struct Division
{
    private Division(string value) => Value = value;

    /// <summary>The division of every event that names none.</summary>
    public static Division Main { get; } = new("main");

    /// <summary>The partition of what belongs to the whole installation: quota, pace, divisions, suppressions.</summary>
    public static Division Installation { get; } = new("_");

    /// <summary>1 to 40 characters of <c>a–z</c>, <c>0–9</c> and <c>-</c>.</summary>
    public string Value { get; }

    /// <summary>Reads a division's name; false when it is not 1 to 40 characters of <c>[a-z0-9-]</c>.</summary>
    public static bool TryParse(string? text, out Division division)
    {
        var valid = text is { Length: >= 1 and <= 40 } && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
        division = valid ? new Division(text!) : Main;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
