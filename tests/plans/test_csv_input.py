"""Files that people hand to a command: each fault is one line with file, row and column."""

import csv

import pytest

from plans.csv_input import InputRefused, Unique, read_rows

COLUMNS = ["id", "pagu"]


def fault(tmp_path, data, columns=COLUMNS, use=lambda row: row.whole("pagu")):
    """Return what is said of a file, without its folder."""
    file = tmp_path / "opd.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(InputRefused) as refused:
        [use(row) for row in read_rows(file, columns)]
    assert "\n" not in str(refused.value)
    return str(refused.value).replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("", "opd.csv, baris 1: berkas kosong. Kolom yang diperlukan: id, pagu."),
        ("\n\n", "opd.csv, baris 1: berkas kosong. Kolom yang diperlukan: id, pagu."),
        ("id,nama\n1,PU\n", "opd.csv, baris 1, kolom pagu: kolom ini tidak ada."),
        ("id,pagu,pagu\n", "opd.csv, baris 1, kolom pagu: kolom ini ada lebih dari satu."),
        ("id,pagu\n1,2\n2,\n", "opd.csv, baris 3, kolom pagu: sel ini kosong."),
        ("id,pagu\n1\n", "opd.csv, baris 2, kolom pagu: sel ini kosong."),
        ("id,pagu\n\n1,-5\n", "opd.csv, baris 3, kolom pagu: -5 kurang dari nol."),
        ("id,pagu\n1,banyak\n", "opd.csv, baris 2, kolom pagu: “banyak” bukan angka."),
        ("id,pagu\n1,NaN\n", "opd.csv, baris 2, kolom pagu: “NaN” bukan angka."),
        ("id,pagu\n1,1e99\n", "opd.csv, baris 2, kolom pagu: 1e99 terlalu besar."),
        ("id,pagu\n1,2.5\n", "opd.csv, baris 2, kolom pagu: 2.5 bukan bilangan bulat."),
        ("id,pagu\n1,2,3\n", "opd.csv, baris 2: 3 sel, padahal hanya ada 2 kolom."),
        ('id,pagu\n1,2\n"2,3\n', "opd.csv, baris 3: tanda kutip di baris ini tidak berpasangan."),
        (
            b"id,pagu\n1,2\n2,\xff\n",
            "opd.csv, baris 3, kolom pagu: huruf di sini bukan UTF-8. Simpan berkas sebagai CSV UTF-8.",
        ),
        (b"id,\xff\n", "opd.csv, baris 1: huruf di sini bukan UTF-8. Simpan berkas sebagai CSV UTF-8."),
        (
            f"id,pagu\n1,{'9' * 1_048_576}\n",
            "opd.csv, baris 2, kolom pagu: sel ini berisi 1048576 huruf; paling banyak 32767.",
        ),
    ],
)  # fmt: skip
def test_fault_is_told_with_its_place(tmp_path, data, sentence):
    assert fault(tmp_path, data) == sentence


def test_missing_file_is_told(tmp_path):
    with pytest.raises(InputRefused, match=r"hilang\.csv: berkas tidak dapat dibaca"):
        read_rows(tmp_path / "hilang.csv", COLUMNS)


def test_repeated_key_names_both_rows(tmp_path):
    once = Unique()

    sentence = fault(tmp_path, "id,pagu\n7,1\n8,1\n7,2\n", use=lambda row: once.check(row, "id", row.text("id")))

    assert sentence == "opd.csv, baris 4, kolom id: sama dengan baris 2."


def test_unknown_flag_is_told(tmp_path):
    sentence = fault(tmp_path, "id,pagu,fixed\n1,2,mungkin\n", use=lambda row: row.flag("fixed"))

    assert sentence == "opd.csv, baris 2, kolom fixed: “mungkin” tidak dikenal. Tulis 1 atau 0."


def test_columns_are_found_by_name_whatever_else_is_there(tmp_path):
    file = tmp_path / "opd.csv"
    file.write_bytes('\ufeffcatatan; pagu ;id\r\n"baris\nbaru";1,5;PU\r\n;7\r\n'.encode())

    rows = read_rows(file, COLUMNS)

    assert [(row.number, row.cells["id"], str(row.number_of("pagu"))) for row in rows] == [
        (2, "PU", "1.5"),
        (3, "", "7"),
    ]
    assert [row.flag("fixed") for row in rows] == [False, False]


def test_the_usual_limit_of_the_csv_module_is_put_back(tmp_path):
    before = csv.field_size_limit()
    fault(tmp_path, f"id,pagu\n1,{'9' * 200_000}\n")

    assert csv.field_size_limit() == before
