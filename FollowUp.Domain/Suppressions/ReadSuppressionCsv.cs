using NodaTime;

namespace FollowUps.Suppressions;

/// <summary>Reads a file of suppressions: a header line with <c>address</c> and perhaps <c>reason</c>, <c>scope</c>, <c>until</c>, in any order.</summary>
public static class ReadSuppressionCsv
{
    /// <summary>Reads the whole file and reports every line that cannot be used.</summary>
    /// <param name="text">The file.</param>
    /// <param name="now">The moment of the import: entries hold from then on.</param>
    public static SuppressionReading Of(string text, Instant now)
    {
        var records = CsvRecords.Of(text);
        var errors = new List<SuppressionError>();
        if (records.Count == 0)
        {
            errors.Add(new SuppressionError(1, "header", "the file is empty.", "Begin it with a line that names the columns: address,reason,scope,until."));
            return new SuppressionReading([], errors);
        }

        var columns = Header(records[0], errors);
        var requests = new List<SuppressionRequest>();
        foreach (var record in errors.Count > 0 ? [] : records.Skip(1))
        {
            if (Row(record, columns, now, errors) is { } request)
            {
                requests.Add(request);
            }
        }

        return new SuppressionReading(errors.Count > 0 ? [] : requests, errors);
    }

    private static List<string> Header(CsvRecord record, List<SuppressionError> errors)
    {
        var names = record.Fields.Select(field => field.ToLowerInvariant()).ToList();
        void Refuse(string column, string reason, string fix) => errors.Add(new SuppressionError(record.Line, column, reason, fix));
        if (!names.Contains("address"))
        {
            // A file without a header begins with an address, which an error must not quote.
            Refuse("header", "no column is named address.", "Begin the file with a line that names the columns: address,reason,scope,until.");
            return names;
        }

        foreach (var unknown in names.Where(name => !SuppressionTerms.Columns.Contains(name)))
        {
            Refuse("header", $"the column {Calls.Reading.CleanText.Quoted(unknown)} is not known.", $"Use {string.Join(", ", SuppressionTerms.Columns)}, and remove any other column.");
        }

        foreach (var twice in names.GroupBy(name => name).Where(group => group.Count() > 1))
        {
            Refuse("header", $"the column {twice.Key} is there twice.", "Remove one of them.");
        }

        return names;
    }

    private static SuppressionRequest? Row(CsvRecord record, List<string> columns, Instant now, List<SuppressionError> errors)
    {
        void Refuse(string column, string reason, string fix) => errors.Add(new SuppressionError(record.Line, column, reason, fix));
        if (!record.IsComplete)
        {
            Refuse("line", "a quote is opened and never closed.", "Close it, or write a quote inside a field twice.");
            return null;
        }

        if (record.Fields.Count > columns.Count)
        {
            Refuse("line", $"there are {record.Fields.Count} fields under {columns.Count} columns.", "Put a field that holds the separator in quotes.");
            return null;
        }

        string? Of(string column) => columns.IndexOf(column) is >= 0 and var at && at < record.Fields.Count ? record.Fields[at] : null;
        return SuppressionTerms.Read(Of("address"), Of("reason"), Of("scope"), Of("until"), now, Refuse);
    }
}
