using Azure.Monitor.OpenTelemetry.Exporter;
using FollowUps.Storage;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FollowUps.Telemetry;

/// <summary>Sends traces and metrics to where the settings say, in the background; ends with the process.</summary>
internal sealed class Exporters : IDisposable
{
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    /// <summary>Starts collecting, unless it goes nowhere.</summary>
    public Exporters(TelemetryTarget target)
    {
        if (target is TelemetryTarget.Nowhere)
        {
            return;
        }

        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before this name.
        var name = Environment.GetEnvironmentVariable("WEBSITE_SITE_NAME") ?? "followup";
        var resource = ResourceBuilder.CreateEmpty().AddService(name, autoGenerateServiceInstanceId: true).AddTelemetrySdk().AddEnvironmentVariableDetector();
        var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Spans.Source).SetSampler(new AlwaysOnSampler());
        var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Spans.Source);
        switch (target)
        {
            case TelemetryTarget.Output:
                traces.AddConsoleExporter();
                metrics.AddConsoleExporter();
                break;
            case TelemetryTarget.Collector:
                traces.AddOtlpExporter();
                metrics.AddOtlpExporter();
                break;
            case TelemetryTarget.Monitor monitor:
                traces.AddAzureMonitorTraceExporter(options => To(options, monitor));
                metrics.AddAzureMonitorMetricExporter(options => To(options, monitor));
                break;
        }

        (_traces, _metrics) = (traces.Build(), metrics.Build());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static void To(AzureMonitorExporterOptions options, TelemetryTarget.Monitor monitor)
    {
        options.ConnectionString = monitor.ConnectionString;
        options.Credential = monitor.ByIdentity ? StorageClients.CredentialOf(monitor.ClientId) : null;

        // A follow-up is a handful of spans, and its trace is worth something only when it is whole.
        options.SamplingRatio = 1;
        options.TracesPerSecond = null;
    }
}
