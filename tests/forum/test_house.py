"""How the house writes and asks: filters, components, form bricks."""

import datetime
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from forum.form_bricks import DateField, FilterForm, HouseForm, RupiahField, UnitInput, read_date, read_rupiah
from forum.links import Link, links_of
from forum.models import Opd, Person
from forum.templatetags import house

MOMENT = datetime.datetime(2024, 3, 15, 6, 30, tzinfo=datetime.UTC)
DAY = datetime.date(2024, 3, 15)


# Filters


@pytest.mark.parametrize(
    ("filter_name", "value", "text"),
    [
        ("rupiah", 1_500_000, "Rp1.500.000"),
        ("rupiah", 0, "Rp0"),
        ("terbilang_rupiah", 1_500_000, "satu juta lima ratus ribu rupiah"),
        ("terbilang_rupiah", 1_100, "seribu seratus rupiah"),
        ("angka", 1234, "1.234"),
        ("angka", 0, "0"),
        ("angka", 1000, "1.000"),
        ("angka", Decimal("1234.50"), "1.234,5"),
        ("angka", Decimal("2.00"), "2"),
        ("angka", Decimal("1E+3"), "1.000"),
        ("angka", 0.1, "0,1"),
        ("persen", 12.5, "12,5 %"),
        ("persen", 100, "100 %"),
        ("persen", Decimal("33.3333"), "33,3 %"),
        ("lp", (25, 10), "25 L / 10 P"),
        ("lp", (25, None), "25 L / 0 P"),
        ("lp", (None, None), "–"),
        ("tanggal", DAY, "15 Maret 2024"),
        ("hari_tanggal", DAY, "Jumat, 15 Maret 2024"),
        ("hari_tanggal", datetime.date(2023, 8, 6), "Minggu, 6 Agustus 2023"),
        ("jam", datetime.time(9, 5), "09.05"),
    ],
)
def test_filter_writes_as_offices_do(filter_name, value, text):
    assert getattr(house, filter_name)(value) == text


@pytest.mark.parametrize(
    "filter_name",
    ["rupiah", "terbilang_rupiah", "angka", "persen", "lp", "tanggal", "hari_tanggal", "jam", "waktu", "ago"],
)
def test_filter_writes_a_dash_for_nothing(filter_name):
    assert getattr(house, filter_name)(None) == "–"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "15 Maret 2024, 13.30 WIB"),
        ("Asia/Makassar", "15 Maret 2024, 14.30 WITA"),
        ("Asia/Jayapura", "15 Maret 2024, 15.30 WIT"),
    ],
)
def test_waktu_tells_the_zone_of_the_page(zone, text):
    with timezone.override(ZoneInfo(zone)):
        assert house.waktu(MOMENT) == text


def test_tanggal_of_a_moment_is_the_day_in_the_zone_of_the_page():
    late = datetime.datetime(2024, 3, 15, 16, 30, tzinfo=datetime.UTC)

    with timezone.override(ZoneInfo("Asia/Jayapura")):
        assert house.tanggal(late) == "16 Maret 2024"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "hari ini"),
        (-1, "kemarin"),
        (1, "besok"),
        (-3, "3 hari lalu"),
        (14, "14 hari lagi"),
        (-90, "3 bulan lalu"),
        (-800, "2 tahun lalu"),
    ],
)
def test_ago_says_how_far_away_a_day_is(days, text):
    assert house.ago(DAY + datetime.timedelta(days=days), DAY) == text


@pytest.mark.parametrize(
    ("label", "error", "told"),
    [
        ("Volume", "Tulis angka, misalnya 2,5.", "Volume: Tulis angka, misalnya 2,5."),
        ("Volume", "Isi volume, misalnya 2.", "Isi volume, misalnya 2."),
    ],
)
def test_summary_names_the_field_of_an_error_that_does_not(label, error, told):
    class Form(HouseForm):
        wanted = forms.CharField(label=label, error_messages={"required": error})

    html = render_to_string("components/error_summary.html", {"form": Form({"wanted": ""})})

    assert f'<li><a href="#id_wanted">{told}</a></li>' in html


def test_lp_takes_two_numbers_in_a_template():
    assert Template("{% load house %}{{ men|lp:women }}").render(Context({"men": 58, "women": 10})) == "58 L / 10 P"


def test_panel_is_a_section_with_its_heading():
    template = Template('{% load house %}{% panel title=title id="jawaban" %}<p>isi</p>{% endpanel %}')

    assert template.render(Context({"title": "Jawaban <OPD>"})) == (
        '<section class="panel" id="jawaban"><h2 class="panel-title">Jawaban &lt;OPD&gt;</h2><p>isi</p></section>'
    )


# Components


def component(name: str, request=None, **context) -> str:
    """Render one component with its white space folded."""
    return " ".join(render_to_string(f"components/{name}.html", context, request=request).split())


