using System.Globalization;
using Fluid;

namespace FollowUps.Messages;

/// <summary>Collects text up to a size, and refuses more.</summary>
internal sealed class BoundedWriter(int longest) : StringWriter(CultureInfo.InvariantCulture)
{
    /// <inheritdoc/>
    public override void Write(char value)
    {
        Check(1);
        base.Write(value);
    }

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count)
    {
        Check(count);
        base.Write(buffer, index, count);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        Check(value?.Length ?? 0);
        base.Write(value);
    }

    /// <summary>The refusal.</summary>
    public static FluidException TooLong(int longest) => new($"{Liquid.TooMuch} more than {longest} characters");

    private void Check(int more)
    {
        if (GetStringBuilder().Length + more > longest)
        {
            throw TooLong(longest);
        }
    }
}
