"""Which words of an OPD a village could have used: tried with the match itself, not guessed."""

from collections.abc import Hashable

from plans.matching.engine import Index, rank
from plans.matching.texts import UsulanText
from plans.matching.words import DOING_WORDS, spelled, stem, stems


def words_that_lead(index: Index, usulan: UsulanText, activity_id: Hashable) -> list[str]:
    """Return words of the activity's name of which any one, added to the title, puts the activity first."""
    known = {*stems(usulan.title), *DOING_WORDS}
    name = index.activities[index.place[activity_id]].name
    words = [word for word in dict.fromkeys(spelled(name)) if stem(word) not in known and not word.isdigit()]
    tried = rank(index, [UsulanText(word, f"{usulan.title} {word}", usulan.bidang) for word in words], 1)
    return [word for word in words if [one.activity_id for one in tried[word]] == [activity_id]]
