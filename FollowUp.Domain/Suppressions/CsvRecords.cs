using System.Text;

namespace FollowUps.Suppressions;

/// <summary>
/// Splits a file into records and fields as RFC 4180 describes them: a field in quotes may hold separators, line breaks and doubled quotes. The separator is
/// a comma, or the semicolon of a spreadsheet in many countries, whichever the first line has. Blank lines are left out.
/// </summary>
internal static class CsvRecords
{
    /// <summary>The records in order, each with the number of the line it begins on; the last one is incomplete when a quote is never closed.</summary>
    public static IReadOnlyList<CsvRecord> Of(string text)
    {
        var rest = text.StartsWith('\uFEFF') ? text[1..] : text;
        var first = rest.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return new Reader(rest, first.Contains(';') && !first.Contains(',') ? ';' : ',').ReadAll();
    }

    private sealed class Reader(string text, char separator)
    {
        private readonly List<CsvRecord> _records = [];
        private readonly StringBuilder _field = new();
        private List<string> _fields = [];
        private int _at;
        private int _line = 1;
        private int _begins = 1;
        private bool _open;

        public List<CsvRecord> ReadAll()
        {
            while (_at < text.Length)
            {
                Read(text[_at++]);
            }

            EndRecord();
            return _records;
        }

        private void Read(char c)
        {
            if (_open)
            {
                InQuotes(c);
            }
            else if (c == '"' && string.IsNullOrWhiteSpace(_field.ToString()))
            {
                _field.Clear();
                _open = true;
            }
            else if (c == separator)
            {
                EndField();
            }
            else if (c is '\r' or '\n')
            {
                if (c == '\r' && _at < text.Length && text[_at] == '\n')
                {
                    _at++;
                }

                EndRecord();
                _begins = ++_line;
            }
            else
            {
                _field.Append(c);
            }
        }

        private void InQuotes(char c)
        {
            if (c == '"' && _at < text.Length && text[_at] == '"')
            {
                _at++;
            }
            else if (c == '"')
            {
                _open = false;
                return;
            }

            _line += c == '\n' ? 1 : 0;
            _field.Append(c);
        }

        private void EndField()
        {
            _fields.Add(_field.ToString().Trim());
            _field.Clear();
        }

        private void EndRecord()
        {
            EndField();
            if (_fields.Exists(field => field.Length > 0))
            {
                _records.Add(new CsvRecord(_begins, _fields, IsComplete: !_open));
            }

            _fields = [];
        }
    }
}

/// <summary>One record of a file.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Fields">Trimmed.</param>
/// <param name="IsComplete">False: a quote was opened and never closed.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields, bool IsComplete);
