"""Makes the catalogues ready, and names the texts that a language does not have yet (`make messages`)."""

from __future__ import annotations

import sys

from babel.messages.pofile import read_po

from web.translations import DOMAINS, LANGUAGES, SOURCE, file_of, texts_in

for language in LANGUAGES.keys() - {SOURCE}:
    for domain in DOMAINS:
        texts_in(language, domain)
        with file_of(language, domain).open("rb") as file:
            catalog = read_po(file, locale=language)
        missing = [each.id for each in catalog if each.id and (each.fuzzy or not each.string or not all(each.string))]
        lines = [
            f"{language}, {domain}: {len(catalog)} texts, {len(missing)} missing",
            *(f"  {each!r}" for each in missing),
        ]
        sys.stdout.write("\n".join(lines) + "\n")
