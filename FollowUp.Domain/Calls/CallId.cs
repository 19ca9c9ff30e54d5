namespace FollowUps.Calls;

/// <summary>The call platform's own id of one call: any text without control characters, 1 to 200 characters.</summary>
public readonly record struct CallId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
