using FollowUps.Local;
using FollowUps.Local.Verbs;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class LintVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lint").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_shipped_templates_have_no_error()
    {
        var (code, text) = await RunAsync();
        Assert.True(code == 0, text);
    }

    [Fact]
    public async Task A_text_with_an_error_is_shown_with_place_why_and_what_to_write_instead()
    {
        var file = Path.Combine(_folder, "note.txt");
        await File.WriteAllTextAsync(file, "Vous avez raison.\nC'est notre politique commerciale.");
        var (code, text) = await RunAsync(file, "--lang", "fr");
        Assert.Equal(1, code);
        Assert.Contains("note.txt:2:", text, StringComparison.Ordinal);
        Assert.Contains("error  policy  “", text, StringComparison.Ordinal);
        Assert.Contains("    why      ", text, StringComparison.Ordinal);
        Assert.Contains("    instead  ", text, StringComparison.Ordinal);
        Assert.EndsWith("1 error, 0 warnings in 1 text (fr).\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_laid_over_the_shipped_templates()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "en"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "en", "check-in.subject.liquid"), "As I said: your call on {{ call_date }}");
        var (code, text) = await RunAsync(_folder);
        Assert.Equal(1, code);
        Assert.Contains("en/check-in.subject.liquid:1:1  error  as-i-said  “As I said”", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_override_is_looked_at_as_it_would_be_sent()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "overrides", "main", "_", "en")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "check-in.subject.liquid"), "It's our policy: your call on {{ call_date }}");
        await File.WriteAllTextAsync(Path.Combine(folder, "re-check-in.subject.liquid"), "{{ call_day }}");
        var (code, text) = await RunAsync(_folder);
        Assert.Equal(1, code);
        Assert.Contains("overrides/main/_/en/check-in.subject.liquid:1:6  error  policy  “our policy”", text, StringComparison.Ordinal);
        Assert.Contains("overrides/main/_/en/re-check-in.subject.liquid  error  Undefined variable 'call_day'", text, StringComparison.Ordinal);
        Assert.DoesNotContain("overrides/tone.json", text, StringComparison.Ordinal);
        Assert.EndsWith("2 errors, 0 warnings in 2 files.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_new_language_lacks_is_a_warning()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "nl")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "language.json"), Shipped.TemplateFiles["en/language.json"].Replace("\"phone\": \"Phone\",", "", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(folder, "check-in.subject.liquid"), "Uw gesprek van {{ call_date }}");
        var (code, text) = await RunAsync(_folder);
        Assert.Equal(0, code);
        Assert.Contains("nl/language.json: phrases.phone  warning  It is missing: mails tell it in 'en'.", text, StringComparison.Ordinal);
        Assert.Contains("nl/pages.json: rating.title  warning  ", text, StringComparison.Ordinal);
        Assert.Contains("nl/acknowledgement.html.liquid  warning  The template is missing: the mail is sent in 'en'.", text, StringComparison.Ordinal);
        Assert.Contains("nl/check-in.html.liquid  warning  Only subject of the template is there: the mail is sent in 'en'.", text, StringComparison.Ordinal);
        Assert.Contains("nl/tone.json  warning  ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_without_a_language_is_read_by_the_rules_of_every_one()
    {
        var file = Path.Combine(_folder, "note.txt");
        await File.WriteAllTextAsync(file, "Das ist bei uns Vorschrift.");
        var (code, text) = await RunAsync(file);
        Assert.Equal(1, code);
        Assert.Contains("note.txt:1:5  error  policy", text, StringComparison.Ordinal);
        Assert.EndsWith("1 error, 0 warnings in 1 text (de, en, es, fr).\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lang", "xx")]
    [InlineData("--verbose")]
    [InlineData("no-such-file")]
    public async Task Wrong_use_is_one_line(params string[] arguments)
    {
        var file = Path.Combine(_folder, "note.txt");
        await File.WriteAllTextAsync(file, "Thank you.");
        await Assert.ThrowsAsync<RunnerException>(() => RunAsync([.. arguments.Prepend(arguments[0] == "--lang" ? file : "").Where(argument => argument.Length > 0)]));
    }

    private static async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var code = await new LintVerb(output).RunAsync(arguments);
        return (code, output.ToString());
    }
}
