"""The docs page of the tools, grown from their folders: `update` writes it, `check` fails where it is old."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "tools" / "README.md"
HEAD = """# The tools

Each tool explains itself in its folder, in three languages: the question it answers, how to read the answer, its
limits, formulas and sources. In the application, **Toolbox** shows every one with its worked example and a form for
your own numbers. On the command line `openkam tool` lists them, `openkam tool KEY --example` prints a worked example,
and `openkam tool KEY < inputs.json` computes.
"""


def page() -> str:
    """The page as the registry says it."""
    from openkam.tools import registry

    parts = [HEAD]
    for phase, tools in groupby(registry.every(), key=lambda tool: tool.phase):
        parts.append(f"\n## {phase.value.capitalize()}\n\n| Tool | Question | 中文 |\n|---|---|---|\n")
        for tool in tools:
            folder = f"../../{tool.folder.relative_to(ROOT).as_posix()}"
            chinese = f"[繁]({folder}/README.zh-Hant.md) · [简]({folder}/README.zh-Hans.md)"
            parts.append(
                f"| [{tool.title.message}]({folder}/README.md) `{tool.key}` | {tool.question.message} | {chinese} |\n"
            )
    return "".join(parts)


def main() -> int:
    """Exit code 1 if the page is not what the registry says."""
    if sys.argv[1:] == ["update"]:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page():
        sys.stderr.write("docs/tools/README.md is old: run python scripts/tool_docs.py update\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
