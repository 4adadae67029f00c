"""Runs a worker of the program as Windows would, with fakes for its libraries: ``as_windows.py latency|host``.

Commands come in by standard input and events go out by standard output, as for any worker. Echo requests go nowhere;
handshakes are real ones of this computer.
"""

import ctypes
import importlib
import socket
import sys
import types
from typing import Any

from tests.platforms.elsewhere import disguise, our_modules, try_all

RTT_US = 20


def libraries() -> dict[str, Any]:
    """Windows' libraries by name."""
    from probes.latency.windows_layouts import TcpInfo
    from tests.platforms.fake_windows import Card, Echo, FakeEchoes, FakeKernel, FakeRoutes

    kernel = FakeKernel()
    kernel.SetPriorityClass = kernel.SetProcessInformation = lambda *_: 1
    helper = FakeEchoes(kernel, lambda number: Echo(after_s=0.005, rtt_ms=5))
    card = Card("lo", "Loopback", 24, 1, gateways=("127.0.0.2",), dns=("127.0.0.53",))
    routes = FakeRoutes([card], {"127.0.0.1": (1, "127.0.0.2", "127.0.0.1")})
    helper.GetAdaptersAddresses, helper.GetBestRoute2 = routes.GetAdaptersAddresses, routes.GetBestRoute2
    ctypes.get_last_error = helper.last_error

    def ioctl(sock, code, given, given_size, out, *_):
        if out is not None:
            ctypes.memmove(ctypes.addressof(out._obj), bytes(TcpInfo(RttUs=RTT_US)), ctypes.sizeof(TcpInfo))
        return 0

    return {
        "iphlpapi": helper,
        "kernel32": kernel,
        "winmm": types.SimpleNamespace(timeBeginPeriod=lambda milliseconds: 0),
        "ws2_32": types.SimpleNamespace(WSAIoctl=ioctl),
    }


def tcp_pair() -> tuple[socket.socket, socket.socket]:
    """What ``socketpair`` is on Windows."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        near = socket.create_connection(server.getsockname())
        return near, server.accept()[0]


def main(worker: str) -> int:
    """Be the worker; gives its exit status."""
    try_all(our_modules())
    disguise("win32")
    ctypes.windll.kernel32.GetSystemTimePreciseAsFileTime = lambda filetime: None
    socket.socketpair = tcp_pair
    found = libraries()
    ctypes.WinDLL = lambda name, use_last_error: found[name]
    status: int = importlib.import_module(f"probes.{worker}.worker").run_worker(sys.stdin, sys.stdout)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
