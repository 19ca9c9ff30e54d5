using System.Runtime.CompilerServices;
using System.Text;

namespace FollowUps.Tests;

/// <summary>Compares what a person will see with the file that a person has approved.</summary>
public static class Approved
{
    /// <summary>
    /// Fails unless <paramref name="text"/> is the content of <c>Approved/{name}</c>. Then <c>Approved/{name}</c> with <c>.received</c>
    /// before its extension holds what came: look at it, and rename it to approve it.
    /// </summary>
    public static void Verify(string name, string text)
    {
        var folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "Approved");
        var approved = Path.Combine(folder, name);
        var received = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(name)}.received{Path.GetExtension(name)}");
        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : null;
        if (expected == text.ReplaceLineEndings("\n"))
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Xunit.Assert.Fail($"Approved/{name} {(expected is null ? "does not exist" : "differs")}: compare it with Approved/{Path.GetFileName(received)}.");
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