def test_badge_says_its_state_as_word_and_shape():
    html = component("badge", state=SimpleNamespace(label="Disepakati", tone="good"))

    assert "#good" in html
    assert html.endswith("</svg>Disepakati</span>")


@pytest.mark.parametrize(
    ("open_count", "total", "shown_open", "text"),
    [
        (3, 5, 3, "3 dari 5 tersisa"),
        (0, 5, 0, "habis, 5 terpakai"),
        (7, 24, 0, "7 dari 24 tersisa"),
        (0, 0, 0, "tanpa lokus"),
    ],
)
def test_lokus_squares_say_in_words_what_they_draw(open_count, total, shown_open, text):
    html = component("lokus_squares", open=open_count, total=total)

    assert html.count('class="open"') == shown_open
    assert html.count("<i") == (total if total <= 10 else 0)
    assert f"{text}</span>" in html


@pytest.mark.parametrize(("days", "text"), [(12, "belum dijawab, 12 hari"), (0, "belum dijawab, diteruskan hari ini")])
def test_days_waiting_is_said_in_words(days, text):
    assert text in component("days_waiting", days=days)


def test_facts_show_a_dash_for_nothing_but_not_for_zero():
    html = component("facts", items=[("Volume", 0), ("Nomor SIPD", None), ("Catatan", "")])

    assert "<dt>Volume</dt><dd>0</dd>" in html
    assert html.count("<dd>–</dd>") == 2


def test_history_tells_when_what_why_and_who():
    entry = SimpleNamespace(at=MOMENT, sentence="Dikembalikan", note="Isi volume.", actor="Camat Kodi")

    html = component("history", entries=[entry])

    assert "15 Maret 2024 <small>14.30</small>" in html
    assert "<p>Dikembalikan</p> <blockquote>Isi volume.</blockquote>" in html
    assert "Camat Kodi" in html


def test_pagination_keeps_the_rest_of_the_address():
    page = Paginator(range(60), 25).page(2)

    html = component("pagination", request=RequestFactory().get("/", {"kecamatan": "3", "page": "2"}), page=page)

    assert 'href="?kecamatan=3&amp;page=1"' in html
    assert 'href="?kecamatan=3&amp;page=3"' in html
    assert "Halaman 2 dari 3" in html


def test_pagination_of_one_page_is_not_shown():
    assert component("pagination", page=Paginator([1], 25).page(1)) == ""


# What is read from forms


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15 Maret 2024", DAY),
        ("15 mar 2024", DAY),
        (" 5 Agustus 2024 ", datetime.date(2024, 8, 5)),
        ("31 Februari 2024", None),
        ("1 ju 2024", None),  # Juni or Juli
        ("15 March 2024", None),
        ("besok", None),
    ],
)
def test_read_date(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("Rp1.500.000", 1_500_000),
        ("Rp. 1.500.000,00", 1_500_000),
        ("rp 75.000,-", 75_000),
        ("1,5 juta", 1_500_000),
        ("75 ribu", 75_000),
        ("0", 0),
        ("1.50", None),
        ("1.5000", None),
        ("1,500", None),
        ("12 34", None),
        ("-5", None),
        ("banyak", None),
    ],
)
def test_read_rupiah(text, amount):
    assert read_rupiah(text) == amount


class ShapeForm(HouseForm):
    examples = {"volume": "2"}
    layout = Layout("volume", "cost", "held_on", "starts_at", Fieldset("Penerima manfaat", "sector", "way", "note"))

    volume = forms.DecimalField(label="Volume", widget=UnitInput(suffix="ekor"), localize=True)
    cost = RupiahField(label="Biaya", help_text="Perkiraan seluruh biaya.", min_value=1)
    held_on = DateField(label="Tanggal musyawarah")
    starts_at = forms.TimeField(label="Pukul")
    sector = forms.ChoiceField(label="Bidang", choices=[("", "---"), ("farm", "Pertanian")])
    way = forms.ChoiceField(label="Hasil", choices=[("a", "Disepakati"), ("b", "Ditunda")], widget=forms.RadioSelect)
    note = forms.CharField(label="Catatan", required=False)


FILLED = {
    "volume": "2,5",
    "cost": "Rp1.500.000",
    "held_on": "15 Maret 2024",
    "starts_at": "14.30",
    "sector": "farm",
    "way": "a",
}


def test_form_reads_what_people_write():
    form = ShapeForm(FILLED)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "volume": Decimal("2.5"),
        "cost": 1_500_000,
        "held_on": DAY,
        "starts_at": datetime.time(14, 30),
        "sector": "farm",
        "way": "a",
        "note": "",
    }


