using FollowUps.Local;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class RunFoldersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("folders").FullName;

    [Fact]
    public void Kept_data_keeps_mails_and_logs_with_it()
    {
        var data = Path.Combine(_folder, "data");
        using (var first = RunFolders.Open(new RunOptions { Data = data }, 8080))
        {
            Assert.Equal((Path.Combine(data, "outbox"), Path.Combine(data, "logs")), (first.Outbox, first.Logs));
            File.WriteAllText(Path.Combine(first.Outbox, "a.eml"), "");
            first.Ended();
        }

        using var second = RunFolders.Open(new RunOptions { Data = data }, 8080);
        Assert.Single(Directory.GetFiles(second.Outbox));
    }

    [Fact]
    public void Without_data_a_port_has_folders_of_its_own_and_they_start_empty()
    {
        var port = FreePorts.One();
        using (var first = RunFolders.Open(new RunOptions { Port = port }, port)) File.WriteAllText(Path.Combine(first.Outbox, "a.eml"), "");

        using var second = RunFolders.Open(new RunOptions { Port = port }, port);

        Assert.Equal((Path.Combine(Repository.Local, $"outbox-{port}"), Path.Combine(Repository.Local, $"logs-{port}")), (second.Outbox, second.Logs));
        Assert.Empty(Directory.GetFiles(second.Outbox));
        Directory.Delete(second.Outbox);
        Directory.Delete(second.Logs);
    }

    [Fact]
    public void Two_runs_that_start_at_once_on_a_port_do_not_empty_each_others_folders()
    {
        var port = FreePorts.One();
        var options = new RunOptions { Port = 0, Outbox = Path.Combine(_folder, "outbox") };
        using var first = RunFolders.Open(options, port);

        var error = Assert.Throws<RunnerException>(() => RunFolders.Open(options, port));

        Assert.Equal($"Port {port} is in use: choose another with --port N.", error.Message);
        first.Ended();
    }

    [Fact]
    public void A_folder_that_the_person_named_is_never_emptied()
    {
        var port = FreePorts.One();
        File.WriteAllText(Path.Combine(_folder, "a.eml"), "");
        using var folders = RunFolders.Open(new RunOptions { Port = 0, Outbox = _folder }, port);
        Assert.Equal(_folder, folders.Outbox);
        Assert.Single(Directory.GetFiles(_folder));
        folders.Ended();
    }

    [Theory]
    [InlineData("--data")]
    [InlineData("--outbox")]
    public void A_folder_that_cannot_be_written_to_is_one_line_with_the_way_out(string option)
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        var error = Assert.Throws<RunnerException>(() => RunFolders.Open(RunOptions.Parse([option, file]), FreePorts.One()));

        Assert.Equal($"{option} {file}: {file} is a file, and a folder is needed. Name another folder, or change who may write there.", error.Message);
        Assert.Equal(2, error.ExitCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
