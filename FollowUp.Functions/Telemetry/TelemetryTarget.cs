namespace FollowUps.Telemetry;

/// <summary>Where traces and metrics go.</summary>
public abstract record TelemetryTarget
{
    private TelemetryTarget()
    {
    }

    /// <summary>Nowhere: nothing is collected.</summary>
    public sealed record Nowhere : TelemetryTarget;

    /// <summary>To the output of the process, beside the log.</summary>
    public sealed record Output : TelemetryTarget;

    /// <summary>To an OpenTelemetry collector; the standard variables <c>OTEL_EXPORTER_OTLP_…</c> say where and how.</summary>
    public sealed record Collector : TelemetryTarget;

    /// <summary>To Application Insights.</summary>
    /// <param name="ConnectionString">Of the resource; no secret.</param>
    /// <param name="ByIdentity">True: by the app's identity; false: by the key in the connection string.</param>
    /// <param name="ClientId">The user-assigned identity; null: the system-assigned one.</param>
    public sealed record Monitor(string ConnectionString, bool ByIdentity, string? ClientId) : TelemetryTarget;
}
