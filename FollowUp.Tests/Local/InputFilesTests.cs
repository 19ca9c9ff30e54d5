using System.Text.RegularExpressions;
using FollowUps.Local;
using FollowUps.Local.Mail;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class InputFilesTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Theory]
    [InlineData("{\n  \"Mail\": {\n    \"Mode\" \"Off\"\n}}", "is no JSON from line 3 on: look for a missing or extra comma, quote or bracket in line 3 or just before it.")]
    [InlineData("{", "is no JSON from line 1 on: look for a missing or extra comma, quote or bracket in line 1 or just before it.")]
    [InlineData(" ", "is empty: write at least {} into it.")]
    public void A_file_that_is_no_json_is_named_with_the_line_and_the_way_out(string text, string words)
    {
        File.WriteAllText(_file, text);
        Assert.Equal($"--settings {_file} {words}", Assert.Throws<RunnerException>(() => Read()).Message);
        Assert.Equal($"--mailbox {_file} {words}", Assert.Throws<RunnerException>(() => MailboxFaults.Read(_file)).Message);
    }

    [Fact]
    public void Rules_that_are_no_list_are_an_error_in_words()
    {
        File.WriteAllText(_file, """{"rules":{}}""");
        Assert.Equal($"--mailbox {_file}: rules must be a list: put it in [ and ].", Assert.Throws<RunnerException>(() => MailboxFaults.Read(_file)).Message);
    }

    [Theory]
    [InlineData("""{"Mail":{"Mode":"Off"},"mail:from":"a@b.example","AzureWebJobsStorage__accountName":"x","OTEL_SERVICE_NAME":"x","Logging":{"LogLevel":{"Default":"Debug"}}}""", null)]
    [InlineData("""{"Mial":{"Mode":"Off"},"Desk__TrustPrincipal":true}""", "Mial__Mode")]
    [InlineData("""{"MailMode":"Off"}""", "MailMode")]
    public void A_setting_that_nothing_reads_is_pointed_out_and_passed_on(string text, string? unknown)
    {
        File.WriteAllText(_file, text);
        List<string> notes = [];

        var settings = Read(notes.Add);

        if (unknown is null)
        {
            Assert.Empty(notes);
            return;
        }

        Assert.StartsWith($"--settings {_file}: nothing reads the setting {unknown}; known ones begin with Mail, ", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Equal("Off", settings[unknown]);
    }

    [Fact]
    public void Every_setting_of_the_reference_is_known()
    {
        var documented = Regex.Matches(Repo.Read("docs/configuration.md"), "^\\| `([A-Za-z]+__[A-Za-z]+)`", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Distinct().ToList();
        File.WriteAllText(_file, System.Text.Json.JsonSerializer.Serialize(documented.ToDictionary(name => name, _ => "x")));
        List<string> notes = [];

        Read(notes.Add);

        Assert.Contains("Zoom__WebhookSecret", documented);
        Assert.Empty(notes);
    }

    public void Dispose() => File.Delete(_file);

    private IReadOnlyDictionary<string, string> Read(Action<string>? note = null) => HandlerSettings.For("", 1, Secrets.Make(), HandlerSettings.Read(_file, note ?? (_ => { })));
}
