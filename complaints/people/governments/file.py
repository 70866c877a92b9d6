"""A government as a file: its name, its regulation, the hour of its reminders and its units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

import yaml

from complaints.decrees import PROVINCE_ZONES
from complaints.people.governments.limits import check_limits
from complaints.people.governments.look import check_look
from complaints.people.governments.refusal import GovernmentFileError
from complaints.people.governments.service import NUMBER, check_service
from complaints.people.governments.wording import check_wording
from engine.catalogue import _

FIELDS = ("id", "name", "regulation", "process", "province", "units")
OPTIONAL: dict[str, Any] = {
    "reminds_at": "16:00",
    "cuti_bersama_stops_clock": True,
    "contact_name": "",
    "contact_address": "",
    "contact_phone": "",
    "contact_whatsapp": "",
    "contact_hours": "",
    "contact_map": "",
    "disclosure": "pelapor",
    "wilayah": {},
    "authorities": {},
    "borrows": "",
    "articles": {},
    "channels": {},
    "region_codes": {},
    "teams": [],
    "colour": "",
    "crest": "",
    "texts": {},
    "limits": {},
    "people": {},
    "restricted_process": "",
    "activities": [],
}
"""`people` are log-ins to try the program with: read by the demo alone (see `complaints.demo.government`)."""
DISCLOSURES = ("pelapor", "publik")
"""Who may read how a complaint was settled: its reporter alone, or everybody (then without the identity)."""

REACHED_BY = {"contact_phone": 40, "contact_whatsapp": 40, "contact_hours": 200, "contact_map": 300}
"""How a citizen reaches the government, with the longest text."""
LENGTHS = REACHED_BY | {"name": 120, "regulation": 200, "contact_name": 120, "contact_address": 300}
LONGEST_UNIT = 160
LONGEST_PLACE = 80
"""Characters of a kecamatan, a desa, a process and the short name of an authority; its name may have `LONGEST_UNIT`."""
LONGEST_NORM, LONGEST_ARTICLE, MOST_ARTICLES = 40, 120, 600
CODE = re.compile(r"[A-Z]{2}")

UNIT_KINDS = ("pd", "bumd")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_DEEP = 40
MOST_CHARACTERS = 500_000


@dataclass(frozen=True)
class Government:
    """What the file says, checked."""

    values: dict[str, Any]
    units: dict[str, str]
    unit_kinds: dict[str, str]
    """`pd` or `bumd`, for every unit."""

    @property
    def id(self) -> str:
        return str(self.values["id"])

    @property
    def processes(self) -> list[str]:
        """Every process that it runs, the complaint process first."""
        named = [self.values["process"], self.values["restricted_process"], *self.values["activities"]]
        return [str(process_id) for process_id in named if process_id]


def read_government(path: Path) -> Government:
    """Reads a YAML file. Raises GovernmentFileError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GovernmentFileError(_("%(name)s: tidak dapat dibaca", name=path.name)) from error
    return parse_government(text, path.name)


