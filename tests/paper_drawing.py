"""How much one drawing takes, measured within a process of its own (forum.confined): no Django here."""

import resource
import time

import weasyprint

from forum.drawing import draw_alone


def ours(*job) -> dict:
    """Draw a paper as the house draws it."""
    return _measured(lambda: draw_alone(*job))


def bare(html: str) -> dict:
    """Draw the same texts with nothing that the house adds."""
    return _measured(lambda: weasyprint.HTML(string=html).write_pdf())


def _measured(drawing) -> dict:
    begun = time.process_time()
    size = len(drawing())
    seconds = time.process_time() - begun
    return {"cpu": seconds, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "size": size}
