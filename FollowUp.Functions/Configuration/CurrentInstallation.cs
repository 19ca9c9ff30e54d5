using FollowUps.Messages;
using FollowUps.People;
using FollowUps.Plans;
using FollowUps.Sending;
using NodaTime;

namespace FollowUps.Configuration;

/// <summary>
/// The installation's data files and mail mode: read at the start, and again when they are a minute old, so that a change holds without a
/// restart. Files that became unusable keep the last good ones and say so in the log; a start that meets unusable files goes on from those kept last.
/// </summary>
public sealed partial class CurrentInstallation
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);
    private readonly IConfiguration _settings;
    private readonly FollowUpOptions _options;
    private readonly TimeProvider _time;
    private readonly ConfigSource _source;
    private readonly Lock _lock = new();
    private volatile Installation _current;
    private volatile ConfigStatus _status;
    private ConfigFiles _seen;
    private IReadOnlyList<ConfigError> _warnings = [];
    private volatile IReadOnlyList<ConfigError> _modeErrors = [];
    private string? _notKept;
    private long _readAt;

    /// <summary>Reads everything for the first time.</summary>
    /// <param name="settings">For the mail mode, where no file says it.</param>
    /// <param name="options">All other settings.</param>
    /// <param name="time">Process time.</param>
    /// <param name="source">Where the files are; null: the folder that the options name.</param>
    /// <exception cref="ConfigException">A data file cannot be used, and no good ones were kept.</exception>
    public CurrentInstallation(IConfiguration settings, FollowUpOptions options, TimeProvider time, ConfigSource? source = null)
    {
        (_settings, _options, _time, _source) = (settings, options, time, source ?? new ConfigFolder(options.ConfigDirectory));
        (_seen, _current, _status) = Start();
        _readAt = time.GetUtcNow().UtcTicks;
    }

    /// <summary>Where a file that became unusable is reported; set once the log is there.</summary>
    public ILogger? Log { get; set; }

    /// <summary>How the configuration stands, the mail mode included.</summary>
    public ConfigStatus Status => _status is var status && _modeErrors is { Count: > 0 } refused ? status with { Errors = [.. status.Errors, .. refused] } : _status;

    /// <summary>The installation as of now, at most a minute old. Whoever asks while another reads the files anew goes on with what there is.</summary>
    public Installation Read()
    {
        var now = _time.GetUtcNow().UtcTicks;
        if (now - Volatile.Read(ref _readAt) >= MaxAge.Ticks && _lock.TryEnter())
        {
            try
            {
                if (now - _readAt >= MaxAge.Ticks)
                {
                    Volatile.Write(ref _readAt, now);
                    Refresh();
                }
            }
            finally
            {
                _lock.Exit();
            }
        }

        return _current;
    }

    /// <summary>
    /// Logs what the start has to say: that it goes on from kept files, and what is allowed and most likely not meant (rules that overlap or that no call
    /// reaches, holidays that run out, ladders on which nobody is there).
    /// </summary>
    public void LogWarnings(ILogger log)
    {
        foreach (var error in _status.Errors)
        {
            LogStartedFromLastGood(log, error.Path, error.Reason, error.Fix);
        }

        _modeErrors.ToList().ForEach(error => LogModeRefused(log, error.Path, error.Reason, error.Fix));
        var (book, directory) = (Read().PlanBook, Read().Directory);
        var today = Now.InZone(book.DefaultCalendar.Zone).Date;
        foreach (var warning in _warnings
            .Concat(HolidaysRunOut.Of(book, Now).Select(w => w with { Path = $"plan-book.json: {w.Path}" }))
            .Concat(DirectoryGaps.Of(directory, DirectoryGaps.QueuesOf(book), today).Concat(DirectoryGaps.Hours(directory, book)).Select(w => w with { Path = $"directory.json: {w.Path}" })))
        {
            LogWarning(log, warning.Path, warning.Reason, warning.Fix);
        }

        if (_notKept is { } code)
        {
            LogNotKept(log, _source.Place, code);
        }
    }

    private Instant Now => Instant.FromDateTimeOffset(_time.GetUtcNow());

    private (ConfigFiles Seen, Installation Installation, ConfigStatus Status) Start()
    {
        ConfigFiles? files = null;
        try
        {
            files = _source.Read();
            return (files, Accept(files), new ConfigStatus(_source.Place, Now, files.Fingerprint, FromLastGood: false, []));
        }
        catch (ConfigException unusable)
        {
            if (_source.LastGood() is not { } kept)
            {
                throw;
            }

            try
            {
                (var installation, _warnings) = ReadInstallation.Of(kept, _options, ModeOf(files ?? kept), _source.Fix, null);
                return (files ?? kept, installation, new ConfigStatus(_source.Place, Now, kept.Fingerprint, FromLastGood: true, unusable.Errors));
            }
            catch (ConfigException)
            {
                throw new ConfigException(unusable.Errors);
            }
        }
    }

    private void Refresh()
    {
        try
        {
            var files = _source.Read();
            if (files.Fingerprint != _seen.Fingerprint)
            {
                _seen = files;
                _current = Accept(files);
                _status = new ConfigStatus(_source.Place, Now, files.Fingerprint, FromLastGood: false, []);
                LogAccepted(files.Fingerprint);
                return;
            }

            // What could not be read a minute ago is there again, and is what holds.
            _status = _status.Fingerprint == files.Fingerprint ? _status with { Errors = [] } : _status;
        }
        catch (ConfigException unusable)
        {
            Refuse(unusable.Errors);
        }

        // The mail mode is the stop switch: it must hold even while a file is broken.
        _current = _current with { Mode = ModeOf(_seen) };
    }

    private Installation Accept(ConfigFiles files)
    {
        var before = _current?.Render.Templates;
        var (installation, warnings) = ReadInstallation.Of(files, _options, ModeOf(files), _source.Fix, before);
        var kept = installation.Render.Templates.Refused.IsEmpty ? null : _source.LastGood();
        if (kept is not null && before is null)
        {
            // Instances come and go: the last good override is the one that was kept, not the one that this instance has seen.
            (installation, warnings) = ReadInstallation.Of(files, _options, ModeOf(files), _source.Fix, TemplateSet.Load(kept.Texts(ConfigFiles.Templates)).Templates);
        }

        foreach (var warning in Log is null ? [] : warnings.Except(_warnings))
        {
            LogWarning(Log!, warning.Path, warning.Reason, warning.Fix);
        }

        _warnings = warnings;
        _notKept = _source.Keep(kept is null ? files : files.WithFolderOf(kept, $"{ConfigFiles.Templates}/overrides"));
        if (_notKept is { } code && Log is { } log)
        {
            LogNotKept(log, _source.Place, code);
        }

        return installation;
    }

    private void Refuse(IReadOnlyList<ConfigError> errors)
    {
        if (Log is { } log && !errors.SequenceEqual(_status.Errors))
        {
            errors.ToList().ForEach(error => LogKept(log, error.Path, error.Reason, error.Fix));
        }

        _status = _status with { Errors = errors };
    }

    private MailMode ModeOf(ConfigFiles files)
    {
        var (errors, read) = (new List<ConfigError>(), new ReadSettings(_settings));
        var mode = files.Find(ConfigFiles.MailMode) is { } file ? ReadMailMode.Of(file, errors) : read.Mode();
        errors.AddRange(read.Errors);
        if (mode is MailMode.Live or MailMode.AllowList && !_source.HasOwn(ConfigFiles.Directory))
        {
            errors.Add(new ConfigError(ConfigFiles.Directory, "the shipped example would sign mails to customers; nothing is sent meanwhile", _source.Fix));
        }

        if (errors.Count > 0)
        {
            mode = new MailMode.Off { StandsIn = true };
        }

        if (Log is { } log && !errors.SequenceEqual(_modeErrors))
        {
            errors.ForEach(error => LogModeRefused(log, error.Path, error.Reason, error.Fix));
        }

        _modeErrors = errors;
        return mode;
    }

    private void LogAccepted(string fingerprint)
    {
        if (Log is { } log)
        {
            LogAcceptedCore(log, _source.Place, fingerprint);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: {Reason} Fix: {Fix}")]
    private static partial void LogWarning(ILogger logger, string path, string reason, string fix);

    [LoggerMessage(3201, LogLevel.Error, "{Path} cannot be used, the last good one stays: {Reason}. Fix: {Fix}.")]
    private static partial void LogKept(ILogger logger, string path, string reason, string fix);

    [LoggerMessage(3202, LogLevel.Critical, "{Path} cannot be used, started from the files kept last: {Reason}. Fix: {Fix}.")]
    private static partial void LogStartedFromLastGood(ILogger logger, string path, string reason, string fix);

    [LoggerMessage(3203, LogLevel.Error, "{Path}: {Reason}. Fix: {Fix}.")]
    private static partial void LogModeRefused(ILogger logger, string path, string reason, string fix);

    [LoggerMessage(3204, LogLevel.Warning, "The accepted files could not be kept for a later start in {Place}: {Code}. Give the app's identity the role Storage Blob Data Contributor on it.")]
    private static partial void LogNotKept(ILogger logger, string place, string code);

    [LoggerMessage(3205, LogLevel.Information, "New configuration from {Place} holds: {Fingerprint}.")]
    private static partial void LogAcceptedCore(ILogger logger, string place, string fingerprint);
}
