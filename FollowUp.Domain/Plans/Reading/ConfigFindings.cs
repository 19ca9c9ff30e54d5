using FollowUps.People;

namespace FollowUps.Plans.Reading;

/// <summary>What is wrong with a data file, collected so that one look mends all of it.</summary>
internal sealed class ConfigFindings(ConfigLines? lines)
{
    /// <summary>What makes the file unusable.</summary>
    public List<ConfigError> Errors { get; } = [];

    /// <summary>What is allowed and most likely not meant.</summary>
    public List<ConfigError> Warnings { get; } = [];

    /// <summary>Notes an error at a path.</summary>
    public void Error(string path, string reason, string fix) => Errors.Add(Finding(path, reason, fix));

    /// <summary>Notes a warning at a path.</summary>
    public void Warning(string path, string reason, string fix) => Warnings.Add(Finding(path, reason, fix));

    private ConfigError Finding(string path, string reason, string fix) =>
        new(path == ConfigPath.Root ? ConfigPath.File : path, lines?.Of(path) is { } line ? $"{reason} (line {line})." : $"{reason}.", fix);
}
