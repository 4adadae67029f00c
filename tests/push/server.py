"""A PostgreSQL server of the test's own: Debian's program, a folder that goes again, reached by a socket file."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

SETTINGS = {"listen_addresses": "", "fsync": "off", "shared_buffers": "16MB", "max_connections": "8"}


def programs() -> Path | None:
    """The folder of initdb and postgres; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    which = shutil.which("initdb")
    return Path(which).resolve().parent if which else None


class Postgres:
    """Starts, kills and restarts it. PostgreSQL refuses to run as root, so root becomes another user for it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="llpg", dir="/tmp"))
        self.url = f"postgresql://owner@/postgres?host={self.folder}"
        self._bin = programs()
        self._process = None
        self._user = {}
        if os.geteuid() == 0:
            entry = next(entry for entry in pwd.getpwall() if entry.pw_name in ("postgres", "nobody"))
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
            self._user = {"user": entry.pw_uid, "group": entry.pw_gid}
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "owner", "-A", "trust", "-E", "UTF8", "-N")

    def start(self) -> None:
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._bin / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, start_new_session=True, **self._user
            )
        ready = self._bin / "pg_isready"
        while subprocess.run([ready, "-q", "-h", self.folder], check=False).returncode:
            assert self._process.poll() is None, (self.folder / "log").read_text()

    def kill(self) -> None:
        """As if the power failed: the server and all that serve its connections."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def remove(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder)

    def _run(self, program, *arguments) -> None:
        command = [str(self._bin / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._user)
