"""The words of messages and the numbers that the government sets for itself, with a look at each text as it is sent."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.files.attachments import most_mb
from complaints.founding.draft_checks import sentence
from complaints.intake.starts import newest_bundle
from complaints.notices.wording import changeable, default_text, sample, suggested_english
from complaints.people.governments import GovernmentFileError
from complaints.people.governments.limits import FILE_MB, FILES_MB, LIMITS, Bound, check_limits
from complaints.people.governments.wording import ENGLISH, check_wording, has_english, placeholders
from engine.definition.bundle import Bundle
from engine.definition.forms.components.files import FilePicker
from engine.errors import NotFoundError
from web.admin.blueprint import admin, blueprint, here
from web.admin.government import present, save
from web.services import services

SIZE = re.compile(r"\d+ ?(?:MB|KB|berkas)")


@blueprint.get("/pengaturan")
@admin
def wording() -> ResponseReturnValue:
    """Texts and numbers as they are."""
    values = present().values
    return _page({**values["texts"], **values["limits"]}, {})


@blueprint.post("/pengaturan")
@admin
def save_wording() -> ResponseReturnValue:
    """Shows the texts as they would be sent (`lihat`), fills in English ones (`inggris`), or saves everything; what is
    empty is the program's own, and an empty English text is not sent.
    """
    data, keys = present(), _keys()
    given = {name: _typed(name) for name in (*keys, *LIMITS)}
    if request.form.get("langkah") == "inggris":
        english = {key: suggested_english(key.removesuffix(ENGLISH)) for key in keys if key.endswith(ENGLISH)}
        return _page(given | {key: given[key] or text for key, text in english.items()}, {})
    texts = {key: given[key] for key in keys if given[key] and given[key] != _default(key)}
    limits = {name: given[name] for name in LIMITS if given[name] and given[name] != str(LIMITS[name].default)}
    errors = {**_errors(check_wording, texts), **_errors(check_limits, limits)} or _too_large(limits)
    if errors or request.form.get("langkah") == "lihat":
        return _page(given, errors, seen=not errors)
    kept = {key: text for key, text in data.values["texts"].items() if key not in keys}
    apart = {name: value for name, value in data.values["limits"].items() if name not in LIMITS}
    save(here(), replace(data, values=data.values | {"texts": kept | texts, "limits": apart | limits}))
    flash(_("Tersimpan."))
    return redirect(url_for("admin.wording"), code=303)


def _default(key: str) -> str:
    return "" if key.endswith(ENGLISH) else default_text(key)


def _typed(name: str) -> str:
    return request.form.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()


def _errors(check: Any, values: dict[str, str]) -> dict[str, str]:
    """What is wrong, by field: each value is looked at on its own."""
    found = {}
    for name, value in values.items():
        try:
            check({name: value})
        except GovernmentFileError as refused:
            found[name] = sentence(str(refused).removeprefix(f"{name}: "))
    return found


def _bounds() -> dict[str, Bound]:
    """What may be set here: files go no further than one request of this installation carries."""
    most = most_mb(services().settings.max_body_bytes)
    mb = {name: LIMITS[name] for name in (FILE_MB, FILES_MB)}
    return LIMITS | {
        name: bound._replace(most=min(bound.most, most), default=min(bound.default, most)) for name, bound in mb.items()
    }


def _too_large(limits: dict[str, str]) -> dict[str, str]:
    bounds = _bounds()
    return {
        name: _(
            "Pemasangan ini menerima paling banyak %(most)s MB sekali kirim; operator dapat menaikkannya.", most=most
        )
        for name, value in limits.items()
        if int(value) > (most := bounds[name].most)
    }


def _keys() -> list[str]:
    """The texts of the processes that run here; to whistleblowers speaks the program alone."""
    restricted = present().values["restricted_process"]
    texts = changeable([bundle for process_id, bundle in _bundles().items() if process_id != restricted])
    return [key for text in texts for key in (text, *([text + ENGLISH] if has_english(text) else []))]


def _bundles() -> dict[str, Bundle]:
    now, found = here(), {}
    for process_id in present().processes:
        try:
            found[process_id] = newest_bundle(now.session, instansi_id=now.instansi_id, process_id=process_id)
        except NotFoundError:
            continue
    return found


def _own_sizes() -> list[str]:
    """Titles of forms in force that still say themselves how large or how many files may be: the page says it, too."""
    return sorted(
        {
            form.title or form.name
            for bundle in _bundles().values()
            for form in bundle.forms.values()
            for part in form.fields.values()
            if isinstance(part, FilePicker) and SIZE.search(part.description)
        }
    )


def _page(given: dict[str, str], errors: dict[str, str], *, seen: bool = False) -> ResponseReturnValue:
    now, address = here(), services().settings.base_url
    texts = [
        (key, given.get(key) or _default(key), _default(key), placeholders(key)) for key in _keys()
    ]  # fmt: skip
    shown = {
        key: sample(now.session, instansi_id=now.instansi_id, key=key, text=text, address=f"{address}/…")
        for key, text, _default, _places in texts
        if seen and text
    }
    page = render_template(
        "admin/wording.html", texts=texts, shown=shown, given=given, errors=errors, limits=_bounds(),
        own_sizes=_own_sizes(),
    )  # fmt: skip
    return make_response(page, 422 if errors else 200)
