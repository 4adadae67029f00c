"""The kernel's list of TCP sockets: against sockets of this process, and every kind of garbage."""

import os
import socket
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.wire import inetdiag

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="sock_diag is Linux's")


@linux_only
@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_the_payload_of_a_connection_is_counted(family, host):
    from probes.host.processes import socket_owners, tcp_sockets

    with (
        socket.create_server((host, 0), family=family) as server,
        socket.create_connection(server.getsockname()[:2]) as client,
    ):
        connection, _ = server.accept()
        with connection:
            client.sendall(bytes(3000))
            received = 0
            while received < 3000:
                received += len(connection.recv(4096))
            owners = socket_owners()
            inodes = {name: os.fstat(sock.fileno()).st_ino for name, sock in (("c", client), ("s", connection))}
            seen = {entry.inode: entry for entry in tcp_sockets()}
            assert seen[inodes["c"]].sent in (3000, 3001)  # Linux counts the SYN too
            assert seen[inodes["s"]].received == 3000
            assert seen[inodes["c"]].remote == host
            assert owners[inodes["c"]] == os.getpid()


def test_the_query_has_the_kernels_layout():
    query = inetdiag.pack_query(socket.AF_INET)
    assert len(query) == 16 + 56
    assert query[16:18] == bytes((socket.AF_INET, socket.IPPROTO_TCP))


def test_the_end_of_the_list_and_an_error_both_end_it():
    for kind in (2, 3):
        message = (20).to_bytes(4, sys.byteorder) + kind.to_bytes(2, sys.byteorder) + bytes(14)
        assert inetdiag.parse(message) == ([], True)


@given(st.binary(max_size=400))
def test_no_bytes_make_the_parser_fail(data):
    inetdiag.parse(data)
    head = (16 + len(data)).to_bytes(4, sys.byteorder) + (20).to_bytes(2, sys.byteorder) + bytes(10)
    inetdiag.parse(head + data)
