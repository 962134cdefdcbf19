"""Writes on what is asked: plans, kelompok, usulan and their order."""

from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F

from forum.log import changed_facts, log
from forum.rules import require
from forum.transitions import MoveRefused, apply_move
from plans import rules
from plans.models import Attachment, Kelompok, LivelihoodPlan, Usulan

NOT_YOUR_DESA = "Anda tidak mencatat untuk desa ini. Mintalah fasilitator desa atau sekretariat forum."
SUBMITTED_ALREADY = (
    "Usulan yang sudah diajukan tidak dapat diubah lagi. "
    "Tarik kembali usulan ini, atau mintalah camat mengembalikannya."
)
CHANGED_MEANWHILE = (
    "Isian ini baru saja diubah orang lain. Yang Anda tulis masih ada di bawah; "
    "bandingkan dengan keadaan terakhir, lalu simpan lagi."
)


def _record_entered(obj, changed, *, by, base_version: int | None, **unmoved):
    """
    Create or edit what is entered in the field, and return the row as it is stored.

    Sending twice stores once: a new row whose uuid is already stored gives the stored one. An edit is refused
    when somebody else wrote in between, or when a column named in `unmoved` is no longer what it was.
    """
    noun = obj._meta.model_name
    if obj.pk is None:
        try:
            with transaction.atomic():
                obj.save()
        except IntegrityError:
            twin = type(obj).objects.filter(uuid=obj.uuid, desa=obj.desa).first()
            if twin is None:
                raise
            return twin
        log(f"{noun}.create", obj, by=by)
        return obj
    before, after = changed_facts(obj, changed)
    if not after:
        return obj
    version = obj.version if base_version is None else base_version
    values = {name: getattr(obj, name) for name in after}
    rows = type(obj).objects.filter(pk=obj.pk, version=version, **unmoved)
    if not rows.update(**values, version=F("version") + 1):
        raise MoveRefused(CHANGED_MEANWHILE)
    obj.version = version + 1
    log(f"{noun}.edit", obj, by=by, before=before, after=after)
    return obj


@transaction.atomic
def record_plan(plan: LivelihoodPlan, changed=(), *, by, base_version: int | None = None) -> LivelihoodPlan:
    """Create a livelihood plan, or write the `changed` fields of one; see `record_usulan`."""
    require(rules.can_enter_for_desa(by, plan.desa), NOT_YOUR_DESA)
    plan.kabupaten_id = plan.desa.kabupaten_id
    return _record_entered(plan, changed, by=by, base_version=base_version)


@transaction.atomic
def record_kelompok(kelompok: Kelompok, changed=(), *, by) -> Kelompok:
    """Create a kelompok, or write it anew."""
    require(rules.can_enter_for_desa(by, kelompok.desa), NOT_YOUR_DESA)
    kelompok.kabupaten_id = kelompok.desa.kabupaten_id
    verb = "kelompok.edit" if kelompok.pk else "kelompok.create"
    before, after = changed_facts(kelompok, changed)
    kelompok.save()
    log(verb, kelompok, by=by, before=before, after=after)
    return kelompok


@transaction.atomic
def record_usulan(usulan: Usulan, changed=(), *, by, base_version: int | None = None) -> Usulan:
    """
    Create a usulan as draft, or write only the `changed` fields of one that may still be edited; return it as stored.

    `base_version` is the version that the person had before him (default: the object's own).

    :raises MoveRefused: if somebody wrote meanwhile, or the usulan was submitted meanwhile.
    """
    require(rules.can_enter_for_desa(by, usulan.desa), NOT_YOUR_DESA)
    if usulan.pk:
        require(rules.can_edit_usulan(by, usulan), SUBMITTED_ALREADY)
    usulan.kabupaten_id = usulan.desa.kabupaten_id
    return _record_entered(usulan, changed, by=by, base_version=base_version, status=usulan.status)


def submit_usulan(usulan: Usulan, *, by, now) -> None:
    """Hand a complete usulan to the kecamatan."""
    require(rules.can_submit_usulan(by, usulan))
    if missing := usulan.missing_for_submission():
        raise MoveRefused(f"Lengkapi dahulu: {', '.join(missing)}.")
    apply_move(usulan, "submit", by=by, submitted_at=usulan.submitted_at or now)


def recall_usulan(usulan: Usulan, *, by) -> None:
    """Take a submitted usulan back for correction, before the kecamatan verifies it."""
    require(rules.can_recall_usulan(by, usulan))
    apply_move(usulan, "recall", by=by)


