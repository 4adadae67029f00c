"""Emulated homes: a device, a home router, an Internet provider and servers, made of Linux network namespaces.

The namespaces are joined by user-space wires that delay, lose, queue and reorder real packets, and write down what they
did to each. Nothing leaves the computer, nothing is left behind, and no privilege is needed where the system lets users
make namespaces.

    with Lab.from_file("bufferbloat") as lab:
        lab.run("device", ["ping", "-c", "3", lab.address("frankfurt")])
        lab.wire("access").set("up", loss_pct=1)
        print(lab.wire("access").log()[-1])

By hand: ``python -m tests.lab bufferbloat -- ping -c 3 frankfurt``. How a home is written down:
:mod:`tests.lab.scenario`; what a wire can do: :class:`tests.lab.impairment.Impairment`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.lab.home import Lab, LabError
    from tests.lab.scenario import Scenario, ScenarioError
    from tests.lab.support import available

__all__ = ["Lab", "LabError", "Scenario", "ScenarioError", "available"]

_PLACES = {
    "Lab": "home",
    "LabError": "home",
    "Scenario": "scenario",
    "ScenarioError": "scenario",
    "available": "support",
}


def __getattr__(name: str) -> Any:
    """Import on first use: the processes inside a home start as modules of this package and need little of it."""
    import importlib

    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"tests.lab.{_PLACES[name]}"), name)
