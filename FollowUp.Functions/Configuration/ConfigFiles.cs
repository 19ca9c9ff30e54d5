using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace FollowUps.Configuration;

/// <summary>
/// An installation's data files by name, with forward slashes: <c>plan-book.json</c>, <c>directory.json</c>, <c>mail-mode.json</c>,
/// <c>platforms/…</c>, <c>templates/…</c>. A further folder needs only its name in <see cref="Folders"/> and a reader of <see cref="Texts"/>.
/// </summary>
public sealed class ConfigFiles
{
    /// <summary>The plan book.</summary>
    public const string PlanBook = "plan-book.json";

    /// <summary>The directory.</summary>
    public const string Directory = "directory.json";

    /// <summary>The mail mode, where it is not left to the settings.</summary>
    public const string MailMode = "mail-mode.json";

    /// <summary>Folder of the mappings of call platforms.</summary>
    public const string Platforms = "platforms";

    /// <summary>Folder of the templates.</summary>
    public const string Templates = "templates";

    private readonly ImmutableSortedDictionary<string, byte[]> _files;

    /// <summary>Takes the files that it knows; others are none of ours.</summary>
    public ConfigFiles(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        _files = files.Where(file => IsKnown(file.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in _files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{content.Length}\0"));
            hash.AppendData(content);
        }

        Fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>Folders whose files belong to the configuration.</summary>
    public static IReadOnlyList<string> Folders { get; } = [Templates, Platforms];

    /// <summary>Names and content in one word: equal when nothing has changed.</summary>
    public string Fingerprint { get; }

    /// <summary>Every name, in order.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>True for the name of a file that belongs to the configuration.</summary>
    public static bool IsKnown(string name) =>
        name is PlanBook or Directory or MailMode || Folders.Any(folder => name.StartsWith($"{folder}/", StringComparison.Ordinal));

    /// <summary>A file's content; null: there is none.</summary>
    public byte[]? Find(string name) => _files.GetValueOrDefault(name);

    /// <summary>The texts of a folder, by their path below it.</summary>
    public IReadOnlyDictionary<string, string> Texts(string folder) =>
        _files.Where(file => file.Key.StartsWith($"{folder}/", StringComparison.Ordinal))
            .ToDictionary(file => file.Key[(folder.Length + 1)..], file => TextOf(file.Value), StringComparer.Ordinal);

    /// <summary>These files, and where one is missing, that of <paramref name="shipped"/>.</summary>
    public ConfigFiles Over(ConfigFiles shipped) => new(shipped._files.SetItems(_files));

    /// <summary>These files with everything in a folder as it is in <paramref name="other"/>.</summary>
    public ConfigFiles WithFolderOf(ConfigFiles other, string folder)
    {
        bool IsIn(KeyValuePair<string, byte[]> file) => file.Key.StartsWith($"{folder}/", StringComparison.Ordinal);
        return new ConfigFiles(_files.Where(file => !IsIn(file)).Concat(other._files.Where(IsIn)));
    }

    /// <summary>All files in one, so that they are kept and found together or not at all.</summary>
    public byte[] Pack()
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in _files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>What <see cref="Pack"/> made.</summary>
    public static ConfigFiles Unpack(Stream packed)
    {
        using var zip = new ZipArchive(packed, ZipArchiveMode.Read);
        return new ConfigFiles([.. zip.Entries.Select(entry => KeyValuePair.Create(entry.FullName, ContentOf(entry)))]);
    }

    private static byte[] ContentOf(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var buffer = new MemoryStream();
        content.CopyTo(buffer);
        return buffer.ToArray();
    }

    // Editors write a byte order mark, which is no part of a template.
    private static string TextOf(byte[] content) => Encoding.UTF8.GetString(content.AsSpan().StartsWith("\uFEFF"u8) ? content.AsSpan(3) : content);
}
