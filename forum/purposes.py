"""What the forum brings in by file."""

from django.urls import reverse

from forum import rules
from forum.imports import Purpose, register
from forum.roster_import import after_roster, read_roster, write_roster
from forum.target_import import read_targets, write_targets

register(
    Purpose(
        name="targets",
        label="Desa sasaran",
        lead="Unggah daftar desa yang didampingi suatu program.",
        may=lambda user, today: rules.can_manage_forum(user),
        read=read_targets,
        apply=write_targets,
        form="forum.forms.imports.TargetListForm",
        result_url=lambda: reverse("forum:target_list"),
        upload_url=lambda: reverse("forum:target_import"),
        template_url=lambda: reverse("forum:target_template"),
    )
)
register(
    Purpose(
        name="roster",
        label="Anggota forum",
        lead="Unggah jabatan yang didudukkan satu SK.",
        may=lambda user, today: rules.can_manage_forum(user),
        read=read_roster,
        apply=write_roster,
        form="forum.forms.imports.RosterForm",
        result_url=lambda: reverse("forum:roster"),
        upload_url=lambda: reverse("forum:roster_import"),
        template_url=lambda: reverse("forum:roster_template"),
        onward=after_roster,
    )
)
