namespace FollowUps.Configuration;

/// <summary>Where the data files come from: a folder beside the program, or a container of blobs.</summary>
public abstract class ConfigSource
{
    /// <summary>The place in words, for logs and for the desk.</summary>
    public abstract string Place { get; }

    /// <summary>How to put a missing file right, for the error that names it.</summary>
    public abstract string Fix { get; }

    /// <summary>The files as they are now. Asked once a minute; blocks for as long as the place takes to answer.</summary>
    /// <exception cref="ConfigException">The place cannot be read.</exception>
    public abstract ConfigFiles Read();

    /// <summary>True when what was read has a file of its own of this name, and not the shipped one.</summary>
    public virtual bool HasOwn(string name) => true;

    /// <summary>Keeps files that were found good, for a start on a day when the current ones are not. Never throws.</summary>
    /// <returns>Null, or why they could not be kept.</returns>
    public virtual string? Keep(ConfigFiles good) => null;

    /// <summary>What <see cref="Keep"/> kept last; null: nothing, or it cannot be read.</summary>
    public virtual ConfigFiles? LastGood() => null;
}

/// <summary>
/// A folder with <c>config/plan-book.json</c>, <c>config/directory.json</c>, <c>config/mail-mode.json</c> (optional), <c>config/platforms/</c> and <c>templates/</c>.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="shipped">Where the shipped <c>templates/</c> lie, for those that the folder does not have: own words are written beside them and survive an update.
/// Null: the folder has them all.</param>
public sealed class ConfigFolder(string folder, string? shipped = null) : ConfigSource
{
    private const string Config = "config/";

    /// <inheritdoc/>
    public override string Place => "the folder that FollowUp__ConfigDirectory names";

    /// <inheritdoc/>
    public override string Fix => "put it into the folder that FollowUp__ConfigDirectory names";

    /// <inheritdoc/>
    public override ConfigFiles Read()
    {
        try
        {
            var own = FilesIn(folder, "config", ConfigFiles.Templates);
            return shipped is null ? own : own.Over(FilesIn(shipped, ConfigFiles.Templates));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException([new(Config, $"the folder cannot be read ({unreadable.GetType().Name})", "let the program's user read it, and wait until nobody writes to it")]);
        }
    }

    private static ConfigFiles FilesIn(string root, params string[] folders) => new([.. folders.Select(name => Path.Combine(root, name)).Where(Directory.Exists)
        .SelectMany(below => Directory.EnumerateFiles(below, "*", SearchOption.AllDirectories))
        .Select(file => (File: file, Name: NameOf(Path.GetRelativePath(root, file).Replace('\\', '/'))))
        .Where(found => ConfigFiles.IsKnown(found.Name))
        .Select(found => KeyValuePair.Create(found.Name, File.ReadAllBytes(found.File)))]);

    private static string NameOf(string path) => path.StartsWith(Config, StringComparison.Ordinal) ? path[Config.Length..] : path;
}
