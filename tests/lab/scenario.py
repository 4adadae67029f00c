"""How a home is written down: a TOML file in ``tests/lab/homes``. What is left out is healthy.

::

    title = "Neighbour's Wi-Fi on the same channel"        # one line
    about = "..."                                          # what is wrong here, and where
    seed = 1                                               # of all chance on the wires
    ipv6 = false                                           # give everything IPv6 as well

    [device]                     # where commands run
    interface = "wlan0"          # eth0; the link type is Ethernet whatever the name
    link_mbps = 100              # speed that it claims; 1000, or unknown for wlan*
    full_duplex = true
    privileged = true            # false: commands get no capabilities (no raw sockets)
    nameserver = "192.168.1.1"   # for /etc/resolv.conf; every node's name is in /etc/hosts anyway
    vpn = "exit"                 # default route through a tunnel tun0 that ends at this server

    [home]
    hops = ["router"]            # from the device outward: ["mesh", "router"], ["router", "modem"], ...
    [isp]
    hops = 1                     # nodes isp1, isp2, ...
    cgnat = false                # 100.64.0.0/10 on the access line, and NAT in isp1

    [node.router]                # any node by name: device, a home hop, isp1, a server, a neighbour
    nat = true                   # default: only the last home hop; without nft everything is plain routing
    silent = false               # true: does not answer ping
    hide_ttl = false             # true: sends no TTL exceeded
    own_delay_ms = 0             # its own ICMP answers are late, what it forwards is not
    ping_group = "open"          # "nobody": refuses unprivileged ICMP sockets, as Debian 12 does
    sysctl = { "net.ipv4.icmp_ratelimit" = 1000 }

    [server.frankfurt]           # as many as you like; without any there is one called frankfurt
    rtt_ms = 10                  # of its own wire alone, behind the last ISP hop
    behind = "isp1"              # another hop
    only = "ipv6"                # the name has an address of this family only
    [server.exit]

    [neighbour.tv]               # another device at home, with a wire of its own to the last home hop

    [wire.access]                # any wire by name, both directions
    mtu = 1492                   # of the interfaces at its ends
    [wire.access.down]           # one direction: "down" is toward the device, "up" away from it
    rate_mbit = 60
    queue_ms = 400               # all settings: tests.lab.impairment.Impairment
    jitter = "exponential 5 ms"
    stalls = { every_s = 3, for_ms = 80 }

    [[service]]                  # started with the home, in its node
    node = "frankfurt"
    command = "{latencylab} --serve"        # {latencylab}, {python}, and {NAME} for a node's address
    listens = "udp:18862"        # wait for this port; also "tcp:..."
    name = "reflector"

    [[traffic]]                  # TCP load between two nodes, started with the home
    from = "tv"
    to = "frankfurt"
    kind = "download"            # or "upload", as seen from "from"
    flows = 1
    rate_mbit = 20               # of all flows together; without it as much as goes
    name = "film"

    [[timeline]]                 # changes at instants after Lab.start_timeline() (by hand: the command's start)
    at_s = 3
    wire = "home"
    plugged = false              # cable out; or settings: down = { loss_pct = 5 }
    [[timeline]]
    at_s = 5
    node = "device"              # or a node's interface, taken down and up again by its user
    interface = "eth0"
    enabled = false

    [files]                      # for the program under test; paths relative to this file
    wifi = "scans/crowded.txt"
    [expect]                     # carried through to whoever judges: scenario.expect
    first = "use-ethernet"
    [remedy.enable-qos.wire.access.down]     # for Lab.apply("enable-qos")
    discipline = "sqm"

The wires: ``home`` (device to the first home hop), ``access`` (last home hop to isp1), and otherwise named after the
node at their near end (``mesh``, ``isp1``, a neighbour) or, behind the ISP, after the server.
"""

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from tests.lab.fields import FieldError, build
from tests.lab.impairment import Impairment, SettingError

HOMES = Path(__file__).parent / "homes"


class ScenarioError(ValueError):
    """A scenario that cannot be used; the text says where it is wrong."""


@dataclass(frozen=True, slots=True)
class Device:
    """The computer on which commands run."""

    interface: str = "eth0"
    link_mbps: int | None = None
    full_duplex: bool = True
    privileged: bool = True
    nameserver: str = "192.168.1.1"
    vpn: str | None = None


@dataclass(frozen=True, slots=True)
class HomeNet:
    """The hops at home."""

    hops: tuple[str, ...] = ("router",)


@dataclass(frozen=True, slots=True)
class Isp:
    """The provider's hops."""

    hops: int = 1
    cgnat: bool = False


@dataclass(frozen=True, slots=True)
class NodeOptions:
    """How one node behaves."""

    nat: bool | None = None
    silent: bool = False
    hide_ttl: bool = False
    own_delay_ms: float = 0.0
    ping_group: Literal["open", "nobody"] = "open"
    sysctl: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Server:
    """A server and how far it is."""

    rtt_ms: float = 10.0
    behind: str | None = None
    only: Literal["ipv4", "ipv6"] | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another device at home."""


@dataclass(frozen=True, slots=True)
class Service:
    """A program that runs in a node as long as the home stands."""

    node: str
    command: str
    listens: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Traffic:
    """TCP load; ``source`` is the file's ``from``, ``target`` its ``to``."""

    source: str
    target: str
    kind: Literal["download", "upload"] = "download"
    flows: int = 1
    rate_mbit: float | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A change at an instant."""

    at_s: float
    wire: str | None = None
    plugged: bool | None = None
    up: Mapping[str, Any] = field(default_factory=dict)
    down: Mapping[str, Any] = field(default_factory=dict)
    node: str | None = None
    interface: str | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True)
class WireSettings:
    """Changes to a wire's default, by direction."""

    up: Mapping[str, Any] = field(default_factory=dict)
    down: Mapping[str, Any] = field(default_factory=dict)
    mtu: int = 1500


