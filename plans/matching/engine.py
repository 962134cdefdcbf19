"""
Rank OPD activities for usulan: words, letters, the kamus, and what was decided before.

A score says how well a usulan fits, never that it deserves more than another: the order of the desa and of the
kecamatan does that. The weights were found on the public record of one kabupaten (README, "Keputusan") and are few
on purpose: what a kabupaten decides teaches the match more than they do.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.isotonic import IsotonicRegression
from sklearn.preprocessing import normalize

from plans.choices import Bidang
from plans.matching.kamus import Entry, Found, Kamus
from plans.matching.texts import ActivityText, Decision, Meaning, Refusal, Suggestion, UsulanText
from plans.matching.words import pieces, spelled, stem, stems

THRESHOLD = 0.2  # below this the likeness is chance: one common word among many

# What likeness counts: letters of the name, words of name and office, what the kamus says (all its entries together,
# and the best one alone), the bidang.
LETTERS, WORDS, KAMUS, BEST_ENTRY, SAME_BIDANG = 1.0, 1.5, 1.1, 0.4, 0.3
# What decisions on alike usulan count: where they went, the same once more when the title is all but the same, to
# which OPD they went, and how often the activity is chosen at all.
PRECEDENT, REPEATED, OPD_PRECEDENT, CHOSEN_OFTEN = 3.0, 3.0, 0.7, 0.3
OFTEN = 1000  # decisions
OFFICE_WORK = 0.15  # what an activity loses that serves the office rather than a village
CERTAINTY = 0.55  # how fast the sum of all becomes a score near 1.0
# Words of an activity besides its name; long texts say much that is not meant.
OFFICE, KEGIATAN, PROGRAM, INDICATOR, DEFINITION = 1.0, 0.5, 0.3, 0.3, 0.2

FEATURES = 2**18
CHUNK = 64  # usulan at a time: bounds the memory
CHANCE = 0.2  # a past usulan less alike tells nothing
NEIGHBOUR = 0.7  # a past usulan this alike is called "serupa"
TWICE = 2  # so often refused, an OPD is not put first again

ENOUGH = 200  # decisions: from here on scores are calibrated
TRIED = 1000  # decisions at most, each ranked by an index that does not know it
PARTS, PLACES = 5, 5
SHARPNESS = 4.5  # how much a better sum counts where candidates stand against each other
DRIFT = 0.1  # new decisions, as a share of all, after which scores are calibrated anew

# Bidang urusan (Kepmendagri 900.1.15.5-1317/2023) that usually serve a bidang penghidupan.
URUSAN = {
    Bidang.AGRICULTURE: frozenset({"3.27", "2.09"}),
    Bidang.LIVESTOCK: frozenset({"3.27"}),
    Bidang.FISHERIES: frozenset({"3.25"}),
    Bidang.SEAWEED: frozenset({"3.25"}),
    Bidang.HOME_INDUSTRY: frozenset({"3.31", "3.30", "2.17"}),
    Bidang.CONSERVATION: frozenset({"2.11", "3.28"}),
    Bidang.MICRO_BUSINESS: frozenset({"2.17", "3.30"}),
    Bidang.WORKSHOP: frozenset({"2.07", "3.31"}),
    Bidang.INFRASTRUCTURE: frozenset({"1.03", "1.04"}),
}
OFFICE_WORDS = frozenset(
    stems(
        "aparatur data ded dokumen evaluasi identifikasi informasi inventarisasi izin kajian kantor koordinasi laporan "
        "masterplan monitoring pegawai penerbitan penetapan pengawasan penunjang penyusunan peraturan perencanaan "
        "peringatan perizinan rapat regulasi rekomendasi rencana rutin sinergitas sistem sosialisasi standar survei "
        "survey updating verifikasi"
    )
)
# Explain nothing: every second activity does one of these.
DOING_WORDS = frozenset(
    stems(
        "pelaksanaan pemberian pembangunan pembinaan pemeliharaan pengadaan pengelolaan pengembangan peningkatan "
        "penyediaan perbaikan rehabilitasi"
    )
)

_words = HashingVectorizer(analyzer=stems, n_features=FEATURES, norm=None, alternate_sign=False, dtype=np.float32)
_letters = HashingVectorizer(analyzer=pieces, n_features=FEATURES, norm=None, alternate_sign=False, dtype=np.float32)


@dataclass(frozen=True)
class Space:
    """A way to compare texts: hashed features, the rarer the more they count."""

    vectorizer: HashingVectorizer
    rarity: np.ndarray

    @classmethod
    def of(cls, vectorizer: HashingVectorizer, texts: Sequence[str]) -> "Space":
        columns = vectorizer.transform(texts).indices if texts else np.zeros(0, int)
        found = np.bincount(columns, minlength=FEATURES)
        return cls(vectorizer, (np.log((1 + len(texts)) / (1 + found)) + 1).astype(np.float32))

    def vectors(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return one row of length 1 for each text; of length 0 for a text that tells nothing."""
        if not texts:
            return sparse.csr_matrix((0, FEATURES), dtype=np.float32)
        rows = self.vectorizer.transform(texts)
        rows.data = (1 + np.log(rows.data)) * self.rarity[rows.indices]
        return _unit(rows)


