"""
What the house holds about a person (UU PDP 27/2022): shown, exported, and blanked where the law allows.

Personal data live in `Person`; records of higher floors in which a person stands are theirs to tell, and so are names
that were typed by hand, of which nobody knows whose they are but who reads them. Each floor registers its kinds here
(its `personal_data.py`), as it registers its links; a floor names nothing above it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from forum.models import Kabupaten, Person
from forum.templatetags.house import tanggal

# What is blanked on the person himself; sex stays, for it counts people and names nobody.
ERASED = ("name", "nip", "rank", "phone", "email")


@dataclass(frozen=True)
class Held:
    """One record in which the person stands, as plain text; `stays` says why erasing leaves it, "" where it blanks."""

    what: str
    facts: dict[str, str] = field(default_factory=dict)
    stays: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of record; `erase(person, by=…)` blanks what may be and returns how many rows that were."""

    title: str
    held: Callable[[Person], Iterable[Held]]
    erase: Callable[..., int]


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Held]


@dataclass(frozen=True)
class TypedKind:
    """
    One kind of record that holds names typed by hand.

    `find(kabupaten, text)` returns each with its record, where the name contains the text; `erase(kabupaten, name,
    by=…)` blanks what is exactly this name and may be blanked, and returns how many rows that were.
    """

    title: str
    find: Callable[[Kabupaten, str], Iterable[tuple[str, Held]]]
    erase: Callable[..., int]


KINDS: list[Kind] = []
TYPED: list[TypedKind] = []


def register(title: str, held: Callable[[Person], Iterable[Held]], erase: Callable[..., int]) -> None:
    """Let the page of personal data tell of one more kind of record, and erasing reach it."""
    KINDS.append(Kind(title, held, erase))


def register_typed(
    title: str, find: Callable[[Kabupaten, str], Iterable[tuple[str, Held]]], erase: Callable[..., int]
) -> None:
    """Let the search for typed names reach one more kind of record."""
    TYPED.append(TypedKind(title, find, erase))


def typed_names(kabupaten: Kabupaten, text: str) -> list[tuple[str, int]]:
    """Return the typed names that contain the text, each with in how many records it stands."""
    names = Counter(name for kind in TYPED for name, _ in kind.find(kabupaten, text))
    return sorted(names.items())


def typed_groups(kabupaten: Kabupaten, name: str) -> list[Group]:
    """Return the records in which exactly this name was typed, kind by kind; kinds without any are left out."""
    groups = [Group(kind.title, [row for found, row in kind.find(kabupaten, name) if found == name]) for kind in TYPED]
    return [group for group in groups if group.rows]


def own_facts(person: Person) -> dict[str, str]:
    """Return what stands on the person himself, by label; "" where nothing does."""
    names = ("name", "sex", "rank", "nip", "phone", "email")
    labels = {name: person._meta.get_field(name).verbose_name for name in names}
    return {
        label: person.get_sex_display() if name == "sex" else getattr(person, name) for name, label in labels.items()
    }


def groups_of(person: Person) -> list[Group]:
    """Return every kind of record with the rows in which the person stands; kinds without rows are left out."""
    groups = [Group(kind.title, list(kind.held(person))) for kind in KINDS]
    return [group for group in groups if group.rows]


def told_before_erasing(person: Person) -> tuple[list[str], list[str]]:
    """Return what erasing would blank and what would stay, kind by kind with the number of rows."""
    facts = [str(person._meta.get_field(name).verbose_name) for name in ERASED if getattr(person, name)]
    blanked, kept = told_of_groups(groups_of(person))
    return facts + blanked, kept


def told_of_groups(groups: Iterable[Group]) -> tuple[list[str], list[str]]:
    """Return of which kinds the name would be blanked and of which it would stay, each with the number of rows."""
    blanked, kept = [], []
    for group in groups:
        stays = sum(bool(row.stays) for row in group.rows)
        if stays < len(group.rows):
            blanked.append(f"nama pada {group.title.lower()} ({len(group.rows) - stays})")
        if stays:
            kept.append(f"{group.title.lower()} ({stays})")
    return blanked, kept


def export_of(person: Person) -> dict:
    """Return everything that is held about the person as plain values, for a machine to read."""
    return {
        "kabupaten": person.kabupaten.name,
        "data": own_facts(person),
        "catatan": {
            group.title: [{"tentang": row.what, **row.facts, "tetap_disimpan_karena": row.stays} for row in group.rows]
            for group in groups_of(person)
        },
    }


def _incumbencies(person: Person) -> Iterable[Held]:
    for row in person.incumbencies.select_related("jabatan").order_by("-starts_on", "-pk"):
        until = tanggal(row.ends_on) if row.ends_on else "masih menjabat"
        yield Held(str(row), {"sejak": tanggal(row.starts_on), "sampai": until}, "masa jabatan tetap, tanpa nama")


def _accounts(person: Person) -> Iterable[Held]:
    for user in person.users.select_related("digest").order_by("username"):
        facts = {"peran": user.get_role_display(), "keadaan": user.badge.label}
        if digest := getattr(user, "digest", None):
            facts["kabar dikirim ke"] = digest.address
        yield Held(
            f"Akun {user.username}", facts, "riwayat menyebut akun menurut kantornya; kaitannya dengan orang lepas"
        )


def _nothing(person: Person, *, by) -> int:
    return 0


register("Jabatan", _incumbencies, _nothing)
register("Akun", _accounts, _nothing)
