"""Texts as sparse vectors: hashed words and runs of letters, the rarer the more they count."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from plans.matching.words import pieces, stems

FEATURES = 2**18

by_words = HashingVectorizer(analyzer=stems, n_features=FEATURES, norm=None, alternate_sign=False, dtype=np.float32)
by_letters = HashingVectorizer(analyzer=pieces, n_features=FEATURES, norm=None, alternate_sign=False, dtype=np.float32)


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
        return unit(rows)


def unit(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    return normalize(rows) if rows.shape[0] else rows  # scikit-learn refuses no rows at all


def columns(words: sparse.csr_matrix, letters: sparse.csr_matrix) -> sparse.csr_matrix:
    return sparse.hstack([words, letters]).T.tocsr()


def at_least(rows: sparse.csr_matrix, least: float) -> sparse.csr_matrix:
    """Return the entries that are not smaller."""
    kept = rows.data >= least
    starts = np.concatenate([[0], np.cumsum(kept)])[rows.indptr]
    return sparse.csr_matrix((rows.data[kept], rows.indices[kept], starts), shape=rows.shape)


def with_data(rows: sparse.csr_matrix, data: np.ndarray) -> sparse.csr_matrix:
    return sparse.csr_matrix((data, rows.indices, rows.indptr), shape=rows.shape)
