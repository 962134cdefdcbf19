"""What the log says about archives."""

from forum.log import register

register("kabupaten.archive", lambda entry: f"Arsip tahun {entry.after['year']} disusun")
register("kabupaten.take_archive", lambda entry: f"Arsip tahun {entry.after['year']} diunduh")
