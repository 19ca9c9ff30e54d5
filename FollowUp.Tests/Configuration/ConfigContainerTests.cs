using Azure.Storage.Blobs;
using FollowUps.Configuration;
using FollowUps.Messages;
using FollowUps.Plans;
using FollowUps.Sending;
using FollowUps.Tests.Fakes;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FollowUps.Tests.Configuration;

/// <summary>The data files in a container of blobs, as an administrator changes them while the program runs.</summary>
public sealed class ConfigContainerTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly BlobContainerClient _container = new(azurite.ConnectionString, $"config-{Guid.NewGuid():N}");
    private readonly Clock _clock = new();
    private readonly RecordedLog _log = new();

    public async ValueTask InitializeAsync()
    {
        await _container.CreateAsync();
        await PutAsync("plan-book.json", Repo.Read("FollowUp.Functions/config/plan-book.json"));
        await PutAsync("directory.json", Repo.Read("FollowUp.Functions/config/directory.json"));
    }

    public async ValueTask DisposeAsync() => await _container.DeleteAsync();

    [Fact]
    public async Task A_changed_file_holds_within_a_minute_and_only_what_changed_is_read_again()
    {
        var requests = new CountedRequests();
        var installation = Start(requests);
        await PutAsync("plan-book.json", BookWith("only"));
        requests.Paths.Clear();

        Assert.NotEqual("only", Rule(installation));
        NextMinute();
        Assert.Equal("only", Rule(installation));
        Assert.Equal(["list", "plan-book.json", ConfigContainer.KeptAt], requests.Paths);

        requests.Paths.Clear();
        NextMinute();
        Assert.Equal("only", Rule(installation));
        Assert.Equal(["list"], requests.Paths);
    }

    [Fact]
    public async Task The_mail_mode_in_the_container_goes_before_the_setting_and_falls_back_to_it()
    {
        var installation = Start(mode: "Off");
        await PutAsync("mail-mode.json", """{ "mode": "Redirect", "redirectTo": "pilot@quillmere.example" }""");
        NextMinute();
        Assert.Equal("pilot@quillmere.example", Assert.IsType<MailMode.Redirect>(installation.Read().Mode).To.Value);

        await _container.DeleteBlobAsync("mail-mode.json");
        NextMinute();
        Assert.IsType<MailMode.Off>(installation.Read().Mode);
    }

    [Theory]
    [InlineData("{ broken", "(file)")]
    [InlineData("""{ "mode": "Everything" }""", "mode")]
    [InlineData("""{ "mode": "Redirect" }""", "redirectTo")]
    [InlineData("""{ "mode": "AllowList", "allowList": [] }""", "allowList")]
    [InlineData("""{ "mode": "Live", "until": "Friday" }""", "until")]
    public async Task A_mail_mode_that_cannot_be_read_lets_nothing_out_and_says_where_it_is_wrong(string file, string field)
    {
        var installation = Start();
        await PutAsync("mail-mode.json", file);
        NextMinute();

        Assert.IsType<MailMode.Off>(installation.Read().Mode);
        Assert.Contains(_log.Lines, line => line.Contains($"mail-mode.json: {field}: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_became_unusable_keeps_the_last_good_one_and_says_so_once_and_in_the_status()
    {
        var installation = Start();
        await PutAsync("plan-book.json", """{ "rules": "none" }""");
        NextMinute();
        installation.Read();
        NextMinute();
        installation.Read();

        Assert.NotEmpty(installation.Read().PlanBook.Rules);
        Assert.Contains(installation.Status.Errors, error => error.Path.StartsWith("plan-book.json: ", StringComparison.Ordinal));
        Assert.Single(_log.Lines, line => line.Contains("plan-book.json: rules", StringComparison.Ordinal));

        await PutAsync("plan-book.json", BookWith("mended"));
        NextMinute();
        Assert.Equal("mended", Rule(installation));
        Assert.Empty(installation.Status.Errors);
    }

    [Fact]
    public async Task A_start_on_files_that_cannot_be_used_goes_on_from_those_kept_last_and_says_it_loudly()
    {
        await PutAsync("plan-book.json", BookWith("good"));
        Start();
        await PutAsync("plan-book.json", "{ broken");
        await PutAsync("mail-mode.json", """{ "mode": "Off" }""");

        var cold = Start();
        cold.LogWarnings(_log);

        Assert.Equal("good", Rule(cold));
        Assert.IsType<MailMode.Off>(cold.Read().Mode);
        Assert.True(cold.Status.FromLastGood);
        Assert.Contains(_log.Lines, line => line.StartsWith("Critical: ", StringComparison.Ordinal) && line.Contains("started from the files kept last", StringComparison.Ordinal));

        await PutAsync("plan-book.json", BookWith("mended"));
        NextMinute();
        Assert.Equal("mended", Rule(cold));
        Assert.False(cold.Status.FromLastGood);
    }

    [Fact]
    public async Task A_first_start_on_files_that_cannot_be_used_says_what_is_wrong()
    {
        await PutAsync("directory.json", "{}");

        var exception = Assert.Throws<ConfigException>(() => Start());

        Assert.Contains(exception.Errors, error => error.Path.StartsWith("directory.json: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_container_that_is_not_there_is_an_error_that_names_the_role()
    {
        var nowhere = new BlobContainerClient(azurite.ConnectionString, "config-nowhere");

        var exception = Assert.Throws<ConfigException>(() => new ConfigContainer(nowhere, Shipped()).Read());

        Assert.Contains("Storage Blob Data Contributor", Assert.Single(exception.Errors).Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shipped_example_of_a_directory_never_signs_a_mail_to_a_customer()
    {
        await _container.DeleteBlobAsync("directory.json");
        var installation = Start();
        installation.LogWarnings(_log);

        Assert.IsType<MailMode.Off>(installation.Read().Mode);
        Assert.Contains(_log.Lines, line => line.Contains("directory.json: the shipped example would sign mails to customers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_template_in_the_container_goes_before_the_shipped_one()
    {
        var installation = Start();
        await PutAsync("templates/en/check-in.subject.liquid", "How did we do on the phone?");
        NextMinute();

        var mail = Assert.IsType<RenderedMail>(installation.Read().Render.Of(SampleFacts.Full(FollowUpKind.CheckIn, null, "en")));
        Assert.Equal("How did we do on the phone?", mail.Subject);
    }

    [Fact]
    public async Task The_last_good_override_outlives_the_instance_that_saw_it()
    {
        const string Own = "templates/overrides/_/_/en/check-in.subject.liquid";
        await PutAsync(Own, "Our own words");
        Start();
        await PutAsync(Own, "{{ nothing }}");
        foreach (var _ in new[] { 1, 2 })
        {
            var installation = Start();
            var mail = Assert.IsType<RenderedMail>(installation.Read().Render.Of(SampleFacts.Full(FollowUpKind.CheckIn, null, "en")));
            Assert.Equal("Our own words", mail.Subject);
            Assert.Contains("The last good one is sent (", Assert.Single(installation.Read().Render.Templates.Refused).Reason, StringComparison.Ordinal);
        }

        await PutAsync(Own, "Better words");
        Assert.Equal("Better words", Assert.IsType<RenderedMail>(Start().Read().Render.Of(SampleFacts.Full(FollowUpKind.CheckIn, null, "en"))).Subject);
    }

    private static string BookWith(string rule) => Repo.Read("FollowUp.Functions/config/plan-book.json").Replace("\"resolved, upset\"", $"\"{rule}\"", StringComparison.Ordinal);

    private static string Rule(CurrentInstallation installation) => installation.Read().PlanBook.Rules[0].Name;

    private static ConfigFolder Shipped() => new(Path.Combine(FollowUps.Local.Repository.Root, "FollowUp.Functions"));

    private void NextMinute() => _clock.Now += TimeSpan.FromMinutes(1);

    private async Task PutAsync(string name, string text) => await _container.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), overwrite: true);

    private CurrentInstallation Start(CountedRequests? requests = null, string mode = "Live")
    {
        var options = new BlobClientOptions();
        if (requests is not null) options.AddPolicy(requests, Azure.Core.HttpPipelinePosition.PerCall);
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Mail:Mode", mode)]).Build();
        var container = new BlobContainerClient(azurite.ConnectionString, _container.Name, options);
        return new CurrentInstallation(settings, new FollowUpOptions { From = Given.Address("care@mail.quillmere.example") }, _clock, new ConfigContainer(container, Shipped())) { Log = _log };
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class CountedRequests : Azure.Core.Pipeline.HttpPipelineSynchronousPolicy
    {
        public List<string> Paths { get; } = [];

        public override void OnSendingRequest(Azure.Core.HttpMessage message)
        {
            var parts = message.Request.Uri.ToUri().AbsolutePath.Split('/', 4);
            Paths.Add(parts.Length < 4 ? "list" : parts[3]);
        }
    }
}
