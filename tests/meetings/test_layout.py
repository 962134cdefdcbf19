"""How a berita acara lies on its pages, for documents of many shapes; `./dev bench papers` tries many more."""

import pypdfium2
import pytest

from forum.drawing import draw
from meetings.pdf import agreement_job
from meetings.specimen import specimen
from tests.meetings.layout import faults_of, made_up
from tests.pdf_checks import problems_of


@pytest.mark.parametrize("seed", range(12))
def test_made_up_paper_is_well_laid_out_and_fit_for_the_archive(seed):
    content, imprint = made_up(seed, most_rows=25)

    pdf = draw(agreement_job(content, imprint))

    assert faults_of(content, pdf) == []
    assert problems_of(pdf) == []


@pytest.mark.parametrize("rows", range(18, 30))
def test_subtotal_never_opens_a_page(rows):
    """One row more each time, so that the end of an OPD's rows meets the end of a page."""
    content, imprint = specimen(rows=rows, signatories=2)

    assert faults_of(content, draw(agreement_job(content, imprint))) == []


def test_faults_are_noticed():
    content, imprint = specimen(rows=4, signatories=2)
    pdf = draw(agreement_job(content, imprint))
    content["agreed"][0]["rows"][0]["title"] = "Yang tidak tercetak"

    assert faults_of(content, pdf) == ["lost: Yang tidak tercetak"]


def test_same_content_gives_the_same_bytes():
    content, imprint = specimen(rows=4, signatories=2)

    first, second = (draw(agreement_job(content, imprint)) for _ in range(2))

    assert first == second
    assert len(pypdfium2.PdfDocument(first)) == 8