def test_form_never_reads_the_month_first():
    assert not ShapeForm(FILLED | {"held_on": "05/13/2024"}).is_valid()
    assert ShapeForm(FILLED | {"held_on": "13/05/2024"}).is_valid()


def test_form_says_what_to_do():
    missing = {name: [str(error) for error in errors] for name, errors in ShapeForm({}).errors.items()}
    wrong = {
        name: [str(error) for error in errors]
        for name, errors in ShapeForm(dict.fromkeys(FILLED, "x y") | {"cost": "0"}).errors.items()
    }

    assert missing == {
        "volume": ["Isi volume, misalnya 2."],
        "cost": ["Isi biaya."],
        "held_on": ["Isi tanggal musyawarah."],
        "starts_at": ["Isi pukul."],
        "sector": ["Pilih bidang."],
        "way": ["Pilih hasil."],
    }
    assert wrong == {
        "volume": ["Tulis angka, misalnya 2,5."],
        "cost": ["Tulis angka 1 atau lebih."],
        "held_on": ["Tulis tanggal seperti 15 Maret 2024 atau pilih dari kalender."],
        "starts_at": ["Tulis pukul seperti 14.30."],
        "sector": ["Pilih salah satu dari daftar."],
        "way": ["Pilih salah satu dari daftar."],
    }


def test_form_keeps_a_sentence_of_its_own():
    class OwnForm(HouseForm):
        opd = forms.CharField(label="OPD", error_messages={"required": "Sebutkan OPD yang dituju."})
        nip = forms.CharField(label="NIP")

    errors = OwnForm({}).errors

    assert errors == {"opd": ["Sebutkan OPD yang dituju."], "nip": ["Isi NIP."]}


def test_form_summary_leads_to_each_field_and_everything_typed_is_kept():
    form = ShapeForm(FILLED | {"cost": "1.50", "way": "z"})
    form.add_error(None, "Usulan ini baru saja diubah orang lain.")

    html = component("form", form=form, submit_label="Simpan draf", cancel_url="/batal/")

    assert "<li>Usulan ini baru saja diubah orang lain.</li>" in html
    assert '<a href="#id_cost">Biaya: Tulis jumlah rupiah, misalnya 1.500.000.</a>' in html
    assert '<a href="#id_way_0">Hasil: Pilih salah satu dari daftar.</a>' in html
    assert 'id="id_way_0"' in html
    assert 'value="1.50"' in html
    assert 'aria-describedby="id_cost_helptext id_cost_error"' in html
    assert html.count("<form") == 0


def test_form_shows_stored_values_as_inputs_need_them():
    stored = {"volume": Decimal("2.5"), "cost": 1_500_000, "held_on": DAY, "starts_at": datetime.time(14, 30)}

    html = component("form", form=ShapeForm(initial=stored), submit_label="Simpan draf")

    assert 'type="date" name="held_on" value="2024-03-15"' in html
    assert 'type="time" name="starts_at" value="14:30"' in html
    assert 'value="1.500.000"' in html
    assert 'value="2,5"' in html
    assert '<span class="input-group-text">ekor</span>' in html
    assert html.count("(boleh kosong)") == 1
    assert '<button class="btn btn-primary" type="submit">Simpan draf</button>' in html


def test_form_notices_that_money_has_not_changed():
    form = ShapeForm(FILLED | {"cost": "1.500.000"}, initial={"cost": 1_500_000})

    assert "cost" not in form.changed_data


def test_confirm_asks_with_the_consequence():
    html = component("confirm", title="Tetapkan final?", consequence="Tidak dapat diubah.", submit_label="Tetapkan")

    assert "<h1>Tetapkan final?</h1>" in html
    assert '<p class="notice">Tidak dapat diubah.</p>' in html


class ShapeFilter(FilterForm):
    sector = forms.ChoiceField(label="Bidang", choices=[("", "---"), ("farm", "Pertanian")])
    year = forms.IntegerField(label="Tahun")


def test_filter_uses_only_what_can_be_read():
    form = ShapeFilter({"sector": "farm", "year": "dua ribu"})

    assert form.values() == {"sector": "farm"}
    assert form.active_count == 1


def test_filter_form_keeps_its_values_in_view():
    html = component("filters", form=ShapeFilter({"sector": "farm"}))

    assert "Saring (1 dipakai)" in html
    assert '<option value="farm" selected>Pertanian</option>' in html
    assert '<option value="">Semua</option>' in html
    assert 'href="?">Hapus saringan' in html


def test_links_lists_what_higher_floors_offer_for_a_record(monkeypatch):
    monkeypatch.setattr("forum.links.LINKS", {"forum.opd": [("Semua OPD", "forum:opd_detail")]})

    assert links_of(Opd(pk=7)) == [Link("Semua OPD", "/opd/7/")]
    assert links_of(Person(pk=7)) == []
