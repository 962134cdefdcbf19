"""
Calls that read what strangers made, in a process of their own with limits on time and memory.

    drawn = confined("forum.drawing:draw_alone", html, seconds=60, megabytes=600)

The function is named, not passed: the process begins empty, without Django and without the database. Its
arguments and its answer are plain JSON; files go by path.
"""

import gc
import importlib
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR")  # of the environment: no keys, no database


class Confined(Exception):
    """The call ended without an answer: it crashed, or reached a limit."""


def confined(function: str, *arguments, seconds: int, megabytes: int, written: int = 0):
    """
    Return what "module:function" answers to these arguments.

    It may write no file larger than `written` megabytes.

    :raises Confined: if it fails, takes longer than `seconds` or wants more than `megabytes`.
    """
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "forum.confined", function, str(seconds), str(megabytes), str(written)],
            input=json.dumps(arguments).encode(),
            capture_output=True,
            cwd=ROOT,
            env=environment,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise Confined(f"{function}: longer than {seconds} s") from None
    if done.returncode:
        last_line = done.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise Confined(f"{function}: {done.returncode} {last_line[:200]}")
    return json.loads(done.stdout)


def main(function: str, seconds: str, megabytes: str, written: str) -> None:
    memory, largest_file = int(megabytes) << 20, int(written) << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))  # its answer goes through a pipe
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints must not be taken for the answer
    gc.disable()  # it lives for one call; looking for garbage takes a third of the time of checking a long PDF
    module, name = function.split(":")
    json.dump(getattr(importlib.import_module(module), name)(*json.load(sys.stdin)), answer)
    answer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
