"""What goes wrong with a bandwidth server, in one sentence each."""

import errno
import socket
import ssl
from http.client import HTTPException, HTTPResponse, RemoteDisconnected
from urllib.parse import urlsplit

from latencylab.errors import UserError

_PORTAL = "A network that wants a login first answers like this: open a web page, log in, and try again."
_OTHER = "Name another server, or try again later."
_GONE = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL)
_NETWORK_LOGIN = 511
"""RFC 6585 section 6."""
_LONGEST_WORD = 80


class LoadError(UserError):
    """A server cannot be used, or no longer."""


def printable(text: str) -> str:
    """What a stranger said, fit to be shown: short, and without control characters."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_LONGEST_WORD])


def explain(error: Exception, place: str) -> LoadError:
    """An error of a connection as a sentence.

    Args:
        error: of the system, of TLS or of HTTP.
        place: host, and port where that is not the usual one.
    """
    match error:
        case LoadError():
            return error
        case ssl.SSLCertVerificationError():
            why = printable(error.verify_message).rstrip(".") or "not trusted"
            return LoadError(
                f"The certificate of {place} is not valid ({why}), so nothing was measured with it.",
                "Somebody may be listening in, or a network login page is in the way. Check the computer's clock too.",
            )
        case ssl.SSLEOFError() | RemoteDisconnected():
            return LoadError(f"{place} closed the connection without an answer.", _OTHER)
        case ssl.SSLError():
            return LoadError(f"{place} does not speak TLS as it should.", _OTHER)
        case socket.gaierror():
            return LoadError(f"{place} is not known to the name servers.", "Check the name and the connection.")
        case TimeoutError():
            return LoadError(f"{place} does not answer.", _OTHER)
        case ConnectionRefusedError():
            return LoadError(f"{place} refuses connections.", "Is a bandwidth server running there?")
        case OSError() if isinstance(error, _GONE):
            return LoadError(f"{place} broke the connection off.", _OTHER)
        case OSError() if error.errno in _UNREACHABLE:
            return LoadError(f"{place} cannot be reached from here.", "Check the connection.")
        case HTTPException() | ValueError():
            return LoadError(f"{place} does not speak HTTP as it should.", _OTHER)
    return LoadError(f"The connection with {place} failed ({printable(str(error))}).", _OTHER)


def check(response: HTTPResponse, place: str) -> None:
    """Whether a server agrees to be measured with.

    Raises:
        LoadError: it does not.
    """
    status = response.status
    if 300 <= status < 400:
        where = printable(urlsplit(response.getheader("Location", "")).netloc) or "another page"
        raise LoadError(f"{place} redirects to {where}, which was not followed.", _PORTAL)
    if status == _NETWORK_LOGIN:
        raise LoadError("This network wants a login before it lets anything through.", _PORTAL)
    if status == 429:
        raise LoadError(f"{place} asks for a pause between measurements.", _after(response))
    if status == 503:
        raise LoadError(f"{place} is busy.", _after(response))
    if status in (401, 403):
        raise LoadError(f"{place} refuses to be measured with from here (HTTP {status}).", _OTHER)
    if status != 200:
        raise LoadError(f"{place} answers with HTTP {status} in place of test data.", _OTHER)


def check_is_data(response: HTTPResponse, place: str) -> None:
    """The same, and whether what comes is test data and not a page for people."""
    check(response, place)
    if response.getheader("Content-Type", "").partition(";")[0].strip().lower() == "text/html":
        raise LoadError(f"{place} answers with a web page in place of test data.", _PORTAL)
    if response.getheader("Content-Encoding", "identity").strip().lower() != "identity":
        raise LoadError(f"{place} compresses its test data, which would measure the packing.", _OTHER)


def broken_off(place: str, missing: int | None) -> LoadError:
    """Fewer octets came than were promised."""
    short = f" {missing / 1e6:.3g} MB early" if missing else ""
    return LoadError(f"{place} ended its data{short}.", _OTHER)


def stalled(place: str, seconds: float) -> LoadError:
    """Nothing moves any more."""
    return LoadError(f"Nothing has moved to or from {place} for {seconds:.0f} seconds.", _OTHER)


def too_little(octets: int) -> LoadError:
    """A load ended before it could tell a rate."""
    return LoadError(
        f"The load ended after {octets / 1e6:.3g} MB, too early to tell a rate.", "Allow it more time or data."
    )


def _after(response: HTTPResponse) -> str:
    text = response.getheader("Retry-After", "")
    return f"Try again in {text} seconds." if text.isascii() and text.isdigit() and len(text) < 6 else _OTHER
