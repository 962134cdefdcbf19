"""Which files and pages a device keeps, so that whoever enters for villages can write without a signal."""

import hashlib
import json
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from forum.models import Desa
from forum.rules import enters_for_villages
from plans.models import LivelihoodPlan, Usulan

FILES = (
    "css/bootstrap.css",
    "css/house.css",
    "js/house.js",
    "vendor/idb-keyval/umd.js",
    "js/outbox.js",
    "js/queue.js",
    "img/favicon.svg",
    "img/shapes.svg",
)
# Every page below these is kept once it was seen; of "/" only itself.
KEPT = ("home", "queue", "plans:usulan_list", "plans:plan_list", "plans:kelompok_list")
MOST_USULAN, MOST_PLANS = 40, 10


def service_worker_facts() -> dict:
    """Return what the service worker has to know; its version changes whenever a file does."""
    contents = b"".join(Path(finders.find(file)).read_bytes() for file in FILES)
    return {
        "files": json.dumps([static(file) for file in FILES]),
        "kept": json.dumps([reverse(name) for name in KEPT]),
        "queue": reverse("queue"),
        "static": static(""),
        "version": hashlib.sha256(contents).hexdigest()[:12],
    }


def pages_to_keep(user) -> list[tuple[str, str]]:
    """Return (label, address) of the pages on which this person writes: new ones of each desa, and edits."""
    if not user.is_authenticated or not enters_for_villages(user):
        return []
    desa = Desa.objects.entered_by(user).open().order_by("name", "pk")
    usulan = Usulan.objects.visible_to(user).entered_by(user).editable().newest_first()
    plans = LivelihoodPlan.objects.visible_to(user).entered_by(user).select_related("desa").newest_first()
    return [
        ("Beranda", reverse("home")),
        *((f"Catat usulan, {one.full_name}", _new("plans:usulan_create", one)) for one in desa),
        *((f"Catat rencana, {one.full_name}", _new("plans:plan_create", one)) for one in desa),
        *((f"Ubah usulan “{one}”", reverse("plans:usulan_edit", args=[one.pk])) for one in usulan[:MOST_USULAN]),
        *((f"Ubah {one}", reverse("plans:plan_edit", args=[one.pk])) for one in plans[:MOST_PLANS]),
    ]


def _new(name: str, desa: Desa) -> str:
    return reverse(name, query={"desa": desa.pk})
