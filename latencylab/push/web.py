"""A web server as destination: one POST a report, as JSON.

The request carries ``Idempotency-Key: SESSION`` (draft-ietf-httpapi-idempotency-key-header), by which the server takes
a repeated report once. 2xx and 409 (it has it already) mean that it arrived. A 4xx that is about this report means that
it is not wanted. Anything else, such as a wrong password or path, means that it is to be tried again; redirects are not
followed, since the page that they lead to would answer 200 and take nothing.
"""

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from latencylab import __version__
from latencylab.errors import UserError
from latencylab.push.destination import RejectedError, UnreachableError

_TIMEOUT_S = 15
_HAS_IT = 409
_LATER = (401, 404, 405, 407, 408, 425, 429)
"""The password, the path, the method, the proxy or the moment is wrong, not the report."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)


class WebDestination:
    """A web server.

    Args:
        url: where reports are posted to; a user and password in it are sent as basic authentication.

    Raises:
        UserError: the URL names no host.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if not parts.hostname:
            raise UserError("Cannot push there: the URL names no host.", "Give one like https://host/path.")
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
        self.name = parts._replace(netloc=host).geturl()
        self._headers = {"Content-Type": "application/json", "User-Agent": f"LatencyLab/{__version__}"}
        if parts.username is not None:
            from base64 import b64encode

            login = b64encode(f"{parts.username}:{parts.password or ''}".encode()).decode()
            self._headers["Authorization"] = f"Basic {login}"

    def send(self, report: dict[str, Any]) -> None:
        """Post one report (see :meth:`Destination.send <latencylab.push.destination.Destination.send>`)."""
        body = json.dumps(report, ensure_ascii=False).encode()
        headers = {**self._headers, "Idempotency-Key": str(report["id"])}
        request = urllib.request.Request(self.name, body, headers, method="POST")  # noqa: S310 - http or https
        try:
            with _OPENER.open(request, timeout=_TIMEOUT_S):
                return
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == _HAS_IT:
                return
            if 400 <= error.code < 500 and error.code not in _LATER:
                raise RejectedError(f"{error.code} {error.reason}") from error
            raise UnreachableError(f"{error.code} {error.reason}") from error
        except (OSError, HTTPException) as error:
            raise UnreachableError(str(getattr(error, "reason", error))) from error

    def close(self) -> None:
        """Nothing is kept open."""
