import pytest

from forum.merging import UNKNOWN, merge

BASE = {"title": "Sumur bor", "volume": 1, "funding": ["apbd"]}


@pytest.mark.parametrize(
    ("mine", "theirs", "values", "conflicts"),
    [
        ({}, {}, {}, []),
        ({"volume": 2}, {}, {"volume": 2}, []),
        ({}, {"volume": 3}, {"volume": 3}, []),
        ({"volume": 2}, {"title": "Embung"}, {"volume": 2, "title": "Embung"}, []),
        ({"volume": 2}, {"volume": 2}, {"volume": 2}, []),
        ({"volume": 2}, {"volume": 3}, {"volume": 2}, ["volume"]),
        ({"volume": None}, {"volume": 3}, {"volume": None}, ["volume"]),
        ({"funding": []}, {"title": "Embung"}, {"funding": [], "title": "Embung"}, []),
        ({"title": "A", "volume": 2}, {"title": "B", "volume": 3}, {"title": "A", "volume": 2}, ["title", "volume"]),
    ],
)
def test_merge(mine, theirs, values, conflicts):
    merged = merge(BASE, BASE | mine, BASE | theirs)

    assert (merged.values, merged.conflicts) == (BASE | values, conflicts)


def test_merge_takes_lines_for_the_same_however_they_end():
    merged = merge({"goal": "Satu\nDua"}, {"goal": "Satu\r\nDua"}, {"goal": "Tiga"})

    assert (merged.values, merged.conflicts) == ({"goal": "Tiga"}, [])


def test_merge_of_an_unknown_base_asks_wherever_the_two_differ():
    merged = merge(dict.fromkeys(BASE, UNKNOWN), BASE | {"volume": 2}, BASE)

    assert (merged.values, merged.conflicts) == (BASE | {"volume": 2}, ["volume"])
