using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FollowUps.Local;
using FollowUps.Outcomes;
using FollowUps.Sending;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests;

/// <summary>What keeps the code readable in a year: what may know what, how big a file may be, and what things are called.</summary>
public sealed partial class ArchitectureTests
{
    private const int MaxLines = 250;
    private static readonly Assembly Domain = typeof(Installation).Assembly;
    private static readonly Assembly Functions = typeof(FollowUpOptions).Assembly;
    private static readonly Assembly Runner = typeof(MainJob).Assembly;
    private static readonly Assembly[] Ours = [Domain, Functions, Runner, typeof(ArchitectureTests).Assembly];

    [Fact]
    public void The_domain_knows_the_base_library_NodaTime_and_Fluid_and_nothing_else()
    {
        // Parlot is Fluid's own parser; templates are parsed with its types.
        var strangers = Domain.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => !(IsBaseLibrary(name) || name is "NodaTime" or "Fluid" or "Parlot"));
        Assert.Empty(strangers);
    }

    [Fact]
    public void The_domain_project_asks_for_no_other_package_and_no_other_project()
    {
        var project = Repo.Read("FollowUp.Domain/FollowUp.Domain.csproj");
        Assert.Equal(["Fluid.Core", "NodaTime"], Includes().Matches(project).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(typeof(IFollowUpStore))]
    [InlineData(typeof(IEmailSender))]
    [InlineData(typeof(ISendQueue))]
    [InlineData(typeof(IOutcomeQueue))]
    public void A_port_lives_in_the_domain_and_its_adapter_in_the_functions_project(Type port)
    {
        Assert.Same(Domain, port.Assembly);
        Assert.DoesNotContain(Written(Domain), type => type.IsClass && port.IsAssignableFrom(type));
        Assert.Contains(Written(Functions), type => type.IsClass && port.IsAssignableFrom(type));
    }

    [Fact]
    public void Every_interface_of_the_product_is_a_port_of_the_domain_with_few_members()
    {
        Assert.DoesNotContain(Written(Functions), type => type.IsInterface);
        Assert.All(Written(Domain).Where(type => type.IsInterface), port => Assert.InRange(port.GetMethods().Length, 1, 5));
    }

    [Fact]
    public void No_type_or_folder_has_a_name_that_says_nothing()
    {
        var types = Ours.SelectMany(Written).Select(type => type.Name.Split('`')[0]).Where(SaysNothing);
        var folders = Repo.Files.SelectMany(file => file.Split('/')[..^1]).Distinct().Where(SaysNothing);
        var files = Repo.Sources.Select(file => Path.GetFileNameWithoutExtension(file)).Where(SaysNothing);
        Assert.Empty(types.Concat(folders).Concat(files));
    }

    [Fact]
    public void No_source_file_is_longer_than_a_person_can_hold_unless_it_says_why()
    {
        var tooLong = Repo.Sources.Where(file => Repo.Read(file) is var text && Lines(text) > MaxLines && !text.StartsWith("// Over 250 lines because ", StringComparison.Ordinal));
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Every_class_is_sealed_static_or_abstract()
    {
        var open = Ours.SelectMany(Written).Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !IsEntryPoint(type)).Select(type => type.FullName);
        var declared = Repo.Sources.Where(file => OpenClass().IsMatch(Repo.Read(file)));
        Assert.Empty(open.Concat(declared));
    }

    [Fact]
    public void The_clock_is_read_at_the_edge_only()
    {
        // The analyzer bans the calls; this holds that nobody switches it off, and what it does not know.
        var banned = Repo.Read("BannedSymbols.txt");
        Assert.All(
            ["DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "SystemClock.Instance"],
            name => Assert.Contains($"{name};", banned, StringComparison.Ordinal));
        var analyzerOff = Repo.Texts.Where(file => HoldsBuildRules(file) && AnalyzerOff().IsMatch(Repo.Read(file)));
        var clocks = Repo.Sources.Where(file => WallClock().IsMatch(Repo.Read(file)));
        var domain = Repo.Sources.Where(file => file.StartsWith("FollowUp.Domain/", StringComparison.Ordinal) && Repo.Read(file).Contains("TimeProvider", StringComparison.Ordinal));
        Assert.Empty(analyzerOff.Concat(clocks).Concat(domain));
        Assert.Equal(
            ["FollowUp.Functions/Composition.cs"],
            Repo.Sources.Where(f => f.StartsWith("FollowUp.Functions/", StringComparison.Ordinal) && Repo.Read(f).Contains("TimeProvider.System", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_repository_speaks_of_the_product_alone()
    {
        var hits = Repo.Texts.SelectMany(file => Workplace().Matches(Repo.Read(file)).Select(m => $"{file}: {m.Value}"));
        Assert.Empty(hits);
        Assert.DoesNotContain("\"resolved\":", Repo.Read("tools/azurite/package-lock.json"), StringComparison.Ordinal);
    }

    private static IEnumerable<Type> Written(Assembly assembly) =>
        assembly.GetTypes().Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute)) && !type.FullName!.Contains('<', StringComparison.Ordinal));

    private static bool IsBaseLibrary(string name) =>
        (name.StartsWith("System.", StringComparison.Ordinal) || name is "System" or "netstandard") && !name.StartsWith("System.Net", StringComparison.Ordinal);

    private static bool HoldsBuildRules(string file) => Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets" or ".editorconfig";

    private static bool SaysNothing(string name) => Words().Matches(name).Any(word => Nothing().IsMatch(word.Value));

    private static bool IsEntryPoint(Type type) => type.Name is "Program" || type.Assembly.EntryPoint?.DeclaringType == type;

    private static int Lines(string text) => text.AsSpan().Count('\n');

    [GeneratedRegex("""<(?:PackageReference|ProjectReference|FrameworkReference) Include="([^"]+)""")]
    private static partial Regex Includes();

    // Also in programs that these tests do not load.
    [GeneratedRegex(@"^[ \t]*(?:(?:public|internal|private|protected|file|partial|new|unsafe|readonly)[ ]+)+(?:class|record(?![ ]+struct))[ ]+[A-Z]", RegexOptions.Multiline)]
    private static partial Regex OpenClass();

    [GeneratedRegex("[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")]
    private static partial Regex Words();

    [GeneratedRegex("^(helper|manager|util|utils|utility|utilities|common|misc|service|services)$", RegexOptions.IgnoreCase)]
    private static partial Regex Nothing();

    [GeneratedRegex("(disable|NoWarn.*|severity.*) RS003[01]|RS003[01].*(none|silent|suggestion)")]
    private static partial Regex AnalyzerOff();

    [GeneratedRegex(@"Environment[.]TickCount|Stopwatch[.](StartNew|GetTimestamp)|new (System[.]Threading[.])?Timer[(]")]
    private static partial Regex WallClock();

    // Written so that this file is no hit itself.
    [GeneratedRegex(@"(?<![\w.:/-])/(?:work|root|tmp|home)/[\w.-]+|[A-Z]:\\Users\\|work[t]ree|sub[a]gent|registry\.npm[j]s|api\.nu[g]et\.org|(?i:cla[u]de|anth[r]opic|chat[g]pt|cop[i]lot)")]
    private static partial Regex Workplace();
}
