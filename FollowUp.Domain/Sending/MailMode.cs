using FollowUps.Calls;
using FollowUps.Lifecycle;

namespace FollowUps.Sending;

/// <summary>
/// Whether mail goes out, and to whom: the go-live switch and the stop switch. Decided at the send, so that a change holds for what
/// is already planned.
/// </summary>
public abstract record MailMode
{
    private MailMode()
    {
    }

    /// <summary>Plan and record what would have been sent, send nothing: a shadow week.</summary>
    public sealed record Off : MailMode
    {
        /// <summary>True when nobody chose it: what was chosen cannot be used, and so nothing goes out. Default false.</summary>
        public bool StandsIn { get; init; }
    }

    /// <summary>Everything goes to one mailbox; the subject says for whom it was, masked.</summary>
    public sealed record Redirect(EmailAddress To) : MailMode;

    /// <summary>Only listed addresses and domains.</summary>
    public sealed record AllowList(IReadOnlySet<string> Entries) : MailMode
    {
        /// <summary>True when the address or its domain is listed; spelling of case does not matter.</summary>
        public bool Allows(EmailAddress address) =>
            Entries.Contains(address.Normalized) || Entries.Contains(address.Normalized[(address.Normalized.IndexOf('@') + 1)..]);
    }

    /// <summary>To whom it is meant for.</summary>
    public sealed record Live : MailMode;

    /// <summary>Why a mail does not go out under this mode, for the timeline.</summary>
    internal string KeepsBack() => $"{SkipReason.MailMode.Word()}: {this switch
    {
        Off { StandsIn: true } => "the mail mode that was set cannot be used, so that nothing goes out",
        AllowList => "AllowList, and the address is not on the list",
        _ => "Off, which lets nothing out",
    }}; the mail is kept as it would have gone out";
}