@dataclass(frozen=True)
class Memory:
    """Past usulan and where they went. Texts are only added: what was read once is not read again."""

    rows: Mapping[str, int] = field(default_factory=dict)
    texts: sparse.csr_matrix | None = None  # features x texts: half words, half letters
    counts: sparse.csr_matrix | None = None  # texts x activities: decisions
    total: np.ndarray | None = None  # decisions of each text
    to_activity: sparse.csr_matrix | None = None  # texts x activities: share of the text's decisions
    to_opd: sparse.csr_matrix | None = None
    often: np.ndarray | None = None  # activities: from 0 to 1
    refused: Mapping[int, Mapping[tuple[Hashable, str], int]] = field(default_factory=dict)  # text -> OPD, reason


@dataclass(frozen=True)
class Curve:
    """How often suggestions proved right, by their share among all activities."""

    shares: np.ndarray
    chances: np.ndarray
    decisions: int  # of which it was made


UNBENT = Curve(np.array([0, 1]), np.array([0, 1]), 0)


@dataclass(frozen=True)
class Index:
    """All that is known of the activities of one year; made once, then only read."""

    activities: Sequence[ActivityText]
    place: Mapping[Hashable, int]  # activity -> column
    opd: np.ndarray  # column -> number of its OPD
    opds: Sequence[Hashable]
    stems: Sequence[frozenset[str]]  # of names, kegiatan and offices: what a reason may show
    named: Space
    spelled: Space
    texts: sparse.csr_matrix  # features x activities: words and letters, by their weight
    kamus: Kamus
    meant: np.ndarray  # entries x activities: how alike
    overlap: np.ndarray  # entries x entries
    office_work: np.ndarray
    memory: Memory = Memory()
    curve: Curve | None = None


