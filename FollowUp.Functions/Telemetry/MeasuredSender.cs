using System.Diagnostics;
using FollowUps.Sending;

namespace FollowUps.Telemetry;

/// <summary>The email sender, with a span for each post: in the trace of the event that asked for the mail, linked to the batch in which it goes out.</summary>
internal sealed class MeasuredSender(IEmailSender sender, FollowUpMeter meter) : IEmailSender
{
    /// <inheritdoc/>
    public Task<SendResult> SendAsync(OutgoingEmail email, CancellationToken cancellationToken) =>
        Spans.RunAsync("post mail", ActivityKind.Client, email.Trace, Spans.CurrentParent, async span =>
        {
            var result = await sender.SendAsync(email, cancellationToken);
            span?.SetTag("followup.kind", email.Kind).SetTag("followup.operation", email.Operation.ToString()).SetTag("followup.result", result.GetType().Name);
            if (result is not SendResult.Accepted)
            {
                span?.SetStatus(ActivityStatusCode.Error, result.GetType().Name);
            }

            if (result is SendResult.Throttled)
            {
                meter.Throttled();
            }

            return result;
        });

    /// <inheritdoc/>
    public Task<OperationState> AskAsync(OperationId operation, CancellationToken cancellationToken) =>
        Spans.RunAsync("ask about mail", ActivityKind.Client, null, Spans.CurrentParent, async span =>
        {
            var state = await sender.AskAsync(operation, cancellationToken);
            span?.SetTag("followup.operation", operation.ToString()).SetTag("followup.result", state.GetType().Name);
            return state;
        });
}
