"""Indonesian words as the match compares them: without affixes, without what tells nothing."""

import re
from functools import lru_cache

WORD = re.compile(r"[a-z]{2,}|\d+")
# Words that stand in every second usulan or activity and tell nothing of what is asked.
EMPTY_WORDS = frozenset(
    WORD.findall(
        "ada agar akan antar atau bagi banyak banyaknya belum beserta bidang contoh daerah dalam dan dari dengan desa "
        "di dusun guna jumlah kab kabupaten kampung ke kebutuhan kec kecamatan kegiatan kepada kewenangan km kota kp "
        "kurang lainnya lokasi luas masih melalui memiliki oleh pada paket panjang per peserta rt rw sebagai secara "
        "sehingga serta sudah tahun terbangunnya terhadap terlaksananya tersedianya tidak unit untuk volume warga "
        "yang"
    )
)
# Forms and spellings that no rule of affixes joins.
SAME_WORD = {
    "bantuan": "hibah",  # "alat bantu" is something else
    "bimtek": "bimbingan",
    "bintek": "bimbingan",
    "diklat": "pelatihan",
    "infrastruktur": "prasarana",
    "kerjasama": "kerja",
    "pedesaan": "perdesaan",
    "rehab": "rehabilitasi",
    "renovasi": "rehabilitasi",
    "sarpras": "prasarana",
}
# Look as if they began with a prefix, and would become another word without it.
WHOLE_WORDS = frozenset({"kepala", "merica"})
# Cut only where four letters are left: "jalan" is no "jal".
PREFIX = re.compile(r"^(?:meng|meny|peng|peny|mem|men|pem|pen|per|ber|ter|me|pe|di|ke|se)(?=.{4})")
NOUN_SUFFIX = re.compile(r"(?<=.{4})(?:an|nya)$")  # "peternakan" ends in -an
VERB_SUFFIX = re.compile(r"(?<=.{4})(?:kan|i|nya)$")  # "menyediakan" in -kan


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return an Indonesian word without one suffix and one prefix, alike for all its forms rather than correct."""
    word = SAME_WORD.get(word, word)
    if word in WHOLE_WORDS:
        return word
    suffix = VERB_SUFFIX if word.startswith(("me", "di")) else NOUN_SUFFIX
    return PREFIX.sub("", suffix.sub("", word))


def spelled(text: str) -> list[str]:
    """Return the telling words of a text as it writes them, in small letters."""
    return [word for word in WORD.findall(text.lower()) if word not in EMPTY_WORDS]


def every_word(text: str) -> list[str]:
    """Return all words of a text as it writes them, for what is a term only with its small words."""
    return re.findall(r"[a-z]+|\d+", text.lower())


def stems(text: str) -> list[str]:
    return [stem(word) for word in spelled(text)]


@lru_cache(maxsize=50_000)
def _pieces_of(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[at : at + size] for size in (3, 4) for at in range(len(padded) - size + 1))


def pieces(text: str) -> list[str]:
    """Return the runs of three and four letters within the words of a text: what stays alike in a misspelling."""
    return [piece for word in WORD.findall(text.lower()) for piece in _pieces_of(word)]
