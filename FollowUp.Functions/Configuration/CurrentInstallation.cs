using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using NodaTime;

namespace FollowUps.Configuration;

/// <summary>
/// The installation's data files and mail mode: read at the start, and again when they are a minute old, so that a change holds without a
/// restart. A file that became unusable keeps the last good one and says so in the log.
/// </summary>
public sealed partial class CurrentInstallation
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);
    private readonly IConfiguration _settings;
    private readonly FollowUpOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private Installation _current;
    private IReadOnlyList<ConfigError> _warnings = [];
    private DateTimeOffset _readAt;

    /// <exception cref="ConfigException">A data file cannot be used.</exception>
    public CurrentInstallation(IConfiguration settings, FollowUpOptions options, TimeProvider time)
    {
        (_settings, _options, _time) = (settings, options, time);
        (_current, _readAt) = (Load(), time.GetUtcNow());
    }

    /// <summary>Where a file that became unusable is reported; set once the log is there.</summary>
    public ILogger? Log { get; set; }

    /// <summary>The installation as of now, at most a minute old.</summary>
    public Installation Read()
    {
        lock (_lock)
        {
            if (_time.GetUtcNow() - _readAt >= MaxAge)
            {
                _readAt = _time.GetUtcNow();
                try
                {
                    _current = Load();
                }
                catch (ConfigException unusable)
                {
                    // The mail mode is the stop switch: it must hold even while a file is broken.
                    _current = _current with { Mode = new ReadSettings(_settings).Mode() };
                    foreach (var error in unusable.Errors)
                    {
                        LogKept(Log, error.Path, error.Reason, error.Fix);
                    }
                }
            }

            return _current;
        }
    }

    /// <summary>Logs what is allowed and most likely not meant: rules that overlap or that no call reaches, holidays that run out, words that a language lacks, overrides that are not used.</summary>
    public void LogWarnings(ILogger log)
    {
        var now = Instant.FromDateTimeOffset(_time.GetUtcNow());
        foreach (var warning in _warnings.Concat(HolidaysRunOut.Of(Read().PlanBook, now).Select(w => w with { Path = $"plan-book.json: {w.Path}" })))
        {
            LogWarning(log, warning.Path, warning.Reason, warning.Fix);
        }
    }

    private Installation Load()
    {
        var errors = new List<ConfigError>();
        var book = ReadPlanBook.Of(Bytes("config/plan-book.json", errors));
        var directory = ReadContactDirectory.Of(Bytes("config/directory.json", errors));
        var templates = TemplateSet.Load(TemplateFiles(), _current?.Render.Templates);
        errors.AddRange(templates.Errors.Select(e => e with { Path = $"templates: {e.Path}" }));
        errors.AddRange(book.Errors.Select(e => e with { Path = $"plan-book.json: {e.Path}" }));
        errors.AddRange(directory.Errors.Select(e => e with { Path = $"directory.json: {e.Path}" }));
        if (errors.Count > 0)
        {
            throw new ConfigException(errors);
        }

        var warnings = book.Warnings.Select(w => w with { Path = $"plan-book.json: {w.Path}" }).Concat(templates.Warnings.Select(w => w with { Path = $"templates: {w.Path}" })).ToList();
        foreach (var warning in Log is null ? [] : warnings.Except(_warnings))
        {
            LogWarning(Log!, warning.Path, warning.Reason, warning.Fix);
        }

        _warnings = warnings;
        return new Installation
        {
            PlanBook = book.Book!,
            Directory = directory.Directory!,
            Render = new Render(templates.Templates!),
            Mode = new ReadSettings(_settings).Mode(),
            From = _options.From!,
            LinksBase = _options.LinksBase,
            Quota = _options.Quota,
            Retention = Duration.FromDays(_options.RetentionDays),
        };
    }

    private Dictionary<string, string> TemplateFiles()
    {
        var folder = Path.Combine(_options.ConfigDirectory, "templates");
        return !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    }

    private byte[] Bytes(string path, List<ConfigError> errors)
    {
        var file = Path.Combine(_options.ConfigDirectory, path);
        if (File.Exists(file))
        {
            return File.ReadAllBytes(file);
        }

        errors.Add(new ConfigError(path, "the file is missing", "put it into the folder that FollowUp__ConfigDirectory names, or take the shipped one"));
        return "{}"u8.ToArray();
    }

    private static void LogKept(ILogger? logger, string path, string reason, string fix)
    {
        if (logger is not null)
        {
            LogKeptCore(logger, path, reason, fix);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: {Reason} Fix: {Fix}")]
    private static partial void LogWarning(ILogger logger, string path, string reason, string fix);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} cannot be used, the last good one stays: {Reason}. Fix: {Fix}.")]
    private static partial void LogKeptCore(ILogger logger, string path, string reason, string fix);
}
