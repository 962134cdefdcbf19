"""What the operator is told at start: seals that expire, and keys that nobody can open."""

from django.core.checks import Tags, Warning, register
from django.db import connections
from django.utils import timezone

from forum.templatetags.house import tanggal
from meetings import vault
from meetings.models import Seal


@register(Tags.database)
def check_seals(app_configs, databases, **kwargs) -> list[Warning]:
    """
    Run by `migrate` and by `check --database default`.

    `migrate` checks before it migrates: only the columns named here are read, and only where the table is there.
    """
    warnings = []
    for alias in databases or ():
        if Seal._meta.db_table not in connections[alias].introspection.table_names():
            continue
        seals = Seal.objects.using(alias)
        warnings += [
            Warning(
                f"Segel {name} berlaku sampai {tanggal(valid_until)}.",
                hint=f"Buat segel baru: manage.py create_seal {code}",
                id="meetings.W001",
            )
            for code, name, valid_until in seals.expiring(timezone.now()).values_list(
                "kabupaten__code", "kabupaten__name", "valid_until"
            )
        ]
        if seals.current().exists() and not vault.is_open():
            hint = "Isi SEAL_KEY yang dipakai ketika segel dibuat."
            warnings.append(Warning("Ada segel, tetapi SEAL_KEY belum diisi.", hint=hint, id="meetings.W002"))
    return warnings
