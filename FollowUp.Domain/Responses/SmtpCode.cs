namespace FollowUps.Responses;

/// <summary>
/// Finds the reply code with its enhanced status code (RFC 3463) in what the recipient's server said. The rest of that sentence is not kept: servers like
/// to quote the address in it.
/// </summary>
internal static class SmtpCode
{
    /// <summary>"550 5.1.1"; just "550" when only that is said at the start; null: neither.</summary>
    public static string? In(string? said)
    {
        var words = (said ?? "").Split([' ', '\t', '\r', '\n', '-', ';', ':', ',', '<', '>', '(', ')', '\'', '"'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + 1 < words.Length; i++)
        {
            var (reply, enhanced) = (words[i], words[i + 1].TrimEnd('.'));
            if (IsReply(reply) && IsEnhanced(enhanced) && enhanced[0] == reply[0])
            {
                return $"{reply} {enhanced}";
            }
        }

        return words.Length > 0 && IsReply(words[0]) ? words[0] : null;
    }

    private static bool IsReply(string word) => word.Length == 3 && word[0] is '4' or '5' && word.All(char.IsAsciiDigit);

    private static bool IsEnhanced(string word) =>
        word.Split('.') is [[_], var subject, var detail] && new[] { subject, detail }.All(part => part.Length is >= 1 and <= 3 && part.All(char.IsAsciiDigit));
}