@dataclass(frozen=True, slots=True)
class Scenario:
    """A home, read and checked."""

    name: str = "unnamed"
    title: str = ""
    about: str = ""
    seed: int = 1
    ipv6: bool = False
    device: Device = Device()
    home: HomeNet = HomeNet()
    isp: Isp = Isp()
    node: Mapping[str, NodeOptions] = field(default_factory=dict)
    server: Mapping[str, Server] = field(default_factory=lambda: {"frankfurt": Server()})
    neighbour: Mapping[str, Neighbour] = field(default_factory=dict)
    wire: Mapping[str, WireSettings] = field(default_factory=dict)
    service: tuple[Service, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    timeline: tuple[Event, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    remedy: Mapping[str, Mapping[str, WireSettings]] = field(default_factory=dict)

    @classmethod
    def from_file(cls, name: str | Path) -> Self:
        """Read a scenario by its name in ``homes/`` or by path; raises ScenarioError."""
        path = find(name)
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls.from_mapping(data, path.stem, path.parent)
        except (tomllib.TOMLDecodeError, FieldError) as error:
            raise ScenarioError(f"{path}: {error}") from error

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a scenario from TOML text, as tests do; raises ScenarioError."""
        try:
            return cls.from_mapping(tomllib.loads(text), "unnamed", Path.cwd())
        except (tomllib.TOMLDecodeError, FieldError) as error:
            raise ScenarioError(str(error)) from error

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any], name: str, folder: Path) -> Self:
        """Build from what TOML gives; ``folder`` is what paths in ``[files]`` are relative to."""
        values: dict[str, Any] = {"name": name}
        for key, value in data.items():
            values[key] = _READERS[key](value, key) if key in _READERS else value
        if "files" in values:
            files = _table(values["files"], "files")
            values["files"] = {key: (folder / path).resolve() for key, path in files.items()}
        return build(cls, values, "the file")


def find(name: str | Path) -> Path:
    """The file of a scenario given by name or path; raises ScenarioError when there is none."""
    for path in (HOMES / f"{name}.toml", Path(name)):
        if path.is_file():
            return path
    known = sorted(path.stem for path in HOMES.glob("*.toml"))
    near = difflib.get_close_matches(str(name), known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
    raise ScenarioError(f"no home called {str(name)!r}; {hint}")


def _one(kind: type[Any]) -> Callable[[object, str], Any]:
    return lambda value, key: build(kind, _table(value, key), f"[{key}]")


def _named(kind: type[Any]) -> Callable[[object, str], Any]:
    return lambda value, key: {
        name: build(kind, _table(table, f"{key}.{name}"), f"[{key}.{name}]")
        for name, table in _table(value, key).items()
    }


def _many(kind: type[Any]) -> Callable[[object, str], Any]:
    def read(value: object, key: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise FieldError(f"{key} must be a list of tables, [[{key}]]")
        return tuple(build(kind, _renamed(_table(each, key)), f"[[{key}]]") for each in value)

    return read


def _timeline(value: object, key: str) -> tuple[Event, ...]:
    events: tuple[Event, ...] = _many(Event)(value, key)
    for event in events:
        for settings in (event.up, event.down):
            _check(settings, f"[[{key}]]")
    return events


def _wires(value: object, key: str) -> dict[str, WireSettings]:
    return {
        name: _wire(_table(table, f"{key}.{name}"), f"[{key}.{name}]") for name, table in _table(value, key).items()
    }


def _remedies(value: object, key: str) -> dict[str, dict[str, WireSettings]]:
    tables = _table(value, key).items()
    return {name: _wires(_table(table, key).get("wire", {}), f"{key}.{name}.wire") for name, table in tables}


def _wire(table: Mapping[str, Any], where: str) -> WireSettings:
    """Settings at the wire's own level count for both directions; those of a direction come on top."""
    common = {key: value for key, value in table.items() if key not in ("up", "down", "mtu")}
    directions = {name: {**common, **_table(table.get(name, {}), name)} for name in ("up", "down")}
    for settings in directions.values():
        _check(settings, where)
    return build(WireSettings, {**directions, **({"mtu": table["mtu"]} if "mtu" in table else {})}, where)


def _check(settings: Mapping[str, Any], where: str) -> None:
    try:
        Impairment.from_mapping(settings)
    except SettingError as error:
        raise FieldError(f"{where}: {error}") from error


def _table(value: object, key: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise FieldError(f"{key} must be a table, [{key}]")
    return value


def _renamed(table: Mapping[str, Any]) -> dict[str, Any]:
    """``from`` and ``to`` under names that Python permits."""
    return {{"from": "source", "to": "target"}.get(key, key): value for key, value in table.items()}


_READERS: Mapping[str, Callable[[object, str], Any]] = {
    "device": _one(Device),
    "home": _one(HomeNet),
    "isp": _one(Isp),
    "node": _named(NodeOptions),
    "server": _named(Server),
    "neighbour": _named(Neighbour),
    "service": _many(Service),
    "traffic": _many(Traffic),
    "timeline": _timeline,
    "wire": _wires,
    "remedy": _remedies,
}
