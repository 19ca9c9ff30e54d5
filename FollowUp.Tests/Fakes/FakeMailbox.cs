using FollowUps.Sending;
using NodaTime;

namespace FollowUps.Tests.Fakes;

/// <summary>
/// The email provider in memory, in its worst case: a repeated operation is a second mail. Faults are played in the order they were added, one
/// per POST.
/// </summary>
public sealed class FakeMailbox : IEmailSender
{
    private readonly Queue<Func<OutgoingEmail, (SendResult Answer, bool Taken)>> _faults = new();
    private readonly HashSet<OperationId> _known = [];
    private readonly List<Instant> _tries = [];

    public Func<Instant> Now { get; set; } = () => default;

    /// <summary>Everything the provider took, with when.</summary>
    public List<(Instant At, OutgoingEmail Mail)> Accepted { get; } = [];

    public int Posts { get; private set; }

    /// <summary>What the provider takes in any minute and hour, counting every try; null: everything.</summary>
    public QuotaLimits? Limits { get; set; }

    /// <summary>Ends the caller after the mail was taken, before it hears of it.</summary>
    public bool DiesAfterTaking { get; set; }

    /// <summary>POSTs that were answered 429.</summary>
    public int Throttled { get; private set; }

    /// <summary>What the provider answers about an operation; null: the truth.</summary>
    public Func<OperationId, OperationState?> Says { get; set; } = _ => null;

    public IEnumerable<OutgoingEmail> Mails => Accepted.Select(a => a.Mail);

    /// <summary>The next POST is answered so; <paramref name="taken"/>: the mail goes out all the same.</summary>
    public FakeMailbox Next(SendResult answer, bool taken = false, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            _faults.Enqueue(_ => (answer, taken));
        }

        return this;
    }

    /// <summary>From now on the provider says this of every operation.</summary>
    public FakeMailbox Saying(OperationState state)
    {
        Says = _ => state;
        return this;
    }

    public Task<SendResult> SendAsync(OutgoingEmail email, CancellationToken cancellationToken)
    {
        Posts++;
        if (IsOverQuota())
        {
            Throttled++;
            return Task.FromResult<SendResult>(new SendResult.Throttled(Duration.FromMinutes(1)));
        }

        var (answer, taken) = _faults.TryDequeue(out var fault) ? fault(email) : (new SendResult.Accepted(email.Operation.ToString()), true);
        if (taken)
        {
            Accepted.Add((Now(), email));
            _known.Add(email.Operation);
        }

        if (DiesAfterTaking)
        {
            throw new IOException("The process ends here.");
        }

        return Task.FromResult(answer);
    }

    private bool IsOverQuota()
    {
        var now = Now();
        _tries.RemoveAll(at => at <= now - Duration.FromHours(1));
        _tries.Add(now);
        return Limits is { } limits && (_tries.Count > limits.PerHour || _tries.Count(at => at > now - Duration.FromMinutes(1)) > limits.PerMinute);
    }

    public Task<OperationState> AskAsync(OperationId operation, CancellationToken cancellationToken) =>
        Task.FromResult(Says(operation) ?? (_known.Contains(operation) ? new OperationState.Known() : new OperationState.Unknown()));
}
