using System.Globalization;
using Microsoft.Diagnostics.Tracing;

namespace SentinelPerf.Signals;

/// <summary>Reads the events of System.Diagnostics.Metrics into frames of one collection each.</summary>
internal sealed class MetricEventReader(string sessionId, SignalClock clock, ISignalSink sink, RuntimeEventFrame runtime)
{
    private readonly MetricFrame _frame = new(sink);

    /// <summary>Takes one event; those of other sessions are ignored.</summary>
    public void Handle(TraceEvent e)
    {
        switch (e.EventName)
        {
            case "MultipleSessionsNotSupportedError":
                if (Text(e, "runningSessionId") != sessionId)
                    sink.RecordMissing(EventPipeProviders.Metrics, "another tool already listens to the target's meters, and the runtime serves one listener");
                return;
            case "TimeSeriesLimitReached" or "HistogramLimitReached":
                if (Ours(e)) sink.RecordMissing(EventPipeProviders.Metrics, "the target has more time series than are watched; the rest is left out");
                return;
            case "Error" or "ObservableInstrumentCallbackError":
                if (Ours(e)) sink.RecordMissing(EventPipeProviders.Metrics, $"the target's meters report an error: {FirstLine(Text(e, "errorMessage"))}");
                return;
        }
        if (Ours(e)) Measure(e);
    }

    private void Measure(TraceEvent e)
    {
        switch (e.EventName)
        {
            case "CollectionStart" or "Collection/Start":
                _frame.Begin();
                break;
            case "CollectionStop" or "Collection/Stop":
                var interval = Time(e, "intervalEndTime") - Time(e, "intervalStartTime");
                var at = clock.At(e);
                _frame.End(at, interval);
                runtime.End(at, interval);
                break;
            case "CounterRateValuePublished":
                _frame.AddCounter(Instrument(e), Unit(e), Tags(e), Number(Text(e, "rate")), Number(Text(e, "value")));
                break;
            case "UpDownCounterRateValuePublished":
                _frame.AddLevel(Instrument(e), Unit(e), Tags(e), Number(Text(e, "value")));
                break;
            case "GaugeValuePublished":
                _frame.AddLevel(Instrument(e), Unit(e), Tags(e), Number(Text(e, "lastValue")));
                break;
            case "HistogramValuePublished":
                _frame.AddHistogram(Instrument(e), Unit(e), Tags(e), Text(e, "quantiles"), Convert.ToInt64(e.PayloadByName("count"), CultureInfo.InvariantCulture), Number(Text(e, "sum")));
                break;
        }
    }

    private bool Ours(TraceEvent e) => Text(e, "sessionId") == sessionId;

    private static string Instrument(TraceEvent e) => Text(e, "instrumentName");

    private static string Unit(TraceEvent e) => Text(e, "unit");

    private static MetricTags Tags(TraceEvent e) => MetricTags.Parse(Text(e, "tags"));

    private static DateTime Time(TraceEvent e, string field) => e.PayloadByName(field) is DateTime time ? time : default;

    private static string Text(TraceEvent e, string field) => Convert.ToString(e.PayloadByName(field), CultureInfo.InvariantCulture) ?? "";

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
