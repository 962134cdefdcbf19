"""What is left to the worker above all floors: the yearly archive."""

from django.utils import timezone
from django_tasks import task

from bangkit.shelf import Place
from forum.models import Kabupaten


@task
def build_archive(kabupaten_pk: int, year: int) -> None:
    """Write the archive of one year to the shelf; what lay there stays until the new one is whole."""
    from bangkit.archive import write_archive  # every web process knows this task; only the worker draws papers

    kabupaten = Kabupaten.objects.get(pk=kabupaten_pk)
    place = Place(kabupaten.code, year)
    with timezone.override(kabupaten.zone):
        write_archive(kabupaten, year, place.file, at=timezone.localtime())
    place.finish()
