"""
The sample: what public sources tell of two kabupaten, and what had to be made up, marked "contoh".

No person is invented: whoever holds a jabatan is called "Pemangku jabatan (contoh)". Everything is written
through the same actions that people use, told at its own date.
"""

from bangkit.sample.seram import SeramSample
from bangkit.sample.sumba import SumbaSample

__all__ = ["SeramSample", "SumbaSample"]
