using FollowUps.Configuration;
using FollowUps.People;
using FollowUps.Sending;
using FollowUps.Tests.Fakes;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FollowUps.Tests.Configuration;

public sealed class CurrentInstallationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("followup-config").FullName;
    private readonly Clock _clock = new();
    private readonly IConfigurationRoot _settings = new ConfigurationBuilder().AddInMemoryCollection([new("Mail:Mode", "Live")]).Build();
    private readonly RecordedLog _log = new();

    public CurrentInstallationTests()
    {
        foreach (var folder in new[] { "config", "templates" }.Where(folder => Directory.Exists(Path.Combine(AppContext.BaseDirectory, folder))))
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, folder), "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(_folder, Path.GetRelativePath(AppContext.BaseDirectory, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }

    [Fact]
    public void A_changed_mail_mode_holds_within_a_minute()
    {
        var installation = Start();
        _settings["Mail:Mode"] = "Off";

        Assert.IsType<MailMode.Live>(installation.Read().Mode);
        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.IsType<MailMode.Off>(installation.Read().Mode);
    }

    [Fact]
    public void The_stop_switch_works_also_while_the_plan_book_is_broken()
    {
        var installation = Start();
        File.WriteAllText(PlanBookFile, "{ broken");
        _settings["Mail:Mode"] = "Off";
        _clock.Now += TimeSpan.FromMinutes(1);

        Assert.IsType<MailMode.Off>(installation.Read().Mode);
        Assert.NotEmpty(installation.Read().PlanBook.Rules);
        Assert.Contains(_log.Lines, line => line.Contains("the last good one stays", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Everything")]
    [InlineData("Redirect")] // without the mailbox to redirect to
    public void A_mail_mode_that_cannot_be_used_lets_nothing_out(string mode)
    {
        var installation = Start();
        _settings["Mail:Mode"] = mode;
        _clock.Now += TimeSpan.FromMinutes(1);

        Assert.IsType<MailMode.Off>(installation.Read().Mode);
    }

    [Fact]
    public void A_mail_mode_that_cannot_be_used_is_in_the_status_as_long_as_it_lasts()
    {
        var installation = Start();
        File.WriteAllText(ModeFile, """{ "mode": "Liv" }""");
        _clock.Now += TimeSpan.FromMinutes(1);

        Assert.Equal(new MailMode.Off { StandsIn = true }, installation.Read().Mode);
        Assert.Equal(
            new ConfigError("mail-mode.json: mode", "missing or not one of the choices; nothing is sent meanwhile", "use one of: Off, Redirect, AllowList, Live"),
            Assert.Single(installation.Status.Errors));
        File.WriteAllText(PlanBookFile, "{ broken");
        _clock.Now += TimeSpan.FromMinutes(1);
        installation.Read();
        Assert.Equal(["plan-book.json: (file)", "mail-mode.json: mode"], installation.Status.Errors.Select(error => error.Path));

        File.Delete(ModeFile);
        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.IsType<MailMode.Live>(installation.Read().Mode);
        Assert.Equal(["plan-book.json: (file)"], installation.Status.Errors.Select(error => error.Path));
    }

    [Fact]
    public void A_variant_without_a_template_keeps_the_program_from_starting_and_later_the_last_good_plan_book_stays()
    {
        WriteBookWith("nosuch");
        var refused = Assert.Single(Assert.Throws<ConfigException>(Start).Errors);
        Assert.Equal(("plan-book.json: rules[0].plan[0].variant", "There is no template 'check-in.nosuch': 'check-in' has no variant 'nosuch'."), (refused.Path, refused.Reason));

        foreach (var part in new[] { "subject", "html", "text" })
        {
            var shipped = Path.Combine(_folder, "templates", "en", $"check-in.{part}.liquid");
            File.Copy(shipped, shipped.Replace("check-in.", "check-in.vip.", StringComparison.Ordinal));
        }

        WriteBookWith("vip");
        var installation = Start();
        Assert.Equal("vip", installation.Read().PlanBook.Rules[0].Steps[0].Variant);

        WriteBookWith("nosuch");
        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("vip", installation.Read().PlanBook.Rules[0].Steps[0].Variant);
        Assert.Equal([refused.Path], installation.Status.Errors.Select(error => error.Path));
    }

    [Fact]
    public void A_variant_may_be_written_in_the_installations_own_words_alone()
    {
        var own = Directory.CreateDirectory(Path.Combine(_folder, "templates", "overrides", "_", "billing", "en")).FullName;
        foreach (var part in new[] { "subject", "html", "text" })
        {
            File.Copy(Path.Combine(_folder, "templates", "en", $"check-in.{part}.liquid"), Path.Combine(own, $"check-in.billing.{part}.liquid"));
        }

        WriteBookWith("billing");

        Assert.Equal("billing", Start().Read().PlanBook.Rules[0].Steps[0].Variant);
    }

    [Fact]
    public void The_shipped_files_give_no_warning()
    {
        Start().LogWarnings(_log);

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Overlapping_and_unreachable_rules_and_holidays_that_run_out_are_logged_at_the_start()
    {
        File.WriteAllText(PlanBookFile, """
            { "rules": [
                { "name": "vip", "when": { "tags": { "any": ["vip"] } }, "plan": [{ "kind": "check-in", "delay": { "elapsed": "1h" } }] },
                { "name": "solved", "when": { "outcome": ["resolved"] }, "plan": [] },
                { "name": "never", "when": { "outcome": ["resolved"], "mood": ["angry"] }, "plan": [] } ],
              "calendars": { "default": { "zone": "Europe/London", "week": { "monday": ["09:00-18:00"] }, "holidays": ["2026-12-25"] } } }
            """);

        Start().LogWarnings(_log);

        Assert.Equal(
            [
                "Warning: plan-book.json: rules[1]: Some calls match both this rule and 'vip' before it, which decides about them (line 3).",
                "Warning: plan-book.json: rules[2]: No call reaches this rule: 'solved' before it takes all of its calls (line 4).",
                "Warning: plan-book.json: calendars.default.holidays: The last holiday in the list is 2026-12-25; every later day counts as a working day.",
            ],
            _log.Lines.Select(line => line[..line.IndexOf(" Fix:", StringComparison.Ordinal)]));
    }

    [Fact]
    public void A_ladder_on_which_nobody_will_be_is_logged_at_the_start_with_where_and_how_to_mend_it()
    {
        var file = Path.Combine(_folder, "config", "directory.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!;
        json["teams"]![0]!["ladder"] = new System.Text.Json.Nodes.JsonArray();
        json["teams"]![2]!["ladder"] = new System.Text.Json.Nodes.JsonArray("p-marsh");
        json["people"]![3]!["absences"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["first"] = "2026-11-30", ["last"] = "2026-12-11" });
        File.WriteAllText(file, json.ToJsonString());

        Start().LogWarnings(_log);

        Assert.Equal(
            [
                "Warning: directory.json: teams.billing-1.ladder: The ladder is empty: the default supervisor takes every open matter. Fix: Name at least one person.",
                "Warning: directory.json: teams.moving-1.ladder: The whole ladder is away on 2026-11-30. Fix: Add a rung, or move an absence; until then the default supervisor takes open matters.",
            ],
            _log.Lines);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string ModeFile => Path.Combine(_folder, "config", "mail-mode.json");

    private void WriteBookWith(string variant) => File.WriteAllText(
        PlanBookFile, Plans.Books.Json(Plans.Books.Rule($$"""[{ "kind": "check-in", "delay": { "elapsed": "1h" }, "variant": "{{variant}}" }]""")));

    private string PlanBookFile => Path.Combine(_folder, "config", "plan-book.json");

    private CurrentInstallation Start() =>
        new(_settings, new FollowUpOptions { ConfigDirectory = _folder, From = Given.Address("care@mail.quillmere.example") }, _clock) { Log = _log };

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
