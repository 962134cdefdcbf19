"""What plans brings in by file."""

from django.urls import reverse

from forum.imports import Purpose, register
from plans import rules
from plans.actions.usulan_import import write_usulan
from plans.actions.workplan_import import lock_workplan_file, write_workplan
from plans.kamus_import import read_kamus, write_kamus
from plans.usulan_import import read_usulan
from plans.workplan_import import after_workplan, read_workplan_file

register(
    Purpose(
        name="usulan",
        label="Usulan",
        lead="Unggah rencana dan usulan desa yang ditulis tanpa sinyal.",
        may=lambda user, today: rules.can_enter_usulan(user),
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
        may=lambda user, today: rules.can_edit_kamus(user),
        read=read_kamus,
        apply=write_kamus,
        result_url=lambda: reverse("plans:kamus_list"),
        upload_url=lambda: reverse("plans:kamus_import"),
        template_url=lambda: reverse("plans:kamus_template"),
    )
)
register(
    Purpose(
        name="workplan",
        label="Rencana kerja OPD",
        lead="Unggah buku kerja Renja atau DPA satu OPD, apa adanya. Templat hanya perlu bila lokus ikut ditulis.",
        may=rules.can_enter_workplan,
        read=read_workplan_file,
        lock=lock_workplan_file,
        apply=write_workplan,
        form="plans.forms.workplan.WorkplanUploadForm",
        result_url=lambda: reverse("plans:activity_list"),
        upload_url=lambda: reverse("plans:workplan_import"),
        template_url=lambda: reverse("plans:workplan_template"),
        onward=after_workplan,
    )
)
