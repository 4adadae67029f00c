"""Ookla's servers, found by speedtest-cli: its configuration, list and choice of the best server are used as they are.

The load itself is ours. speedtest-cli's own has no warm-up left out, opens a connection for each file, and reads 4 % to
22 % too little on the lines it was tried on. What it asks of a server is kept: ``randomWxW.jpg`` beside the server's
``upload.php``, and POSTs to that.

Its configuration has been answered with HTTP 403 since 2022 unless asked for by TLS (``secure=True``), and the package
is no longer maintained, so whatever it raises becomes one sentence.
"""

import posixpath
import random
import sys
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError

from probes.load.http import MIB, HttpPlan, Site
from probes.load.server import GB, Decency, Server
from probes.load.trouble import LoadError, explain, printable

_CONFIGURATION: Final = "www.speedtest.net"
_DECENCY: Final = Decency(2 * GB, 6, 4)
_IMAGE: Final = "random4000x4000.jpg"
"""The largest there is, 31 MB."""
_BODY = 8 * MIB
_PATIENCE_S = 10
_ABSENT_MS = 60_000
"""speedtest-cli gives servers that do not answer a latency of an hour."""
_OTHER = "Use another backend, such as librespeed."


def find(url: str = "") -> Server:
    """The server that speedtest-cli holds for the best, or the one at ``url``.

    Raises:
        LoadError: it finds none, or that refuses. Whatever the network raises.
    """
    best = {"url": url} if url else _best()
    site, path = Site.of(str(best["url"]))
    folder = posixpath.dirname(path)
    plan = HttpPlan(
        site,
        lambda: f"{folder}/{_IMAGE}?x={random.random()}",
        lambda: f"{path}?x={random.random()}",
        _BODY,
    )
    congestion = plan.taste()
    label = printable(", ".join(str(best[name]) for name in ("sponsor", "name", "country") if best.get(name)))
    return Server("ookla", site.place, plan.flow, _DECENCY, site.secure, label, congestion)


def _best() -> dict[str, Any]:
    """Ask speedtest-cli; raises LoadError."""
    try:
        import speedtest
    except ImportError as error:
        raise LoadError("speedtest-cli is not installed.", "pip install speedtest-cli") from error
    try:
        asked = speedtest.Speedtest(secure=True, timeout=_PATIENCE_S)
        asked.get_servers()
        best: dict[str, Any] = asked.get_best_server()
    except (speedtest.SpeedtestException, OSError, HTTPException) as error:
        raise _explained(error) from error
    except Exception as error:
        raise LoadError(f"speedtest-cli failed ({type(error).__name__}).", _OTHER) from error
    finally:
        sys.stdout.flush()
    if best["latency"] >= _ABSENT_MS:
        raise LoadError("None of Ookla's servers nearby answers.", _OTHER)
    return best


def _explained(error: Exception) -> LoadError:
    """What is behind an error of speedtest-cli, which wraps that of the network."""
    inner: Any = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    if isinstance(inner, HTTPError):
        return LoadError(f"Ookla's service refuses speedtest-cli (HTTP {inner.code}).", _OTHER)
    if isinstance(inner, URLError) and isinstance(inner.reason, Exception):
        inner = inner.reason
    if isinstance(inner, OSError | HTTPException):
        return explain(inner, _CONFIGURATION)
    what = printable(str(error)) or type(error).__name__
    return LoadError(f"speedtest-cli could not use Ookla's service ({what}).", _OTHER)
