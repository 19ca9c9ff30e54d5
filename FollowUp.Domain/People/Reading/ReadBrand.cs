using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FollowUps.Calls;
using FollowUps.Plans.Reading;

namespace FollowUps.People.Reading;

/// <summary>Reads whose mails these are.</summary>
internal static class ReadBrand
{
    // WCAG 2.2, success criterion 1.4.3, for text of normal size.
    private const double LeastContrast = 4.5;

    private const string FooterFix = "Write what else the footer says, on one line: where the company is registered.";

    /// <summary>The brand; reply-to mailboxes may be given for <paramref name="queues"/> and <c>default</c>.</summary>
    public static Brand? Of(ConfigNode node, IReadOnlyCollection<string> queues)
    {
        if (!node.IsObjectOf("name", "legalName", "postalAddress", "colours", "logo", "footer", "replyTo"))
        {
            return null;
        }

        var brand = new Brand
        {
            Name = RequiredText(node, "name", "Write the name that customers know."),
            LegalName = RequiredText(node, "legalName", "Write the legal name; the law asks for it in the footer of every mail."),
            PostalAddress = RequiredText(node, "postalAddress", "Write the postal address on one line; the law asks for it in the footer of every mail."),
            ReplyTo = ReplyToOf(node, queues),
            Logo = node.Find("logo") is { } logo ? LogoOf(logo) : null,
            Footer = node.Find("footer")?.Text(FooterFix).Trim(),
        };
        return node.Find("colours") is { } colours ? Coloured(brand, colours) : brand;
    }

    /// <summary>Brands of divisions and queues: each sets what differs from <paramref name="everybody"/>.</summary>
    public static ImmutableArray<BrandOverride> Overrides(ConfigNode? node, Brand everybody, IReadOnlyCollection<string> queues) =>
        node is null ? [] : [.. node.Items().Select(item => OverrideOf(item, everybody, queues)).OfType<BrandOverride>()];

    private static BrandOverride? OverrideOf(ConfigNode node, Brand everybody, IReadOnlyCollection<string> queues)
    {
        if (!node.IsObjectOf("divisions", "queues", "name", "legalName", "postalAddress", "colours", "logo", "footer", "replyTo"))
        {
            return null;
        }

        var (divisions, own) = (NamesOf(node, "divisions"), NamesOf(node, "queues"));
        if (divisions.IsEmpty && own.IsEmpty)
        {
            node.Error("It holds for nothing in particular", "Name \"divisions\", \"queues\" or both; what holds everywhere is \"brand\".");
        }

        foreach (var queue in own.Except(queues))
        {
            node.Error($"No team answers a queue '{queue}'", Spelling.Suggest(queue, queues));
        }

        var brand = everybody with
        {
            Name = node.Find("name")?.Text("Write the name that customers know.").Trim() ?? everybody.Name,
            LegalName = node.Find("legalName")?.Text("Write the legal name.").Trim() ?? everybody.LegalName,
            PostalAddress = node.Find("postalAddress")?.Text("Write the postal address on one line.").Trim() ?? everybody.PostalAddress,
            Logo = node.Find("logo") is { } logo ? LogoOf(logo) : everybody.Logo,
            Footer = node.Find("footer")?.Text(FooterFix).Trim() ?? everybody.Footer,
            ReplyTo = node.Find("replyTo") is null ? everybody.ReplyTo : ReplyToOf(node, queues),
        };
        var coloured = node.Find("colours") is { } colours ? Coloured(brand, colours) : brand;
        return new BrandOverride(divisions, own, coloured with { Version = VersionOf(coloured) });
    }

    private static ImmutableArray<string> NamesOf(ConfigNode node, string name) =>
        node.Find(name) is { } list ? [.. list.Items().Select(item => item.Text("Write a name."))] : [];

    private static string VersionOf(Brand brand)
    {
        var mailboxes = brand.ReplyTo.OrderBy(mailbox => mailbox.Key, StringComparer.Ordinal).Select(mailbox => $"{mailbox.Key}={mailbox.Value.Normalized}");
        var all = string.Join('\0', [brand.Name, brand.LegalName, brand.PostalAddress, brand.Colour, brand.OnColour, brand.Logo ?? "", brand.Footer ?? "", .. mailboxes]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, 4));
    }

    private static string RequiredText(ConfigNode node, string name, string fix) => node.Require(name, fix)?.Text(fix).Trim() ?? "";

    private static FrozenDictionary<string, EmailAddress> ReplyToOf(ConfigNode brand, IReadOnlyCollection<string> queues)
    {
        const string fix = "Name a mailbox that a person or team reads: \"replyTo\": { \"default\": \"care@company.example\" }.";
        var node = brand.Require("replyTo", fix);
        node?.Require("default", fix);
        var mailboxes = new Dictionary<string, EmailAddress>();
        string[] known = ["default", .. queues];
        foreach (var (queue, value) in node?.Entries() ?? [])
        {
            if (!known.Contains(queue))
            {
                value.Error($"No team answers a queue '{queue}'", Spelling.Suggest(queue, known));
            }

            if (ReadPeople.AddressOf(value) is { } address)
            {
                mailboxes[queue] = address;
                RefuseUnread(value, address);
            }
        }

        return mailboxes.ToFrozenDictionary();
    }

    private static void RefuseUnread(ConfigNode node, EmailAddress address)
    {
        var letters = string.Concat(address.Normalized.TakeWhile(c => c != '@').Where(char.IsAsciiLetter));
        string[] unread = ["noreply", "donotreply", "dontreply", "nepasrepondre", "nichtantworten", "mailerdaemon", "bounce"];
        if (unread.Any(letters.Contains))
        {
            node.Error("This looks like a mailbox that nobody reads", "Name a mailbox that a person or team reads: customers are asked to answer.");
        }
    }

    private static string? LogoOf(ConfigNode node)
    {
        const string fix = "Write an address that begins with https://, or leave the logo out: then the name is shown.";
        var text = node.Text(fix);
        if (text.Length > 0 && !(Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps))
        {
            node.Error("This is no https address", fix);
        }

        return text;
    }

    private static Brand Coloured(Brand brand, ConfigNode node)
    {
        node.IsObjectOf("accent", "onAccent");
        var coloured = brand with
        {
            Colour = node.Find("accent") is { } accent ? ColourOf(accent) : brand.Colour,
            OnColour = node.Find("onAccent") is { } text ? ColourOf(text) : brand.OnColour,
        };
        var contrast = Contrast(coloured.Colour, coloured.OnColour);
        if (contrast < LeastContrast)
        {
            node.Error(
                string.Create(CultureInfo.InvariantCulture, $"Text on the accent colour has a contrast of {contrast:0.0} to 1, and {LeastContrast:0.0} is needed to read it"),
                "Take a darker accent with white text, or a lighter accent with black text.");
        }

        return coloured;
    }

    private static string ColourOf(ConfigNode node)
    {
        const string fix = "Write six hexadecimal digits after #: \"#1f4e79\".";
        var text = node.Text(fix);
        if (text.Length == 7 && text[0] == '#' && text.Skip(1).All(char.IsAsciiHexDigit))
        {
            return text;
        }

        if (text.Length > 0)
        {
            node.Error($"'{text}' is not a colour", fix);
        }

        return "#000000";
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour) =>
        (0.2126 * Channel(colour, 1)) + (0.7152 * Channel(colour, 3)) + (0.0722 * Channel(colour, 5));

    private static double Channel(string colour, int at)
    {
        var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
