"""A conversation with an agent or a wire: a request, an answer, one at a time; JSON, and file descriptors."""

import json
import os
import socket
import threading
from typing import Any

_TIMEOUT_S = 20


class LabError(RuntimeError):
    """The emulated home could not do what was asked."""


class Channel:
    """The supervisor's end; :attr:`far` goes to the process that answers."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._near, self.far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._near.settimeout(_TIMEOUT_S)
        self._lock = threading.Lock()

    def greeting(self, fds: int = 0) -> list[int]:
        """Wait until the other side is ready; gives the ``fds`` file descriptors that it sends along.

        Raises:
            LabError: it ended, or did not answer in time.
        """
        return self._receive(fds)[1]

    def ask(self, fds: int = 0, **request: Any) -> tuple[dict[str, Any], list[int]]:
        """Send a request and wait for its answer.

        Raises:
            LabError: the request was refused, with the reason, or nobody is there any more.
        """
        with self._lock:
            self.tell(**request)
            return self._receive(fds)

    def tell(self, **request: Any) -> None:
        """Send a request whose answer :meth:`heed` fetches later, so that several processes work at once."""
        try:
            self._near.send(json.dumps(request).encode())
        except OSError as error:
            raise LabError(f"{self._name} has ended ({error.strerror})") from error

    def heed(self) -> None:
        """Wait for the answer to the oldest :meth:`tell`; raises LabError as :meth:`ask` does."""
        self._receive(0)

    def close(self) -> None:
        """Close both ends."""
        self._near.close()
        self.far.close()

    def _receive(self, expected: int) -> tuple[dict[str, Any], list[int]]:
        try:
            data, fds, _, _ = socket.recv_fds(self._near, 1 << 20, max(expected, 1))
        except OSError as error:
            raise LabError(f"{self._name} does not answer ({error})") from error
        if not data:
            raise LabError(f"{self._name} has ended")
        answer: dict[str, Any] = json.loads(data)
        if "error" in answer:
            raise LabError(f"{self._name}: {answer['error']}")
        if len(fds) != expected:
            for fd in fds:
                os.close(fd)
            raise LabError(f"{self._name} sent {len(fds)} file descriptors, not {expected}")
        return answer, fds
