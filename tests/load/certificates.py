"""Certificates of an authority that only the tests trust."""

import ssl
from pathlib import Path
from typing import NamedTuple

import trustme


class Trust(NamedTuple):
    """A server's side and a client's side."""

    server: ssl.SSLContext
    client: ssl.SSLContext
    bundle: Path
    """The authority's certificate, for ``SSL_CERT_FILE`` of other processes."""


def trust(folder: Path, *names: str) -> Trust:
    """A certificate for ``names``, and who trusts it."""
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(*names).configure_cert(server)
    authority.configure_trust(client)
    bundle = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    return Trust(server, client, bundle)
