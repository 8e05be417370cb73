"""The papers of the house say what is so: links lead somewhere, settings and commands that they name exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/openkam/tools/**/README*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
VARIABLE = re.compile(r"\b(?:OPENKAM_[A-Z_]+|DATABASE_URL)\b")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(paper: Path) -> None:
    targets = [target for target in LINK.findall(paper.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (paper.parent / target).exists()] == []


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in ROOT.glob("src/openkam/**/*.py") if "test" not in path.name
    )
    code += "DATABASE_URL"
    documented = set(VARIABLE.findall((ROOT / "docs/guide/settings.md").read_text(encoding="utf-8")))
    assert set(VARIABLE.findall(code)) == documented


def test_every_command_of_the_command_line_paper_exists() -> None:
    from openkam.cli import main

    paper = (ROOT / "docs/guide/command-line.md").read_text(encoding="utf-8")
    named = set(re.findall(r"openkam ([a-z]+)", paper)) | set(re.findall(r"\| ([a-z]+)", paper))
    context = main.make_context("openkam", [], resilient_parsing=True)
    assert named - set(main.list_commands(context)) == set()
