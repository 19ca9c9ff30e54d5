using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;

namespace FollowUps.Messages;

/// <summary>A template asked for what this mail does not have; the message names the variable and no value.</summary>
internal sealed class VariableException(string message) : Exception(message);

/// <summary>Variables with a common first name (<c>card.name</c>). A name that does not exist is an error and never a blank.</summary>
internal sealed class Variables(string name) : IFluidIndexable
{
    private readonly Dictionary<string, FluidValue> _values = [];

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>Adds a text; null makes a variable that may be asked for with <c>if</c> and not be written.</summary>
    public Variables With(string key, string? text) => With(key, text is null ? new AbsentValue($"{name}.{key}") : StringValue.Create(text));

    /// <summary>Adds a value.</summary>
    public Variables With(string key, FluidValue value)
    {
        _values.Add(key, value);
        return this;
    }

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out FluidValue value) =>
        _values.TryGetValue(key, out value) ? true : throw new VariableException($"there is no variable '{name}.{key}'");
}

/// <summary>A variable that exists and has no value in this mail: false in a condition, an error where it would be written.</summary>
internal sealed class AbsentValue(string name) : FluidValue
{
    /// <inheritdoc/>
    public override FluidValues Type => FluidValues.Object;

    /// <inheritdoc/>
    public override bool ToBooleanValue() => false;

    /// <inheritdoc/>
    public override bool Equals(FluidValue? other) => other is AbsentValue || (other is not null && other.IsNil());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FluidValue value && Equals(value);

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    /// <inheritdoc/>
    public override decimal ToNumberValue() => throw Unknown();

    /// <inheritdoc/>
    public override string ToStringValue() => throw Unknown();

    /// <inheritdoc/>
    public override object ToObjectValue() => throw Unknown();

    /// <inheritdoc/>
    public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context) => throw Unknown();

    /// <inheritdoc/>
    public override ValueTask<FluidValue> GetIndexAsync(FluidValue index, TemplateContext context) => throw Unknown();

    /// <inheritdoc/>
    [Obsolete("Abstract in the base class, and obsolete there: it is the asynchronous one that is called.")]
    public override void WriteTo(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => throw Unknown();

    /// <inheritdoc/>
    public override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => throw Unknown();

    private VariableException Unknown() => new($"this mail has no '{name}'");
}