def _unit(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    return normalize(rows) if rows.shape[0] else rows  # scikit-learn refuses no rows at all


def build_index(activities: Iterable[ActivityText], entries: Iterable[Entry] = ()) -> Index:
    activities = list(activities)
    names = [activity.name for activity in activities]
    with_office = [f"{activity.name} {activity.office}" for activity in activities]
    named, letters = Space.of(_words, with_office), Space.of(_letters, names)
    kamus = Kamus(entries)
    more = sum(
        (
            weight * named.vectors([getattr(activity, part) for activity in activities])
            for part, weight in (
                ("kegiatan", KEGIATAN),
                ("program", PROGRAM),
                ("indicator", INDICATOR),
                ("definition", DEFINITION),
            )
        ),
        start=sparse.csr_matrix((len(activities), FEATURES), dtype=np.float32),
    )
    offices = named.vectors([activity.office for activity in activities])
    by_kamus = _unit(named.vectors(names) + OFFICE * offices + more)
    meanings = named.vectors([entry.words for entry in kamus.entries]) if kamus.entries else None
    opds = sorted({activity.opd for activity in activities}, key=str)
    number = {opd: at for at, opd in enumerate(opds)}
    return Index(
        activities=activities,
        place={activity.id: at for at, activity in enumerate(activities)},
        opd=np.array([number[activity.opd] for activity in activities], dtype=int),
        opds=opds,
        stems=[frozenset(stems(f"{one.name} {one.kegiatan} {one.office}")) for one in activities],
        named=named,
        spelled=letters,
        texts=_columns(WORDS * _unit(named.vectors(with_office) + more), LETTERS * letters.vectors(names)),
        kamus=kamus,
        meant=(meanings @ by_kamus.T).toarray() if kamus.entries else np.zeros((0, len(activities)), np.float32),
        overlap=(meanings @ meanings.T).toarray() if kamus.entries else np.zeros((0, 0), np.float32),
        office_work=np.array(
            [not OFFICE_WORDS.isdisjoint(stems(f"{activity.name} {activity.office}")) for activity in activities]
        ).astype(np.float32),
    )


def learn(index: Index, decisions: Iterable[Decision], refusals: Iterable[Refusal] = ()) -> Index:
    """
    Return the index with exactly these decisions and refusals in its memory.

    Decisions on activities that the index does not have are left out. Texts known from before cost nothing.
    """
    decisions = [one for one in decisions if one.activity_id in index.place]
    refusals = list(refusals)
    known = index.memory
    rows = dict(known.rows)
    new = list(dict.fromkeys(one.title for one in (*decisions, *refusals) if one.title not in rows))
    rows |= {title: at for at, title in enumerate(new, len(rows))}
    if not rows:
        return replace(index, memory=Memory())
    counts = sparse.coo_matrix(
        (
            np.ones(len(decisions), np.float32),
            ([rows[one.title] for one in decisions], [index.place[one.activity_id] for one in decisions]),
        ),
        shape=(len(rows), len(index.activities)),
    ).tocsr()
    total = np.asarray(counts.sum(axis=1)).ravel()
    shares = sparse.diags(1 / np.maximum(total, 1)).astype(np.float32) @ counts
    opd_of = sparse.csr_matrix(
        (np.ones(len(index.opd), np.float32), (np.arange(len(index.opd)), index.opd)),
        shape=(len(index.opd), len(index.opds)),
    )
    refused: dict[int, Counter] = defaultdict(Counter)
    for one in refusals:
        refused[rows[one.title]][one.opd, one.reason] += 1
    chosen = np.asarray(counts.sum(axis=0)).ravel()
    return replace(
        index,
        memory=Memory(
            rows=rows,
            texts=_grown(index, new),
            counts=counts,
            total=total.astype(np.float32),
            to_activity=shares.tocsr(),
            to_opd=(shares @ opd_of).tocsr(),
            often=np.minimum(1, np.log1p(chosen) / np.log1p(OFTEN)).astype(np.float32),
            refused=dict(refused),
        ),
    )


def _columns(words: sparse.csr_matrix, letters: sparse.csr_matrix) -> sparse.csr_matrix:
    return sparse.hstack([words, letters]).T.tocsr()


def _grown(index: Index, titles: Sequence[str]) -> sparse.csr_matrix:
    """Return the texts in memory with these added."""
    known = index.memory.texts
    if not titles:
        return known
    more = _columns(index.named.vectors(titles) / 2, index.spelled.vectors(titles) / 2)
    return more if known is None else sparse.hstack([known, more]).tocsr()


def calibrate(index: Index, decisions: Iterable[Decision]) -> Index:
    """
    Return the index with scores that say how often such a suggestion proved right in these decisions.

    Fewer than `ENOUGH` calibrate nothing; a few more than last time leave the scores as they were.
    """
    decisions = [one for one in decisions if one.activity_id in index.place]
    if len(decisions) < ENOUGH:
        return replace(index, curve=None)
    if index.curve and abs(len(decisions) - index.curve.decisions) <= DRIFT * index.curve.decisions:
        return index
    shares, right = [], []
    for part in range(PARTS):
        others = [one for at, one in enumerate(decisions) if at % PARTS != part]
        tried = decisions[part::PARTS][:: -(-len(decisions) // TRIED)]
        ranked = rank(
            replace(learn(index, others), curve=UNBENT),
            [UsulanText(at, one.title) for at, one in enumerate(tried)],
            PLACES,
            threshold=0,
        )
        for at, one in enumerate(tried):
            shares += [suggestion.score for suggestion in ranked[at]]
            right += [suggestion.activity_id == one.activity_id for suggestion in ranked[at]]
    fit = IsotonicRegression(y_min=0.01, y_max=0.99).fit(shares, right)
    return replace(index, curve=Curve(fit.X_thresholds_, fit.y_thresholds_, len(decisions)))


def rank(
    index: Index,
    usulan: Iterable[UsulanText],
    top: int,
    *,
    opd: Hashable | None = None,
    threshold: float = THRESHOLD,
) -> dict[Hashable, list[Suggestion]]:
    """
    Return for each usulan at most `top` suggestions, the likest first; none below `threshold`.

    With `opd`, only among the activities of that OPD.
    """
    alike = defaultdict(list)  # villages ask for the same in the same words
    for one in usulan:
        alike[one.title, one.bidang].append(one.id)
    found = {}
    asked = list(alike)
    for start in range(0, len(asked), CHUNK):
        part = asked[start : start + CHUNK]
        for key, suggestions in zip(part, _rank_part(index, part, top, opd, threshold), strict=True):
            found.update(dict.fromkeys(alike[key], suggestions))
    return found


def _rank_part(index: Index, asked, top: int, opd, threshold: float) -> list[list[Suggestion]]:
    titles = [title for title, _ in asked]
    terms = [index.kamus.find(title) for title in titles]
    texts = sparse.hstack([index.named.vectors(titles), index.spelled.vectors(titles)]).tocsr()
    sums = (texts @ index.texts).toarray() - OFFICE_WORK * index.office_work
    sums += _meant(index, terms)
    for row, (_, bidang) in enumerate(asked):
        if bidang in URUSAN:
            sums[row] += SAME_BIDANG * _serves(index, bidang)
    near = None
    if index.memory.rows:
        likeness = texts @ index.memory.texts
        sums += _remembered(index, _at_least(likeness, CHANCE))
        near = _at_least(likeness, NEIGHBOUR)
        near = _with(near, np.ones_like(near.data))
    levels = _levels(sums) if index.curve else np.zeros(len(titles))
    if opd is not None:
        sums[:, [one.opd != opd for one in index.activities]] = -np.inf
    precedents = np.zeros_like(sums) if near is None else (near @ index.memory.counts).toarray()
    return [
        _suggestions(
            index,
            title,
            sums[row],
            levels[row],
            terms[row],
            precedents[row],
            _refused(index, near[row].indices) if index.memory.refused else {},
            top,
            threshold,
        )
        for row, title in enumerate(titles)
    ]


def _serves(index: Index, bidang: str) -> np.ndarray:
    urusan = URUSAN[bidang]
    return np.array([not urusan.isdisjoint(one.bidang_codes) for one in index.activities], dtype=np.float32)


def _meant(index: Index, terms: Sequence[Sequence[Found]]) -> np.ndarray:
    """Return what the kamus adds for each title and activity."""
    added = np.zeros((len(terms), len(index.activities)), np.float32)
    for row, found in enumerate(terms):
        entries = [one.entry for one in found]
        if entries:
            meant = index.meant[entries]
            length = np.sqrt(index.overlap[np.ix_(entries, entries)].sum()) or 1
            added[row] = KAMUS * meant.sum(axis=0) / length + BEST_ENTRY * meant.max(axis=0)
            for entry in entries:
                column = index.place.get(index.kamus.entries[entry].activity_id)
                if column is not None:
                    added[row, column] += KAMUS
    return added


def _at_least(rows: sparse.csr_matrix, least: float) -> sparse.csr_matrix:
    """Return the entries that are not smaller."""
    kept = rows.data >= least
    starts = np.concatenate([[0], np.cumsum(kept)])[rows.indptr]
    return sparse.csr_matrix((rows.data[kept], rows.indices[kept], starts), shape=rows.shape)


def _with(rows: sparse.csr_matrix, data: np.ndarray) -> sparse.csr_matrix:
    return sparse.csr_matrix((data, rows.indices, rows.indptr), shape=rows.shape)


def _remembered(index: Index, likeness: sparse.csr_matrix) -> np.ndarray:
    """Return what past decisions add for each title and activity."""
    memory = index.memory
    data = np.where(memory.total[likeness.indices] > 0, likeness.data, 0)
    closest = _with(likeness, data).max(axis=1).toarray()
    fourth = data**4
    # The sixteenth power lets the nearest speak almost alone; relative, else small likenesses would vanish.
    nearest = (data / np.maximum(np.repeat(closest.ravel(), np.diff(likeness.indptr)), CHANCE)) ** 16
    went_to = _share(_with(likeness, nearest * np.sqrt(memory.total[likeness.indices])), memory.to_activity, 1e-6)
    # A little doubt, so that few and distant decisions do not name an OPD.
    went_to_opd = _share(_with(likeness, fourth), memory.to_opd, 0.05)
    certain = PRECEDENT * closest**2 + REPEATED * closest**12
    return certain * went_to + OPD_PRECEDENT * went_to_opd[:, index.opd] + CHOSEN_OFTEN * memory.often


def _share(weights: sparse.csr_matrix, went_to: sparse.csr_matrix, doubt: float) -> np.ndarray:
    return (weights @ went_to).toarray() / (np.asarray(weights.sum(axis=1)) + doubt)


def _levels(sums: np.ndarray) -> np.ndarray:
    """Return the sum from which on an activity would stand alone; how far below one stays tells its share."""
    best = sums.max(axis=1, initial=0)
    others = sums - best[:, None]
    others *= SHARPNESS
    return best + np.log(np.exp(others, out=others).sum(axis=1) + 1e-9) / SHARPNESS


def _suggestions(index, title, sums, level, terms, precedents, refused, top, threshold) -> list[Suggestion]:
    written = [(word, stem(word)) for word in dict.fromkeys(spelled(title))]
    found, put_first = [], False
    # Some more than wanted: one may be chance, and one that was not refused is put first.
    for column in _largest(sums, top + 5):
        likeness = 1 - float(np.exp(-CERTAINTY * max(0, sums[column])))
        if likeness < threshold or (len(found) >= top and put_first):
            break
        activity, known = index.activities[column], index.stems[column]
        words = tuple(word for word, key in written if key in known)
        meanings = _meanings(index, terms, activity, known, words)
        if threshold and not (words or meanings or precedents[column]):
            continue  # alike in letters only: chance
        reason = refused.get(activity.opd, "")
        score = likeness
        if index.curve:
            share = np.exp(SHARPNESS * (sums[column] - level))
            score = float(np.interp(share, index.curve.shares, index.curve.chances))
        one = Suggestion(
            activity.id, round(score, 3), words, meanings, int(precedents[column]), index.curve is not None, reason
        )
        if reason or put_first:
            found.append(one)
        else:
            found.insert(0, one)
            put_first = True
    return found[:top]


def _largest(sums: np.ndarray, count: int) -> np.ndarray:
    """Return the columns of the largest finite sums, the largest first; of equals the first column."""
    count = min(count, len(sums))
    columns = np.sort(np.argpartition(-sums, count - 1)[:count]) if count else np.zeros(0, int)
    columns = columns[np.isfinite(sums[columns])]
    return columns[np.argsort(-sums[columns], kind="stable")]


def _meanings(index, terms, activity, known, words) -> tuple[Meaning, ...]:
    meanings = []
    for one in terms:
        shared = tuple(
            word
            for word, key in index.kamus.words[one.entry]
            if key in known and key not in DOING_WORDS and word not in words
        )
        if shared or index.kamus.entries[one.entry].activity_id == activity.id:
            meanings.append(Meaning(one.term, shared))
    return tuple(meanings)


def _refused(index: Index, near: Iterable[int]) -> dict[Hashable, str]:
    """Return the OPDs that refused alike usulan twice for the same reason: OPD -> reason."""
    counts = Counter()
    for row in near:
        counts.update(index.memory.refused.get(int(row), {}))
    return {opd: reason for (opd, reason), times in counts.items() if times >= TWICE}
