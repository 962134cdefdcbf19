"""Indonesian words as the match compares them: without affixes, without what tells nothing."""

import re
from functools import lru_cache

WORD = re.compile(r"[a-z]{2,}|\d+")
# Words that stand in every second usulan or activity and tell nothing of what is asked.
EMPTY_WORDS = frozenset(
    WORD.findall(
        "ada agar akan antar atau bagi banyak banyaknya belum beserta bidang butuh contoh daerah dalam dan dapat dari "
        "dengan desa di dusun guna hanya jumlah kab kabupaten kampung ke kebutuhan kec kecamatan kegiatan kepada "
        "kesulitan kewenangan km kota kp kurang lainnya lokasi luas masih melalui memiliki mendapat mendapatkan minta "
        "oleh pada paket panjang per perlu pernah peserta punya rt rw sebagai secara sehingga sering serta sudah "
        "sulit tahun tak terbangunnya terhadap terlaksananya terlambat tersedianya tidak unit untuk volume warga yang"
    )
)
# After these a title says for whom and where, no longer what.
FOR_WHOM = re.compile(r"\b(?:untuk|bagi|kepada|di|dari|ke|oleh|agar|supaya|sehingga|karena|dusun|desa)\b")
# Forms and spellings that no rule of affixes joins.
SAME_WORD = {
    "bantuan": "hibah",  # "alat bantu" is something else
    "bimtek": "bimbingan",
    "bintek": "bimbingan",
    "diklat": "pelatihan",
    "infrastruktur": "prasarana",
    "kerjasama": "kerja",
    "memasarkan": "pemasaran",
    "pedesaan": "perdesaan",
    "pemakaman": "makam",
    "pemanfaatan": "manfaat",
    "pemukiman": "mukim",
    "pengelasan": "las",
    "penilaian": "nilai",
    "rehab": "rehabilitasi",
    "rehabilitas": "rehabilitasi",
    "renovasi": "rehabilitasi",
    "sarpras": "prasarana",
}
# Would become another word without what looks like their prefix: "pemasaran" is no "pasar".
WHOLE_WORDS = frozenset({"kepala", "merica", "pemasaran", "pemuda", "penyu"})
# Written apart as often as together.
JOINED = re.compile(r"\b(olah|pasca|budi|pembudi) (raga|panen|daya)\b")
# A prefix swallows the first letter of the word: "menenun" is "tenun", "pemasaran" is "pasar".
SWALLOWED = (
    (re.compile(r"^[mp]eny(?=[aeiou].{2})"), "s"),
    (re.compile(r"^[mp]em(?=[aeiou].{2})"), "p"),
    (re.compile(r"^[mp]en(?=[aeiou].{2})"), "t"),
    (re.compile(r"^[mp]eng(?=e.{2})"), "k"),
)
# Cut only where enough is left: "jalan" is no "jal".
PREFIX = re.compile(
    r"^(?:(?:meng|peng)(?=[aiou].{2})|(?:meng|meny|peng|peny|mem|men|pem|pen|per|ber|ter|me|pe|di|se)(?=.{4}))"
)
CONFIX = re.compile(r"^ke(.{4,})an$")  # "kesehatan", but not "kelola"
NOUN_SUFFIX = re.compile(r"(?<=.{4})(?:an|nya)$")  # "peternakan" ends in -an
VERB_SUFFIX = re.compile(r"(?<=.{4})(?:kan|i|nya)$")  # "menyediakan" in -kan


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return an Indonesian word without one suffix and one prefix, alike for all its forms rather than correct."""
    word = SAME_WORD.get(word, word)
    if word in WHOLE_WORDS:
        return word
    if confix := CONFIX.match(word):
        return confix[1]
    suffix = VERB_SUFFIX if word.startswith(("me", "di")) else NOUN_SUFFIX
    word = suffix.sub("", word)
    for prefix, letter in SWALLOWED:
        if prefix.match(word):
            return prefix.sub(letter, word)
    word = PREFIX.sub("", word)
    return SAME_WORD.get(word, word)


@lru_cache(maxsize=1_000)  # a title is read for its words, its letters and its terms
def _in_one_way(text: str) -> str:
    return JOINED.sub(r"\1\2", text.lower())


def spelled(text: str) -> list[str]:
    """Return the telling words of a text as it writes them, in small letters."""
    return [word for word in WORD.findall(_in_one_way(text)) if word not in EMPTY_WORDS]


def every_word(text: str) -> list[str]:
    """Return all words of a text as it writes them, for what is a term only with its small words."""
    return re.findall(r"[a-z]+|\d+", _in_one_way(text))


def stems(text: str) -> list[str]:
    return [stem(word) for word in spelled(text)]


@lru_cache(maxsize=50_000)
def _pieces_of(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[at : at + size] for size in (3, 4) for at in range(len(padded) - size + 1))


def pieces(text: str) -> list[str]:
    """Return the runs of three and four letters within the words of a text: what stays alike in a misspelling."""
    return [piece for word in WORD.findall(_in_one_way(text)) for piece in _pieces_of(word)]


def head(text: str) -> str:
    """Return what a title asks for, without for whom and where."""
    what = FOR_WHOM.split(text.lower(), maxsplit=1)[0]
    return what if WORD.search(what) else text


# Of activities that serve an office rather than a village.
OFFICE_WORDS = frozenset(
    stems(
        "advokasi aparatur data ded dokumen evaluasi identifikasi informasi inventarisasi izin kajian kantor "
        "koordinasi laporan masterplan monitoring pegawai pelaporan pemantauan pemilihan penerbitan penetapan "
        "pengawasan penghargaan pengujian penilaian penjaminan penunjang penyusunan peraturan peredaran perencanaan "
        "peringatan perizinan peta rapat regulasi rekomendasi rencana rutin sinergitas sistem sosialisasi standar "
        "supervisi survei survey updating verifikasi"
    )
)
# Explain nothing: every second activity does one of these.
DOING_WORDS = frozenset(
    stems(
        "pelaksanaan pemberian pembangunan pembinaan pemeliharaan pengadaan pengelolaan pengembangan peningkatan "
        "penyediaan perbaikan rehabilitasi"
    )
)
# For whom, and in which way: beside a word for the thing itself these say little of what is asked.
PEOPLE = frozenset(
    stems("ibu kelompok keluarga kwt masyarakat nelayan pemuda penduduk pengrajin petani peternak poktan tani warga")
)
WAYS = DOING_WORDS | frozenset(
    stems(
        "bantuan bimbingan dokumen kajian kapasitas keterampilan kompetensi lomba masyarakat pelatihan pemberdayaan "
        "pendampingan penghargaan penyuluhan penyusunan perencanaan prasarana sarana sosialisasi stimulan teknis"
    )
)
