"""
Rank OPD activities for usulan: words, letters, the kamus, and what was decided before.

A score says how well a usulan fits, never that it deserves more than another: the order of the desa and of the
on purpose: what a kabupaten decides teaches the match more than they do.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp

import numpy as np
from scipy import sparse
from sklearn.isotonic import IsotonicRegression

from plans.choices import Bidang
from plans.matching.kamus import Entry, Found, Kamus
from plans.matching.texts import ActivityText, Decision, Meaning, Refusal, Suggestion, UsulanText
from plans.matching.vectors import FEATURES, Space, at_least, by_letters, by_words, columns, unit, with_data
from plans.matching.words import DOING_WORDS, OFFICE_WORDS, head, spelled, stem, stems

THRESHOLD = 0.2  # below this the likeness is chance: one common word among many

# What likeness counts: letters of the name, words of name and office, what the kamus says (all its entries together,
# and the best one alone), the bidang.
LETTERS, WORDS, KAMUS, BEST_ENTRY, SAME_BIDANG = 1.0, 1.8, 1.2, 0.5, 0.3
# What decisions on alike usulan count: where they went, the same once more when the title is all but the same, to
# which OPD they went, and how often the activity is chosen at all.
PRECEDENT, REPEATED, OPD_PRECEDENT, CHOSEN_OFTEN = 2.0, 4.0, 0.7, 0.4
OFTEN = 1000  # decisions
OFFICE_WORK = 0.15  # what an activity loses that serves the office rather than a village
HEAD = 0.35  # how much more counts what is asked for than for whom and where
SAME_OPD = 0.05  # what an activity loses for each better one of its OPD: several OPD are worth asking
CERTAINTY = 0.55  # how fast the sum of all becomes a score near 1.0
# Words of an activity besides its name; long texts say much that is not meant.
OFFICE, KEGIATAN, PROGRAM, INDICATOR, DEFINITION = 1.0, 0.5, 0.3, 0.3, 0.2

WEIGHED = 15  # the likest ones, among which OPD are spread
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


def build_index(activities: Iterable[ActivityText], entries: Iterable[Entry] = ()) -> Index:
    activities = list(activities)
    names = [activity.name for activity in activities]
    with_office = [f"{activity.name} {activity.office}" for activity in activities]
    named, letters = Space.of(by_words, with_office), Space.of(by_letters, names)
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
    by_kamus = unit(named.vectors(names) + OFFICE * offices + more)
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
        texts=columns(WORDS * unit(named.vectors(with_office) + more), LETTERS * letters.vectors(names)),
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
    refused: dict[int, Counter] = defaultdict(Counter)
    for one in refusals:
        refused[rows[one.title]][one.opd, one.reason] += 1
    return replace(
        index, memory=_counted(index, Memory(rows=rows, texts=_grown(index, new), refused=dict(refused)), counts)
    )


def _counted(index: Index, memory: Memory, counts: sparse.csr_matrix) -> Memory:
    """Return the memory with these decisions of each text, and what follows from them."""
    total = np.asarray(counts.sum(axis=1)).ravel()
    shares = sparse.diags(1 / np.maximum(total, 1)).astype(np.float32) @ counts
    opd_of = sparse.csr_matrix(
        (np.ones(len(index.opd), np.float32), (np.arange(len(index.opd)), index.opd)),
        shape=(len(index.opd), len(index.opds)),
    )
    chosen = np.asarray(counts.sum(axis=0)).ravel()
    return replace(
        memory,
        counts=counts,
        total=total.astype(np.float32),
        to_activity=shares.tocsr(),
        to_opd=(shares @ opd_of).tocsr(),
        often=np.minimum(1, np.log1p(chosen) / np.log1p(OFTEN)).astype(np.float32),
    )


def _grown(index: Index, titles: Sequence[str]) -> sparse.csr_matrix:
    """Return the texts in memory with these added."""
    known = index.memory.texts
    if not titles:
        return known
    more = columns(index.named.vectors(titles) / 2, index.spelled.vectors(titles) / 2)
    return more if known is None else sparse.hstack([known, more]).tocsr()


def forget(index: Index, decisions: Iterable[Decision]) -> Index:
    """Return the index without these of its decisions: what was decided on a usulan is no precedent for it."""
    memory = index.memory
    rows, places = zip(*((memory.rows[one.title], index.place[one.activity_id]) for one in decisions), strict=True)
    less = sparse.coo_matrix((np.ones(len(rows), np.float32), (rows, places)), shape=memory.counts.shape)
    return replace(index, memory=_counted(index, memory, memory.counts - less.tocsr()))


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
    whole, texts = _read(index, titles)
    sums = (texts @ index.texts).toarray() - OFFICE_WORK * index.office_work
    sums += _meant(index, terms)
    for row, (_, bidang) in enumerate(asked):
        if bidang in URUSAN:
            sums[row] += SAME_BIDANG * _serves(index, bidang)
    near = None
    if index.memory.rows:
        likeness = whole @ index.memory.texts
        sums += _remembered(index, at_least(likeness, CHANCE))
        near = at_least(likeness, NEIGHBOUR)
        near = with_data(near, np.ones_like(near.data))
    levels = _levels(sums) if index.curve else np.zeros(len(titles))
    if opd is not None:
        sums[:, [one.opd != opd for one in index.activities]] = -np.inf
    precedents = np.zeros_like(sums) if near is None else (near @ index.memory.counts).toarray()
    # Some more than wanted: one may be chance, and one that was not refused is put first.
    likeliest = _spread(index, sums, top + 5)
    return [
        _suggestions(
            index,
            title,
            likeliest[row],
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


def _read(index: Index, titles: Sequence[str]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return the titles as vectors of words and letters: as they stand, and with more weight on what they ask for."""
    heads = [head(title) for title in titles]
    whole = sparse.hstack([index.named.vectors(titles), index.spelled.vectors(titles)]).tocsr()
    if heads == titles:
        return whole, whole
    stressed = [
        unit(vectors + HEAD * space.vectors(heads))
        for space, vectors in ((index.named, whole[:, :FEATURES]), (index.spelled, whole[:, FEATURES:]))
    ]
    return whole, sparse.hstack(stressed).tocsr()


