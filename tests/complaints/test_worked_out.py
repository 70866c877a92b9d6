"""What a form or a version works out is kept with it, and with nothing else: not with another form, way in or version."""

from __future__ import annotations

from complaints.intake.kinds import kinds
from complaints.intake.start_form import MOST_WAYS, start_form
from complaints.intake.starts import WEBSITE, entrances_of
from complaints.law.bundles import FOLDERS, bundle_files, read_folders
from complaints.people.roles import Role
from engine.definition.bundle import Bundle, read_bundle
from engine.definition.forms import Form, parse_form
from engine.definition.forms.pages import all_pages
from tests.support import diagrams as d
from tests.support.citizen import PROCESS


def bundle(change: str = "") -> Bundle:
    """The process of Tanah Laut; `change`: another word for the kind of complaints."""
    files = bundle_files(read_folders(FOLDERS), PROCESS)
    return read_bundle(
        {name: text.replace('"Pengaduan"', f'"{change}"') if change else text for name, text in files.items()}
    )


def test_another_version_has_its_own_ways_in_and_kinds() -> None:
    old, new = bundle(), bundle("Keluhan warga")
    for _ in range(2):
        assert "Pengaduan" in [each.label for each in kinds(old, process_id=PROCESS)]
        assert "Keluhan warga" in [each.label for each in kinds(new, process_id=PROCESS)]
    of_old, of_new = ([way.form for way in entrances_of(each, process_id=PROCESS)] for each in (old, new))
    assert of_old != of_new


def test_what_was_kept_cannot_be_changed_by_who_asks() -> None:
    one = bundle()
    entrances_of(one, process_id=PROCESS).clear()
    kinds(one, process_id=PROCESS).clear()
    assert entrances_of(one, process_id=PROCESS)
    assert kinds(one, process_id=PROCESS)


def form() -> Form:
    return parse_form(d.form("isian", judul="textfield"), name="isian")


def test_each_way_in_has_its_own_start_form_and_they_are_bounded() -> None:
    asked = form()
    website = start_form(asked, kanal=WEBSITE)
    assert start_form(asked, kanal=WEBSITE) is website
    by_letter = start_form(asked, kanal="surat", role=Role.ADMIN_INSTANSI)
    assert (website.context, by_letter.context) == (
        {"kanal": WEBSITE, "tingkat": ""}, {"kanal": "surat", "tingkat": "instansi"}
    )  # fmt: skip
    for number in range(MOST_WAYS * 2):
        assert start_form(asked, kanal=f"kanal{number}").context["kanal"] == f"kanal{number}"
    assert len(asked.worked_out) <= MOST_WAYS


def test_the_pages_of_a_form_are_its_own() -> None:
    one, other = form(), form()
    assert all_pages(one) is all_pages(one)
    assert all_pages(one)[0].form.fields["judul"] is not all_pages(other)[0].form.fields["judul"]