def return_usulan(usulan: Usulan, *, note: str, by) -> None:
    """
    Send a usulan back to its desa with a note that says what to mend.

    :raises MoveRefused: without a note, or once it has been referred to an OPD or decided.
    """
    require(rules.can_return_usulan(by, usulan))
    if not note.strip():
        raise MoveRefused("Tulis catatan: apa yang perlu diperbaiki desa.")
    with transaction.atomic():
        Usulan.objects.select_for_update().get(pk=usulan.pk)
        if usulan.referrals.open().exists() or usulan.outcomes.current().exists():
            raise MoveRefused("Usulan ini sudah dibahas OPD atau forum. Tarik dahulu penerusannya.")
        apply_move(usulan, "return", by=by, note=note.strip())


def verify_usulan(usulan: Usulan, *, by, note: str = "") -> None:
    """
    Confirm a usulan for its kecamatan.

    :raises MoveRefused: if the secretariat passes over the camat without saying why.
    """
    require(rules.can_verify_usulan(by, usulan))
    if rules.must_explain_verification(by, usulan) and not note.strip():
        raise MoveRefused("Tulis alasan verifikasi tanpa camat, misalnya camat berhalangan.")
    apply_move(usulan, "verify", by=by, note=note.strip())


@transaction.atomic
def discard_usulan(usulan: Usulan, *, by) -> None:
    """Delete a draft that was never submitted; the log keeps that it existed."""
    require(rules.can_discard_usulan(by, usulan))
    log("usulan.discard", usulan, by=by, before={"title": usulan.title, "desa": usulan.desa.name})
    files = [attachment.file for attachment in usulan.attachments.all()]
    usulan.delete()
    # Only once it is certain: a file cannot be rolled back.
    for file in files:
        transaction.on_commit(partial(file.delete, save=False))


def _order(rows, ranks: dict[int, int | None], *, field: str, verb: str, by) -> None:
    for usulan in rows.filter(pk__in=ranks):
        before, after = getattr(usulan, field), ranks[usulan.pk]
        if before != after:
            Usulan.objects.filter(pk=usulan.pk).update(**{field: after})
            log(verb, usulan, by=by, before={"rank": before}, after={"rank": after})


@transaction.atomic
def order_usulan_of_desa(desa, fiscal_year: int, ranks: dict[int, int | None], *, by) -> None:
    """Set the desa's order of priority: usulan key -> rank from 1, or None. Foreign keys are ignored."""
    require(rules.can_order_desa(by, desa), NOT_YOUR_DESA)
    rows = Usulan.objects.filter(desa=desa, fiscal_year=fiscal_year)
    _order(rows, ranks, field="desa_rank", verb="usulan.rank_desa", by=by)


@transaction.atomic
def order_usulan_of_kecamatan(kecamatan, fiscal_year: int, ranks: dict[int, int | None], *, by) -> None:
    """Set the kecamatan's order of priority: usulan key -> rank from 1, or None. Foreign keys are ignored."""
    require(rules.can_order_kecamatan(by, kecamatan), "Urutan kecamatan ditetapkan camat atau sekretariat forum.")
    rows = Usulan.objects.shared().filter(desa__kecamatan=kecamatan, fiscal_year=fiscal_year)
    _order(rows, ranks, field="kecamatan_rank", verb="usulan.rank_kecamatan", by=by)


@transaction.atomic
def add_attachment(usulan: Usulan, *, upload, kind: str, content_type: str, by, now) -> Attachment:
    """Keep an uploaded file beside a usulan. `content_type` is what its content showed (forum.uploads)."""
    require(rules.can_enter_for_desa(by, usulan.desa), NOT_YOUR_DESA)
    attachment = Attachment.objects.create(
        kabupaten_id=usulan.kabupaten_id,
        usulan=usulan,
        kind=kind,
        file=upload,
        name=upload.name[-120:],
        content_type=content_type,
        size=upload.size,
        by=by,
        at=now,
    )
    log("usulan.attach", usulan, by=by, after={"name": attachment.name, "kind": attachment.get_kind_display()})
    return attachment


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by) -> None:
    """Take a file away while its usulan may still be edited; the log keeps its name."""
    usulan = attachment.usulan
    require(rules.can_edit_usulan(by, usulan), "Lampiran usulan yang sudah diajukan tidak dapat dihapus.")
    log("usulan.detach", usulan, by=by, before={"name": attachment.name})
    file = attachment.file
    attachment.delete()
    transaction.on_commit(partial(file.delete, save=False))