def _serves(index: Index, bidang: str) -> np.ndarray:
    urusan = URUSAN[bidang]
    return np.array([not urusan.isdisjoint(one.bidang_codes) for one in index.activities], dtype=np.float32)


def _meant(index: Index, terms: Sequence[Sequence[Found]]) -> np.ndarray:
    """Return what the kamus adds for each title and activity."""
    added = np.zeros((len(terms), len(index.activities)), np.float32)
    for row, found in enumerate(terms):
        entries = [one.entry for one in found]
        if entries:
            weights = np.array([one.weight for one in found], np.float32)
            meant = weights[:, None] * index.meant[entries]
            length = np.sqrt(weights @ index.overlap[np.ix_(entries, entries)] @ weights) or 1
            added[row] = KAMUS * meant.sum(axis=0) / length + BEST_ENTRY * meant.max(axis=0)
            for entry in entries:
                column = index.place.get(index.kamus.entries[entry].activity_id)
                if column is not None:
                    added[row, column] += KAMUS
    return added


def _remembered(index: Index, likeness: sparse.csr_matrix) -> np.ndarray:
    """Return what past decisions add for each title and activity."""
    memory = index.memory
    data = np.where(memory.total[likeness.indices] > 0, likeness.data, 0)
    closest = with_data(likeness, data).max(axis=1).toarray()
    fourth = data**4
    # So high a power lets the nearest speak almost alone; relative, else small likenesses would vanish.
    nearest = (data / np.maximum(np.repeat(closest.ravel(), np.diff(likeness.indptr)), CHANCE)) ** 24
    went_to = _share(with_data(likeness, nearest * np.sqrt(memory.total[likeness.indices])), memory.to_activity, 1e-6)
    # A little doubt, so that few and distant decisions do not name an OPD.
    went_to_opd = _share(with_data(likeness, fourth), memory.to_opd, 0.05)
    certain = PRECEDENT * closest**2 + REPEATED * closest**8
    return certain * went_to + OPD_PRECEDENT * went_to_opd[:, index.opd] + CHOSEN_OFTEN * memory.often


def _share(weights: sparse.csr_matrix, went_to: sparse.csr_matrix, doubt: float) -> np.ndarray:
    return (weights @ went_to).toarray() / (np.asarray(weights.sum(axis=1)) + doubt)


def _levels(sums: np.ndarray) -> np.ndarray:
    """Return the sum from which on an activity would stand alone; how far below one stays tells its share."""
    best = sums.max(axis=1, initial=0)
    others = sums - best[:, None]
    others *= SHARPNESS
    return best + np.log(np.exp(others, out=others).sum(axis=1) + 1e-9) / SHARPNESS


def _suggestions(index, title, columns, sums, level, terms, precedents, refused, top, threshold) -> list[Suggestion]:
    written = [(word, stem(word)) for word in dict.fromkeys(spelled(title))]
    found, put_first = [], False
    for column in columns:
        if len(found) >= top and put_first:
            break
        likeness = 1 - exp(-CERTAINTY * max(0, sums[column]))
        if likeness < threshold:
            continue
        activity, known = index.activities[column], index.stems[column]
        words = tuple(word for word, key in written if key in known)
        meanings = _meanings(index, terms, activity, known, words)
        if threshold and not (words or meanings or precedents[column]):
            continue  # alike in letters only: chance
        reason = refused.get(activity.opd, "")
        score = likeness
        if index.curve:
            share = exp(SHARPNESS * (sums[column] - level))
            score = float(np.interp(share, index.curve.shares, index.curve.chances))
        one = Suggestion(
            activity.id, round(score, 3), words, meanings, int(precedents[column]), index.curve is not None, reason
        )
        if reason or put_first:
            found.append(one)
        else:
            found.insert(0, one)
            put_first = True
    # Spread over OPD when chosen, shown the likest first.
    return [*found[:1], *sorted(found[1:top], key=lambda one: -one.score)]


def _spread(index: Index, sums: np.ndarray, count: int) -> list[list[int]]:
    """Return for each row the columns of the largest finite sums, each less what it loses to better ones of its OPD."""
    wide = min(WEIGHED + count, sums.shape[1])
    if not wide:
        return [[] for _ in sums]
    columns = np.sort(np.argpartition(-sums, wide - 1, axis=1)[:, :wide], axis=1)  # of equals the first column
    order = np.argsort(-np.take_along_axis(sums, columns, axis=1), axis=1, kind="stable")
    columns = np.take_along_axis(columns, order, axis=1)
    values, opd = np.take_along_axis(sums, columns, axis=1), index.opd[columns]
    better = np.tril(opd[:, :, None] == opd[:, None, :], -1).sum(axis=2)
    turns = np.argsort(SAME_OPD * better - values, axis=1, kind="stable")[:, :count]
    columns, values = (np.take_along_axis(rows, turns, axis=1) for rows in (columns, values))
    return [row[own > -np.inf].tolist() for row, own in zip(columns, values, strict=True)]


def _meanings(index, terms, activity, known, words) -> tuple[Meaning, ...]:
    meanings = []
    for one in terms:
        shared = ()
        if not known.isdisjoint(index.kamus.keys[one.entry]):
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
