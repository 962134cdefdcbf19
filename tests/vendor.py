"""
The files of others (front end, and the fonts of the papers), taken from npm without a node project and locked by
their SHA-256.

    python -m tests.vendor update     fetches WANTED anew with `npm pack` and writes the lock
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
VENDOR = STATIC / "vendor"
LOCK = VENDOR / "lock.json"
WANTED = {
    "bootstrap@5.3.9": ("vendor/bootstrap", ["dist/css/bootstrap.min.css", "LICENSE"]),
    # IndexedDB for static/js/outbox.js; the build that needs no modules.
    "idb-keyval@6.3.0": ("vendor/idb-keyval", ["dist/umd.js", "LICENCE"]),
    # Liberation Sans: the measures of Arial, free to embed, 668 characters. Papers never use the system's fonts.
    "pdfjs-dist@5.6.205": (
        "pdf/fonts",
        [
            "standard_fonts/LiberationSans-Regular.ttf",
            "standard_fonts/LiberationSans-Bold.ttf",
            "standard_fonts/LiberationSans-Italic.ttf",
            "standard_fonts/LICENSE_LIBERATION",
        ],
    ),
}
# collectstatic with hashed names looks for the map that this comment names, and stops without it.
SOURCE_MAP = re.compile(rb"\s*/[/*]# sourceMappingURL=\S+( \*/)?\s*$")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(package: str, members: list[str], *, to: Path) -> None:
    """Unpack the named members of an npm package, for example "bootstrap@5.3.9", into the folder `to`."""
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(["npm", "pack", package], cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(Path(folder) / packed.stdout.strip()) as archive:
            for member in members:
                content = archive.extractfile(f"package/{member}").read()
                (to / Path(member).name).write_bytes(SOURCE_MAP.sub(b"\n", content))


def update() -> None:
    for package, (folder, members) in WANTED.items():
        fetch(package, members, to=STATIC / folder)
    LOCK.write_text(json.dumps(locked_files(), indent=2) + "\n")


def locked_files() -> dict[str, str]:
    """Return the SHA-256 of every vendored file as it lies on the disk now, by its path below static."""
    folders = {VENDOR, *(STATIC / folder for folder, _ in WANTED.values())}
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file() and path != LOCK}
    return {path.relative_to(STATIC).as_posix(): sha256(path) for path in sorted(files)}


if __name__ == "__main__":
    if sys.argv[1:] != ["update"]:
        sys.exit(__doc__)
    update()
