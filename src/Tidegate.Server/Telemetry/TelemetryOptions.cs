using OpenTelemetry.Exporter;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Telemetry;

/// <summary>Where traces go.</summary>
internal sealed record TelemetryOptions
{
    /// <summary>Where OTLP is taken; null for no traces at all.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How it is spoken. Default protobuf over HTTP.</summary>
    public OtlpExportProtocol Protocol { get; init; } = OtlpExportProtocol.HttpProtobuf;

    /// <summary>Headers sent along, "name=value,name=value"; a secret.</summary>
    public string Headers { get; init; } = "";

    /// <summary>What the service calls itself. Default tidegate.</summary>
    public string ServiceName { get; init; } = "tidegate";

    /// <summary>The share of requests that are traced, where the caller does not say. Default 1, all.</summary>
    public double Share { get; init; } = 1;

    private static readonly Dictionary<string, OtlpExportProtocol> Protocols = new(StringComparer.Ordinal) { ["http"] = OtlpExportProtocol.HttpProtobuf, ["grpc"] = OtlpExportProtocol.Grpc };

    /// <summary>Reads `telemetry`.</summary>
    /// <exception cref="ConfigException">A value will not do.</exception>
    public static TelemetryOptions Read(ConfigKeys keys)
    {
        var standard = new TelemetryOptions();
        var endpoint = keys.Text("telemetry.otlp.endpoint", "");
        var protocol = keys.Word("telemetry.otlp.protocol", standard.Protocol, Protocols);
        return new TelemetryOptions
        {
            Endpoint = endpoint.Length == 0 ? null
                : Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? WithPath(uri!, protocol)
                : throw keys.Wrong("telemetry.otlp.endpoint", "an address such as http://127.0.0.1:4318"),
            Protocol = protocol,
            Headers = keys.Text("telemetry.otlp.headers", standard.Headers),
            ServiceName = keys.Text("telemetry.service_name", standard.ServiceName),
            Share = keys.Whole("telemetry.percent", 100, 1, 100) / 100.0,
        };
    }

    // As OTEL_EXPORTER_OTLP_ENDPOINT: the address of a collector, to which the path of traces is added.
    private static Uri WithPath(Uri endpoint, OtlpExportProtocol protocol) =>
        protocol == OtlpExportProtocol.HttpProtobuf && !endpoint.AbsolutePath.EndsWith("/v1/traces", StringComparison.Ordinal)
            ? new Uri(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/v1/traces")
            : endpoint;
}
