"""A berita acara from made-up records, without any database."""

import io

import pikepdf
import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from tests.pdf_checks import problems_of


def make(path, *arguments) -> bytes:
    call_command("sample_paper", *arguments, "--output", str(path), stdout=io.StringIO())
    return path.read_bytes()


def test_sample_paper_has_the_rows_and_signatures_that_were_asked_for(tmp_path):
    pdf = make(tmp_path / "contoh.pdf", "--rows", "9", "--signatories", "4", "--sign", "2")

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        signed = {str(field.T): "/V" in field for field in opened.Root.AcroForm.Fields}
    assert {name for name, is_signed in signed.items() if is_signed} == {"segel", "ttd-1", "ttd-2"}
    assert {name for name, is_signed in signed.items() if not is_signed} == {"ttd-3", "ttd-4"}
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    assert "sebanyak 6 usulan" in " ".join(text.split())
    assert problems_of(pdf) == []


def test_sample_paper_is_the_same_every_time(tmp_path):
    first, second = (make(tmp_path / name, "--rows", "2", "--signatories", "1") for name in ("a.pdf", "b.pdf"))

    assert first == second


@pytest.mark.parametrize(
    "arguments",
    [
        ("--rows", "-1"),
        ("--rows", "5001"),
        ("--signatories", "0"),
        ("--signatories", "201"),
        ("--signatories", "2", "--sign", "3"),
        ("--sign", "-1"),
    ],
)
def test_impossible_paper_is_refused_in_words_and_nothing_is_written(tmp_path, arguments):
    path = tmp_path / "contoh.pdf"

    with pytest.raises(CommandError, match="antara"):
        call_command("sample_paper", *arguments, "--output", str(path))

    assert not path.exists()


def test_file_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(CommandError, match="tidak dapat ditulis"):
        call_command("sample_paper", "--rows", "0", "--signatories", "1", "--output", str(tmp_path / "tiada" / "x.pdf"))
