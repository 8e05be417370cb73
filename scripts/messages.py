"""Translations: `update` renews the catalogues from the code, `compile` makes the .mo files, `check` fails on a gap.

Texts are gathered from Python and from Django templates by Babel; nothing but Python is needed.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "openkam"
LOCALES = ("zh_Hant", "zh_Hans")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
NAMED = re.compile(r"%\((\w+)\)[sd]|\{(\w+)[^{}]*\}")


def sources() -> Iterator[tuple[Path, bytes]]:
    """Every Python file and template of the package, templates turned into the Python that Django's own tools read."""
    import django
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts and "tests" not in path.parts and not path.name.startswith("test_"):
            yield path, path.read_bytes()
    for path in sorted(PACKAGE.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
            # Babel reads this with Python's tokenizer, to which a template's indentation would be an error.
            yield path, "\n".join(line.lstrip() for line in lines).encode()


def gather() -> Catalog:
    """A catalogue of every text in the code. Line numbers are left out: they would change with every edit."""
    catalog = Catalog(project="OpenKAM", copyright_holder="the OpenKAM authors", msgid_bugs_address="")
    for path, content in sources():
        place = path.relative_to(PACKAGE).as_posix()
        for _line, message, comments, context in extract(
            "python", io.BytesIO(content), keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        ):
            if message and (message if isinstance(message, str) else message[0]):
                catalog.add(message, locations=[(place, None)], auto_comments=comments, context=context)
    return catalog


def catalogue_path(locale: str) -> Path:
    """Where the texts of a locale lie."""
    return PACKAGE / "locale" / locale / "LC_MESSAGES" / "django.po"


def read(locale: str) -> Catalog:
    """The catalogue of a locale, empty if there is none yet."""
    path = catalogue_path(locale)
    if path.exists():
        with path.open("rb") as stream:
            catalog = read_po(stream, locale=locale)
    else:
        catalog = Catalog(locale=locale)
    catalog.fuzzy = False
    catalog.project, catalog.version = "OpenKAM", ""
    catalog.header_comment = f"# OpenKAM in {catalog.locale_identifier}. Licence: Apache-2.0."
    return catalog


def update() -> int:
    """Add new texts, drop those that the code no longer has; nothing is guessed from similar ones."""
    template = gather()
    for locale in LOCALES:
        catalog = read(locale)
        catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalog.obsolete.clear()
        path = catalogue_path(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, catalog, sort_output=True, width=120, include_lineno=False)
        print(f"{locale}: {len(catalog)} texts, {len(missing(catalog))} without a translation")
    return 0


def compile_all() -> int:
    """Write a .mo beside every .po."""
    for locale in LOCALES:
        path = catalogue_path(locale)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as stream:
                write_mo(stream, read(locale))
    return 0


def translations(message: Message) -> tuple[str, ...]:
    """The translated forms of one text."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ("",))


def missing(catalog: Catalog) -> list[str]:
    """Texts with an empty or doubtful translation."""
    return [str(message.id) for message in catalog if message.id and (message.fuzzy or not all(translations(message)))]


def placeholders(text: str) -> set[str]:
    """The named places in a text."""
    return {a or b for a, b in NAMED.findall(text)}


def misplaced(catalog: Catalog) -> list[str]:
    """Texts whose translation names a place that the source does not, or loses one that the plural source has."""
    wrong = []
    for message in catalog:
        if not message.id:
            continue
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        known = set().union(*(placeholders(form) for form in forms))
        for translated in translations(message):
            if translated and placeholders(translated) != known:
                wrong.append(str(message.id))
    return wrong


def check() -> int:
    """Fail when a text of the code is not in every catalogue, complete, with the same places."""
    wanted = {(message.id, message.context) for message in gather() if message.id}
    failed = False
    for locale in LOCALES:
        catalog = read(locale)
        have = {(message.id, message.context) for message in catalog if message.id}
        problems = (
            [f"not in the catalogue: {ident!r}" for ident, _context in sorted(wanted - have, key=str)]
            + [f"no longer in the code: {ident!r}" for ident, _context in sorted(have - wanted, key=str)]
            + [f"not translated: {text!r}" for text in missing(catalog)]
            + [f"places differ: {text!r}" for text in misplaced(catalog)]
        )
        for problem in problems[:40]:
            print(f"{locale}: {problem}", file=sys.stderr)
        if problems:
            failed = True
            print(f"{locale}: {len(problems)} problem(s); run `make messages` and translate.", file=sys.stderr)
    if not failed:
        print(f"{len(wanted)} texts, complete in {', '.join(LOCALES)}")
    return int(failed)


if __name__ == "__main__":
    actions = {"update": update, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(f"usage: messages.py {'|'.join(actions)}")
    sys.exit(actions[sys.argv[1]]())
