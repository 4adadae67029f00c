"""The latest report as Prometheus metrics: over HTTP (text or OpenMetrics), or as a file for node_exporter.

Base units as Prometheus has it: seconds, ratios, bits per second. What was not measured has no sample: never a 0.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, start_http_server, write_to_textfile
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from latencylab.errors import OutputError, UserError
from latencylab.report.words import dig

_MS_PER_S = 1000.0
_BPS_PER_MBPS = 1e6
_RTT = ("min", "median", "mean", "p95", "p99", "max")
_JITTER = ("pdv_p95", "ipdv_mean", "rfc3550")


class ReportCollector(Collector):
    """Gives the metrics of the report that it was given last."""

    def __init__(self) -> None:
        self._report: dict[str, Any] | None = None
        self._sessions = 0

    def update(self, report: dict[str, Any], *, complete: bool = True) -> None:
        """From now on this report is told; ``complete`` when its session has ended."""
        self._report = report
        self._sessions += complete

    def collect(self) -> Iterator[Metric]:
        """All metrics; only those whose value was measured."""
        yield CounterMetricFamily("latencylab_sessions", "Measurements since the program began.", self._sessions)
        if self._report is None:
            return
        yield from _of_targets(self._report)
        yield from _of_segments(self._report)
        yield from _of_load(self._report)
        yield from _of_verdict(self._report)


def _of_targets(report: dict[str, Any]) -> Iterator[Metric]:
    labels = ["target", "role", "transport"]
    rtt = GaugeMetricFamily("latencylab_rtt_seconds", "Round-trip time (RFC 2681).", labels=[*labels, "statistic"])
    jitter = GaugeMetricFamily("latencylab_jitter_seconds", "Delay variation.", labels=[*labels, "definition"])
    loss = GaugeMetricFamily("latencylab_loss_ratio", "Probes without a reply (RFC 7680).", labels=labels)
    sent = GaugeMetricFamily("latencylab_probes", "Probes sent in the session.", labels=labels)
    for target in report.get("targets") or []:
        names = [str(target.get(name, "")) for name in ("id", "role", "transport")]
        for statistic in _RTT:
            _add(rtt, [*names, statistic], dig(target, "rtt_ms", statistic), 1 / _MS_PER_S)
        for definition in _JITTER:
            _add(jitter, [*names, definition], dig(target, "jitter_ms", definition), 1 / _MS_PER_S)
        _add(loss, names, target.get("loss_pct"), 1 / 100)
        _add(sent, names, target.get("sent"))
    yield from (rtt, jitter, loss, sent)


def _of_segments(report: dict[str, Any]) -> Iterator[Metric]:
    added = GaugeMetricFamily("latencylab_segment_rtt_seconds", "What a part of the way adds.", labels=["segment"])
    for segment in report.get("segments") or []:
        _add(added, [str(segment.get("name"))], dig(segment, "rtt_ms", "median"), 1 / _MS_PER_S)
    yield added
    signal = GaugeMetricFamily("latencylab_wifi_signal_dbm", "Signal of the Wi-Fi in use.")
    _add(signal, [], dig(report, "wifi", "link", "rssi_dbm"))
    yield signal


def _of_load(report: dict[str, Any]) -> Iterator[Metric]:
    rate = GaugeMetricFamily("latencylab_bandwidth_bits_per_second", "Rate of the line.", labels=["direction"])
    added = GaugeMetricFamily("latencylab_loaded_added_seconds", "What load adds to the RTT.", labels=["direction"])
    for direction in ("download", "upload"):
        _add(rate, [direction], dig(report, "bandwidth", f"{direction}_mbps"), _BPS_PER_MBPS)
        _add(added, [direction], dig(report, "loaded", direction, "added_ms"), 1 / _MS_PER_S)
    yield from (rate, added)


def _of_verdict(report: dict[str, Any]) -> Iterator[Metric]:
    score = GaugeMetricFamily("latencylab_score", "Fitness for cloud gaming, 0 to 100.")
    _add(score, [], dig(report, "verdict", "score"))
    advice = GaugeMetricFamily("latencylab_recommendation", "1 for what is advised.", labels=["id", "severity"])
    for entry in report.get("recommendations") or []:
        _add(advice, [str(entry.get("id")), str(entry.get("severity"))], 1)
    started = GaugeMetricFamily("latencylab_session_start_timestamp_seconds", "When the session began.")
    with suppress(ValueError):
        _add(started, [], datetime.fromisoformat(str(report.get("started"))).timestamp())
    yield from (score, advice, started)


def _add(metric: GaugeMetricFamily, labels: list[str], value: Any, factor: float = 1.0) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        metric.add_metric(labels, value * factor)


class Exporter:
    """Tells the latest report to Prometheus.

    Args:
        listen: ``[HOST:]PORT`` to answer scrapes on; without a host only for this computer.
        textfile: path of a ``.prom`` file in node_exporter's folder.

    Raises:
        UserError: the address cannot be used.
    """

    def __init__(self, listen: str | None, textfile: Path | None) -> None:
        self.collector = ReportCollector()
        self._registry = CollectorRegistry()
        self._registry.register(self.collector)
        self._textfile = textfile
        self._server: Any = None
        self._thread: Any = None
        if listen is not None:
            self._server, self._thread = _serve(listen, self._registry)

    def update(self, report: dict[str, Any], *, complete: bool = True) -> None:
        """Tell this report from now on.

        Raises:
            OutputError: the file cannot be written.
        """
        self.collector.update(report, complete=complete)
        if self._textfile is not None:
            try:
                write_to_textfile(str(self._textfile), self._registry)
            except OSError as error:
                raise OutputError.writing(self._textfile, error) from error

    @property
    def port(self) -> int | None:
        """Where scrapes are answered."""
        return None if self._server is None else int(self._server.server_port)

    def close(self) -> None:
        """Answer no more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()


def _serve(listen: str, registry: CollectorRegistry) -> tuple[Any, Any]:
    host, _, port = listen.rpartition(":")
    try:
        return start_http_server(int(port), host.strip("[]") or "127.0.0.1", registry)
    except (OSError, ValueError, OverflowError) as error:
        raise UserError(f"Cannot answer Prometheus on {listen} ({error}).", "Give another [HOST:]PORT.") from error
