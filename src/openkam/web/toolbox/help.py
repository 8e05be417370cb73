"""The README of a tool as help, in the reader's language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from openkam.core.tool import Tool

_SUFFIX = {"en": "", "zh-Hant": ".zh-Hant", "zh-Hans": ".zh-Hans"}


def help_of(tool: Tool[Any, Any], language: str) -> SafeString:
    """The help of `tool` as HTML, without its title; English where the language is missing."""
    return _rendered(tool.folder / f"README{_SUFFIX[language]}.md", tool.folder / "README.md")


@lru_cache(maxsize=128)
def _rendered(path: Any, otherwise: Any) -> SafeString:
    text = (path if path.is_file() else otherwise).read_text(encoding="utf-8")
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    body = text.partition("\n")[2] if text.startswith("# ") else text
    tokens = reader.parse(body)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            # The page has its own headings above.
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
        if token.type == "table_open":
            # On a phone it scrolls inside itself, for the keyboard too.
            token.attrSet("tabindex", "0")
    html: str = reader.renderer.render(tokens, reader.options, {})
    return SafeString(mark_safe(html))  # noqa: S308  # our own README, and raw HTML is switched off in the reader
