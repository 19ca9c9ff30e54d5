using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Calls.Reading;
using FollowUps.Suppressions;

namespace FollowUps.Platforms;

/// <summary>A table of calls or customers, line by line.</summary>
/// <typeparam name="T">What a line is.</typeparam>
/// <param name="Rows">Lines that could be read, each with its number in the file.</param>
/// <param name="Errors">Lines that could not; 1 for the header.</param>
public sealed record CsvReading<T>(IReadOnlyList<(int Line, T Value)> Rows, IReadOnlyList<(int Line, InputError Error)> Errors);

/// <summary>
/// Reads a CSV file of calls into events of our contract. Without a mapping the columns are named as the fields are (<c>callId</c>, <c>customer.email</c>, …; the texts of a list are
/// separated by <c>|</c>); with one, its paths are the names of columns.
/// </summary>
public static class ReadCallCsv
{
    private const string ListSeparator = "|";

    /// <summary>Reads the calls of a file. Whether an event itself can be used is intake's to say.</summary>
    public static CsvReading<ReadOnlyMemory<byte>> Calls(string text, PlatformMapping? mapping)
    {
        var (rows, errors) = Records(text, header => Columns(header, mapping));
        var events = new List<(int, ReadOnlyMemory<byte>)>();
        foreach (var (line, fields) in rows)
        {
            var item = SourceValue.OfFields(fields);
            var of = mapping is null ? ByName(fields.Select(field => field.Name)) : mapping.Events.FirstOrDefault(one => SourceTest.All(one.When, item));
            if (of is null)
            {
                continue;
            }

            var (call, error) = of.Map(item);
            foreach (var (name, constant) in mapping?.Defaults.Where(constant => call[constant.Key] is null) ?? [])
            {
                call[name] = constant;
            }

            if (error is null) events.Add((line, call.Event(mapping?.Source ?? $"{PlatformMappings.SourcePrefix}csv")));
            else errors.Add((line, error));
        }

        return new CsvReading<ReadOnlyMemory<byte>>(events, errors);
    }

    /// <summary>Reads the known customers of a file; its columns are <see cref="KnownCustomer.Columns"/>.</summary>
    public static CsvReading<KnownCustomer> Customers(string text)
    {
        var (rows, errors) = Records(text, header => Unknown(header, KnownCustomer.Columns));
        var customers = new List<(int, KnownCustomer)>();
        foreach (var (line, fields) in rows)
        {
            var (customer, wrong) = KnownCustomer.Read(name => fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Text);
            if (customer is not null) customers.Add((line, customer));
            errors.AddRange(wrong.Select(error => (line, error)));
        }

        return new CsvReading<KnownCustomer>(customers, errors);
    }

    private static (List<(int Line, List<(string Name, string Text)> Fields)> Rows, List<(int Line, InputError Error)> Errors) Records(
        string text, Func<IReadOnlyList<string>, IEnumerable<InputError>> wrongInHeader)
    {
        var records = CsvRecords.Of(text);
        var errors = new List<(int, InputError)>();
        var rows = new List<(int, List<(string, string)>)>();
        if (records.Count == 0)
        {
            errors.Add((1, new InputError("The file is empty.", "header", "Begin it with a line that names the columns.")));
            return (rows, errors);
        }

        var header = records[0].Fields;
        errors.AddRange(wrongInHeader(header).Concat(Twice(header)).Select(error => (records[0].Line, error)));
        foreach (var record in errors.Count > 0 ? [] : records.Skip(1))
        {
            var error = !record.IsComplete ? new InputError("A quote is opened and never closed.", "line", "Close it, or write a quote inside a field twice.")
                : record.Fields.Count > header.Count ? new InputError($"There are {record.Fields.Count} fields under {header.Count} columns.", "line", "Put a field that holds the separator in quotes.")
                : null;
            if (error is null) rows.Add((record.Line, [.. record.Fields.Select((field, at) => (header[at], field))]));
            else errors.Add((record.Line, error));
        }

        return (rows, errors);
    }

    private static IEnumerable<InputError> Columns(IReadOnlyList<string> header, PlatformMapping? mapping)
    {
        if (mapping is null)
        {
            return Unknown(header, [.. MappedFields.TextNames.Order(StringComparer.Ordinal), .. MappedFields.ListNames.Order(StringComparer.Ordinal)]);
        }

        return mapping.Events.SelectMany(one => one.Texts.Values).SelectMany(rule => rule.Places).Select(place => place.Trim('\'')).Distinct()
            .Where(column => !header.Contains(column, StringComparer.OrdinalIgnoreCase))
            .Select(column => new InputError($"There is no column {CleanText.Quoted(column)}, which the mapping reads.", "header", "Correct the mapping's path, or put quotes '…' around a name with a dot."));
    }

    private static IEnumerable<InputError> Unknown(IReadOnlyList<string> header, IReadOnlyList<string> known) =>
        header.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)).Select(name => new InputError(
            $"The column {CleanText.Quoted(name)} is not known.", "header", $"{Plans.Reading.Spelling.Suggest(name, [.. known])} Columns of other names need a mapping (--map FILE)."));

    private static IEnumerable<InputError> Twice(IReadOnlyList<string> header) =>
        header.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => new InputError($"The column {CleanText.Quoted(group.Key)} is there twice.", "header", "Remove one of them."));

    private static MappedEvent ByName(IEnumerable<string> columns)
    {
        var found = columns.ToList();
        string? Named(string field) => found.Find(column => column.Equals(field, StringComparison.OrdinalIgnoreCase));
        return new MappedEvent("row")
        {
            Texts = MappedFields.TextNames.Where(field => Named(field) is not null).ToImmutableDictionary(field => field, field => new MappingRule { Path = SourcePath.OfName(Named(field)!) }),
            Lists = MappedFields.ListNames.Where(field => Named(field) is not null)
                .ToImmutableDictionary(field => field, field => new MappingList { Rules = [new MappingRule { Path = SourcePath.OfName(Named(field)!) }], Split = ListSeparator }),
        };
    }
}