def parse_government(text: str, file: str) -> Government:
    """The same from a text; `file` names it in what is refused. Raises GovernmentFileError."""
    path = Path(file)
    if len(text) > MOST_CHARACTERS:
        raise GovernmentFileError(_("%(name)s: terlalu panjang", name=path.name))
    try:
        deep = 0
        for each in yaml.parse(text, yaml.CSafeLoader):
            deep += isinstance(each, yaml.CollectionStartEvent) - isinstance(each, yaml.CollectionEndEvent)
            if deep > MOST_DEEP:  # the fast loader goes down without a bound: the process would die of it
                raise GovernmentFileError(_("%(name)s: bukan YAML", name=path.name))
            if isinstance(each, yaml.AliasEvent):
                raise GovernmentFileError(_("%(name)s: tulis setiap nilai, tanpa rujukan (&, *)", name=path.name))
            if isinstance(each, yaml.ScalarEvent) and "\x00" in each.value:
                raise GovernmentFileError(_("%(name)s: memuat huruf yang tidak dapat disimpan", name=path.name))
        given = yaml.load(text, yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise GovernmentFileError(_("%(name)s baris %(line)s: bukan YAML", name=path.name, line=line)) from error
    if not isinstance(given, dict):
        raise GovernmentFileError(_("%(name)s: bukan daftar isian", name=path.name))
    return checked_government(given, path.name)


def checked_government(given: dict[str, Any], file: str) -> Government:
    """What the entries of a file say, whoever wrote them: a file, or the pages on which a new government is entered.

    Raises GovernmentFileError.
    """
    path = Path(file)
    missing = [name for name in FIELDS if not given.get(name)]
    unknown = sorted(set(given) - set(FIELDS) - set(OPTIONAL))
    if missing or unknown:
        raise GovernmentFileError(
            _(
                "%(name)s: kurang %(missing)s, tidak dikenal %(unknown)s",
                name=path.name,
                missing=missing,
                unknown=unknown,
            )
        )
    if given["province"] not in PROVINCE_ZONES:
        raise GovernmentFileError(
            _(
                "%(name)s: provinsi %(value)r tidak dikenal; tulis misalnya ID-KS",
                name=path.name,
                value=given["province"],
            )
        )
    values = OPTIONAL | {name: value for name, value in given.items() if name != "units"}
    try:
        time.fromisoformat(str(values["reminds_at"]))
    except ValueError as error:
        raise GovernmentFileError(
            _("%(name)s: jam pengingat %(value)r; tulis misalnya '16:00'", name=path.name, value=values["reminds_at"])
        ) from error
    _check_lists(path.name, values)
    _check_ids(path.name, str(given["id"]), given["units"])
    check_texts(values)
    check_service(path.name, values)
    check_look(values)
    check_wording(values["texts"])
    check_limits(values["limits"])
    units = {str(slug): _unit(path.name, unit) for slug, unit in given["units"].items()}
    return Government(
        values, {slug: name for slug, (name, _) in units.items()}, {slug: kind for slug, (_, kind) in units.items()}
    )


def check_texts(values: dict[str, Any]) -> None:
    """Lengths, numbers and addresses of what people read. Raises GovernmentFileError."""
    for name, longest in LENGTHS.items():
        if len(str(values[name])) > longest:
            raise GovernmentFileError(_("%(name)s: paling banyak %(longest)s huruf", name=name, longest=longest))
    for name in ("contact_phone", "contact_whatsapp"):
        if values[name] and not NUMBER.fullmatch(str(values[name])):
            raise GovernmentFileError(_("%(name)s: tulis nomor saja, misalnya +62 811-2345-678", name=name))
    if values["contact_map"] and not str(values["contact_map"]).startswith("https://"):
        raise GovernmentFileError(_("contact_map: tulis alamat peta yang dimulai https://"))


def _check_ids(file: str, instansi_id: str, units: Any) -> None:
    """What stands in addresses and scopes of decrees: small letters, digits and dashes."""
    if not isinstance(units, dict):
        raise GovernmentFileError(_("%(file)s: units memuat id dan nama setiap unit", file=file))
    for slug, longest in ((instansi_id, 40), *((str(each), 60) for each in units)):
        if not SLUG.fullmatch(slug) or len(slug) > longest:
            raise GovernmentFileError(
                _("%(file)s: id %(slug)r; pakai huruf kecil, angka, dan tanda hubung saja", file=file, slug=slug)
            )


def _unit(file: str, given: Any) -> tuple[str, str]:
    """Name and kind of a unit, which is a name, or a name with its kind."""
    unit = given if isinstance(given, dict) else {"name": given}
    kind = unit.get("kind", UNIT_KINDS[0])
    if not unit.get("name") or set(unit) - {"name", "kind"} or kind not in UNIT_KINDS:
        raise GovernmentFileError(
            _("%(file)s: unit %(given)r; tulis namanya, atau {name: …, kind: bumd}", file=file, given=given)
        )
    if len(str(unit["name"])) > LONGEST_UNIT:
        raise GovernmentFileError(_("%(file)s: nama unit paling banyak %(n)s huruf", file=file, n=LONGEST_UNIT))
    return str(unit["name"]), str(kind)


def _check_lists(name: str, values: dict[str, Any]) -> None:
    wilayah = values["wilayah"]
    _check_processes(name, values)
    if values["disclosure"] not in DISCLOSURES:
        raise GovernmentFileError(
            _(
                "%(name)s: disclosure %(value)r; pilih %(disclosures)s",
                name=name,
                value=values["disclosure"],
                disclosures=" atau ".join(DISCLOSURES),
            )
        )
    if not isinstance(wilayah, dict) or not all(isinstance(below, list) for below in wilayah.values()):
        raise GovernmentFileError(
            _("%(name)s: wilayah memuat kecamatan, masing-masing dengan daftar desa (boleh [])", name=name)
        )
    if not isinstance(values["authorities"], dict):
        raise GovernmentFileError(
            _("%(name)s: authorities memuat nama singkat dan nama lengkap instansi lain", name=name)
        )
    places = [*wilayah, *(desa for below in wilayah.values() for desa in below), *values["authorities"]]
    if any(len(str(each)) > LONGEST_PLACE for each in places):
        raise GovernmentFileError(
            _("%(name)s: nama wilayah atau nama singkat paling banyak %(n)s huruf", name=name, n=LONGEST_PLACE)
        )
    checked_articles(name, values)
    if any(len(str(each)) > LONGEST_UNIT for each in values["authorities"].values()):
        raise GovernmentFileError(
            _("%(name)s: nama instansi lain paling banyak %(n)s huruf", name=name, n=LONGEST_UNIT)
        )


def checked_articles(name: str, values: dict[str, Any]) -> None:
    """Own articles stand beside those of the regulation that is borrowed, by norm. Raises GovernmentFileError."""
    articles, code = values["articles"], str(values["borrows"])
    if code and not CODE.fullmatch(code):
        raise GovernmentFileError(
            _("%(name)s: borrows %(code)r; tulis kode register, misalnya NG", name=name, code=code)
        )
    if not isinstance(articles, dict) or (articles and not code):
        raise GovernmentFileError(_("%(name)s: articles memuat norma dan pasal sendiri, di samping borrows", name=name))
    for norm, own in articles.items():
        if (
            not str(norm).startswith(f"{code}-")
            or not own
            or len(str(norm)) > LONGEST_NORM
            or len(str(own)) > LONGEST_ARTICLE
        ):
            raise GovernmentFileError(
                _(
                    "%(name)s: pasal sendiri bagi %(norm)s; tulis misalnya Pasal 9 ayat (1)",
                    name=name,
                    norm=str(norm)[:60],
                )
            )
    if len(articles) > MOST_ARTICLES:
        raise GovernmentFileError(_("%(name)s: paling banyak %(n)s pasal", name=name, n=MOST_ARTICLES))


def _check_processes(name: str, values: dict[str, Any]) -> None:
    """Their ids fit, and that of whistleblowers' reports is no other one."""
    activities = values["activities"]
    if not isinstance(activities, list) or not all(isinstance(process_id, str) for process_id in activities):
        raise GovernmentFileError(_("%(name)s: activities memuat daftar nama proses", name=name))
    others, restricted = [str(values["process"]), *activities], str(values["restricted_process"])
    if any(len(each) > LONGEST_PLACE for each in (*others, restricted)):
        raise GovernmentFileError(_("%(name)s: nama proses paling banyak %(n)s huruf", name=name, n=LONGEST_PLACE))
    if restricted and restricted in others:
        raise GovernmentFileError(
            _("%(name)s: restricted_process adalah proses tersendiri, bukan proses lain juga", name=name)
        )


def written_government(government: Government) -> str:
    """The government as its file, in YAML: what `read_government` reads again."""
    kinds = government.unit_kinds
    units = {
        slug: name if kinds[slug] == UNIT_KINDS[0] else {"name": name, "kind": kinds[slug]}
        for slug, name in government.units.items()
    }
    values = {name: value for name, value in government.values.items() if value != OPTIONAL.get(name)}
    text: str = yaml.safe_dump(values | {"units": units}, allow_unicode=True, sort_keys=False, width=120)
    return text
