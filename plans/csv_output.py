"""CSV that a command writes: whole, or not at all."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from plans.csv_input import InputRefused


def write_rows(file: Path, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """
    Write a CSV in UTF-8; what stood there before stays until the last row is written.

    :raises InputRefused: if it cannot be written.
    """
    try:
        with NamedTemporaryFile("w", dir=file.parent, encoding="utf-8", newline="", delete=False) as copy:
            writer = csv.writer(copy)
            writer.writerow(columns)
            writer.writerows(rows)
        os.chmod(copy.name, 0o644)  # a temporary file is its writer's alone
        os.replace(copy.name, file)
    except OSError as exc:
        raise InputRefused(file, f"berkas tidak dapat ditulis ({exc.strerror}).") from exc
