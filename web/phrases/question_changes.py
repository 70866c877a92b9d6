"""What a form says of a question, as an owner reads it in a list of differences: its kind, its rules, its choices."""

from __future__ import annotations

import json
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

KINDS = {
    "checkbox": _l("kotak centang"),
    "radio": _l("satu pilihan"),
    "select": _l("satu pilihan dari daftar"),
    "checklist": _l("beberapa pilihan"),
    "taglist": _l("beberapa pilihan dari daftar"),
    "group": _l("kelompok isian"),
    "dynamiclist": _l("daftar yang dapat ditambah"),
    "text": _l("teks"),
    "html": _l("teks"),
    "separator": _l("garis pemisah"),
    "spacer": _l("jarak"),
    "image": _l("gambar"),
    "button": _l("tombol"),
    "filepicker": _l("berkas"),
    "expression": _l("nilai yang dihitung"),
    "datetime": _l("tanggal atau waktu"),
    "number": _l("angka"),
    "textfield": _l("teks sebaris"),
    "textarea": _l("teks panjang"),
}
RULES = {
    "required": _l("wajib diisi"),
    "minLength": _l("paling sedikit %(n)s huruf"),
    "maxLength": _l("paling banyak %(n)s huruf"),
    "min": _l("paling kecil %(n)s"),
    "max": _l("paling besar %(n)s"),
    "pattern": _l("berpola %(n)s"),
    "validationType": _l("berupa %(n)s"),
}


def said(of: str, text: str) -> str:
    """A value of a question in words; as it stands where it has none."""
    if of == "type":
        return str(KINDS.get(text, text))
    if of in ("disabled", "readonly"):
        return _("ya") if text == "true" else _("tidak")
    try:
        given = json.loads(text) if of in ("validate", "values", "conditional") else None
    except ValueError:
        return text
    if isinstance(given, dict) and of == "validate":
        known = [rule for rule in RULES if rule in given]
        rules = [*known, *sorted(given.keys() - RULES.keys())]
        return "; ".join(told for rule in rules if (told := _rule(rule, given[rule]))) or "–"
    if isinstance(given, dict) and of == "conditional" and set(given) == {"hide"}:
        return _("tersembunyi bila %(syarat)s", syarat=str(given["hide"]).removeprefix("="))
    if isinstance(given, list) and of == "values":
        return ", ".join(str(each.get("label", each)) if isinstance(each, dict) else str(each) for each in given)
    return text


def _rule(name: str, value: Any) -> str:
    if value is False:
        return ""
    return str(RULES[name]) % {"n": value} if name in RULES else f"{name}: {value}"
