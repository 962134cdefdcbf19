"""What plans brings in by file."""

from django.urls import reverse

from forum.imports import Purpose, register
from plans import rules
from plans.actions.usulan_import import write_usulan
from plans.kamus_import import read_kamus, write_kamus
from plans.usulan_import import read_usulan

register(
    Purpose(
        name="usulan",
        label="Usulan",
        lead="Unggah rencana dan usulan desa yang ditulis tanpa sinyal.",
        may=rules.can_enter_usulan,
        read=read_usulan,
        apply=write_usulan,
        result_url=lambda: reverse("plans:usulan_list"),
        upload_url=lambda: reverse("plans:usulan_import"),
        template_url=lambda: reverse("plans:usulan_template"),
    )
)
register(
    Purpose(
        name="kamus",
        label="Kamus usulan",
        lead="Unggah istilah desa dan artinya.",
        may=rules.can_edit_kamus,
        read=read_kamus,
        apply=write_kamus,
        result_url=lambda: reverse("plans:kamus_list"),
        upload_url=lambda: reverse("plans:kamus_import"),
        template_url=lambda: reverse("plans:kamus_template"),
    )
)
