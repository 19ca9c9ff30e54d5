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

    public Func<Instant> Now { get; set; } = () => default;

    /// <summary>Everything the provider took, with when.</summary>
    public List<(Instant At, OutgoingEmail Mail)> Accepted { get; } = [];

    public int Posts { get; private set; }

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
        var (answer, taken) = _faults.TryDequeue(out var fault) ? fault(email) : (new SendResult.Accepted(email.Operation.ToString()), true);
        if (taken)
        {
            Accepted.Add((Now(), email));
            _known.Add(email.Operation);
        }

        return Task.FromResult(answer);
    }

    public Task<OperationState> AskAsync(OperationId operation, CancellationToken cancellationToken) =>
        Task.FromResult(Says(operation) ?? (_known.Contains(operation) ? new OperationState.Known() : new OperationState.Unknown()));
}
