using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;

namespace FollowUps.Messages;

/// <summary>
/// The part of the template language that mails may use: conditions, loops, assignments and three filters. What could read a file,
/// write unescaped text or run without end is not there, so that a template which asks for it is refused at start.
/// </summary>
internal static class Liquid
{
    private const int MostSteps = 2_000;
    private const int DeepestNesting = 20;

    /// <summary>How the message about a template begins that takes too long or becomes too large.</summary>
    public const string TooMuch = "it takes";

    private static readonly string[] Tags = ["if", "unless", "for", "case", "assign", "comment"];
    private static readonly string[] Filters = ["append", "prepend", "size"];

    private static readonly FluidParser Parser = ParserOf();
    private static readonly TemplateOptions Options = OptionsOf();

    /// <summary>Escapes what has a meaning in HTML; letters of every script stay readable.</summary>
    public static readonly TextEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Leaves text as it is, for subjects and plain parts.</summary>
    public static readonly TextEncoder Plain = NullEncoder.Default;

    /// <summary>Parses a template; null and a <paramref name="problem"/> with the place when it is not one.</summary>
    public static IFluidTemplate? Parse(string source, out string problem)
    {
        problem = LiquidLimits.ProblemOf(source) ?? "";
        return problem.Length == 0 && Parser.TryParse(source, out var template, out problem) ? template : null;
    }

    /// <summary>Renders; null and a <paramref name="problem"/>, which holds names of variables and no values, when it cannot.</summary>
    public static string? Render(IFluidTemplate template, IReadOnlyDictionary<string, FluidValue> variables, TextEncoder encoder, out string problem)
    {
        var context = new TemplateContext(Options);
        foreach (var (name, value) in variables)
        {
            context.SetValue(name, value);
        }

        problem = "";
        try
        {
            using var rendered = new BoundedWriter(LiquidLimits.LongestRendered);
            // Nothing in a template waits: it is finished when this returns.
            template.RenderAsync(rendered, context, encoder, isolateContext: false).AsTask().GetAwaiter().GetResult();
            return rendered.ToString();
        }
        catch (Exception exception) when (exception is VariableException or FluidException)
        {
            problem = exception.Message;
        }
        catch (InvalidOperationException)
        {
            problem = $"{TooMuch} more than {MostSteps} steps";
        }

        return null;
    }

    private static FluidParser ParserOf()
    {
        var parser = new FluidParser();
        foreach (var tag in parser.RegisteredTags.Keys.Except(Tags).ToArray())
        {
            parser.RegisteredTags.Remove(tag);
        }

        return parser;
    }

    private static TemplateOptions OptionsOf()
    {
        var options = new TemplateOptions { StrictVariables = true, StrictFilters = true, MaxSteps = MostSteps, MaxRecursion = DeepestNesting };
        var allowed = options.Filters.Where(filter => Filters.Contains(filter.Key)).ToArray();
        options.Filters.Clear();
        foreach (var (name, filter) in allowed)
        {
            options.Filters.AddFilter(name, (input, arguments, context) => Bounded(filter(input, arguments, context)));
        }

        return options;
    }

    // Doubling a text sixty times takes sixty steps.
    private static async ValueTask<FluidValue> Bounded(ValueTask<FluidValue> filtered)
    {
        var value = await filtered;
        return value is StringValue && value.ToStringValue().Length > LiquidLimits.LongestText ? throw BoundedWriter.TooLong(LiquidLimits.LongestText) : value;
    }
}
