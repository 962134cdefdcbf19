"""The desa of a kabupaten as people name them in lists: by code, or by name within or across kecamatan."""

import difflib
from collections.abc import Iterable

from forum.cells import CellRefused
from forum.models import Desa


class Places:
    """Finds a desa; `find` refuses with the column that is at fault: code, desa or kecamatan."""

    def __init__(self, desa: Iterable[Desa]):
        self.by_code, self.by_name = {}, {}
        for place in desa:
            self.by_code[place.code] = place
            self.by_name.setdefault(_plain(place.name), []).append(place)

    def find(self, code: str, name: str, kecamatan: str = "") -> Desa:
        """
        Return the desa with this code, or else with this name.

        :raises CellRefused: if there is none, or several and the kecamatan does not tell which.
        """
        if code:
            if code not in self.by_code:
                raise CellRefused("Kode ini tidak ada di kabupaten ini.", "Periksa pada daftar wilayah.", "code")
            return self.by_code[code]
        if not name:
            raise CellRefused("Desanya belum disebut.", "Isi kode, atau nama desa dengan kecamatannya.", "desa")
        found = self.by_name.get(_plain(name), [])
        if not found:
            near = difflib.get_close_matches(_plain(name), self.by_name, n=1)
            hint = f"Mungkin maksudnya {self.by_name[near[0]][0].name}. " if near else ""
            remedy = f"{hint}Periksa ejaannya, atau isi kodenya."
            raise CellRefused("Desa ini tidak ada di kabupaten ini.", remedy, "desa")
        if kecamatan:
            found = [place for place in found if _plain(place.kecamatan.name) == _plain(kecamatan)]
            if not found:
                raise CellRefused(f"{name} tidak ada di kecamatan ini.", "Perbaiki kecamatannya.", "kecamatan")
        if len(found) > 1:
            names = ", ".join(place.kecamatan.name for place in found)
            remedy = "Isi kecamatannya, atau kodenya."
            raise CellRefused(f"Nama ini ada di beberapa kecamatan: {names}.", remedy, "desa")
        return found[0]


def _plain(name: str) -> str:
    words = name.lower().split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("desa", "kelurahan", "kecamatan") else words)
