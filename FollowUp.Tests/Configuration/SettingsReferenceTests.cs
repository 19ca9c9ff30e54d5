using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FollowUps.Local;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace FollowUps.Tests.Configuration;

/// <summary><c>docs/configuration.md</c> is made from the options type: its table is what the documentation comments say, and every setting that is read is in it.</summary>
public sealed partial class SettingsReferenceTests
{
    private const string File = "docs/configuration.md";
    private const string Begin = "<!-- settings: made from FollowUpOptions -->\n", End = "<!-- end of settings -->\n";

    [Fact]
    public void The_reference_is_what_the_options_say()
    {
        var document = Repo.Read(File).ReplaceLineEndings("\n");
        var (from, to) = (document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, document.IndexOf(End, StringComparison.Ordinal));
        var table = Table();
        if (document[from..to] != table)
        {
            System.IO.File.WriteAllText(Path.Combine(Repository.Root, "docs", "configuration.received.md"), document[..from] + table + document[to..]);
            Assert.Fail($"{File} differs from the options: compare it with docs/configuration.received.md, and rename that to approve it.");
        }
    }

    [Fact]
    public void Every_setting_that_is_read_is_in_the_reference()
    {
        var read = new Recorded(new Dictionary<string, string?>
        {
            ["Mail:Mode"] = "Redirect",
            ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "InstrumentationKey=x",
            ["Telemetry:Exporter"] = "azureMonitor",
        });
        FollowUpOptions.Read(read, out _);
        FollowUpOptions.Read(new Recorded(new Dictionary<string, string?> { ["Mail:Mode"] = "AllowList" }, read.Keys), out _);

        // What Azure sets by itself to say that it is Azure.
        var ours = read.Keys.Where(key => !key.StartsWith("WEBSITE_", StringComparison.Ordinal));
        var document = Repo.Read(File);
        Assert.DoesNotContain(ours, key => !document.Contains($"`{Variable(key)}`", StringComparison.Ordinal));
        Assert.Contains("FollowUp:Pepper", read.Keys);
    }

    [Fact]
    public void Every_setting_that_the_host_reads_from_a_function_is_in_the_reference()
    {
        var names = Repo.Files.Where(file => file.EndsWith("/function.json", StringComparison.Ordinal)).SelectMany(file => HostSetting().Matches(Repo.Read(file)).Select(m => m.Groups[1].Value)).Distinct().ToList();
        var document = Repo.Read(File);
        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => !document.Contains($"`{Variable(name)}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_metric_is_in_the_reference_with_its_unit()
    {
        using var meter = new FollowUps.Telemetry.FollowUpMeter(TimeProvider.System);
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        var instruments = new List<System.Diagnostics.Metrics.Instrument>();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (meter.Owns(instrument)) instruments.Add(instrument);
        };
        listener.Start();

        var document = Repo.Read(File);
        Assert.Equal(11, instruments.Count);
        Assert.All(instruments, i => Assert.Contains($"| `{i.Name}` | {i.Unit} | {i.Description} |", document, StringComparison.Ordinal));
    }

    private static string Table()
    {
        var comments = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "FollowUp.Functions.xml"), LoadOptions.PreserveWhitespace).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!);
        var table = new StringBuilder("| setting | what |\n| --- | --- |\n");
        foreach (var property in typeof(FollowUpOptions).GetProperties().Where(p => p.DeclaringType == typeof(FollowUpOptions)))
        {
            if (!comments.TryGetValue($"P:FollowUps.FollowUpOptions.{property.Name}", out var comment)) continue;
            var text = Spaces().Replace(string.Concat(comment.Element("summary")!.Nodes().Select(TextOf)), " ").Trim();
            var colon = text.IndexOfAny([':', ';'], text.IndexOf('`', 1));
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {text[..colon]} | {text[colon..].TrimStart(':', ';', ' ')} |\n");
        }

        return table.ToString();
    }

    private static string TextOf(XNode node) => node switch
    {
        XElement { Name.LocalName: "c" } code => $"`{(SettingName().IsMatch(code.Value) ? Variable(code.Value) : code.Value)}`",
        XElement { Name.LocalName: "see" } see => $"`{((string)see.Attribute("cref")!).Split('.')[^1]}`",
        _ => node.ToString(),
    };

    private static string Variable(string path) => path.Replace(":", "__", StringComparison.Ordinal);

    [GeneratedRegex("%([A-Za-z_:]+)%")]
    private static partial Regex HostSetting();

    [GeneratedRegex(@"^[A-Za-z]+(:[A-Za-z]+)+(=\w+)?$")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <summary>Settings that remember what was asked for.</summary>
    private sealed class Recorded(Dictionary<string, string?> values, HashSet<string>? keys = null) : IConfiguration
    {
        private readonly IConfigurationRoot _values = new ConfigurationBuilder().AddInMemoryCollection(values).Build();

        public HashSet<string> Keys { get; } = keys ?? [];

        public string? this[string key]
        {
            get => Keys.Add(key) ? _values[key] : _values[key];
            set => throw new NotSupportedException();
        }

        public IEnumerable<IConfigurationSection> GetChildren() => _values.GetChildren();

        public IChangeToken GetReloadToken() => _values.GetReloadToken();

        public IConfigurationSection GetSection(string key) => _values.GetSection(key);
    }
}
