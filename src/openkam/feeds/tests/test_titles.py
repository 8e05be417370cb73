"""Job titles, and what they propose."""

from __future__ import annotations

import pytest

from openkam.feeds.titles import TitleProposal, proposal


@pytest.mark.parametrize(
    ("title", "function", "level"),
    [
        ("Purchasing Manager", "Purchasing", "managers"),
        ("Head of Purchasing", "Purchasing", "directors"),
        ("Senior Buyer", "Purchasing", "specialists"),
        ("Owner", "Board", "board"),
        ("President & CEO", "Board", "board"),
        ("Chief Financial Officer", "Finance", "board"),
        ("Vice President, Supply Chain", "Logistics", "directors"),
        ("VP Quality", "Quality", "directors"),
        ("Assistant to the Managing Director", "Administration", "clerks"),
        ("Assistant Manager, R&D", "R&D", "managers"),
        ("Product Owner", "", "specialists"),
        ("General Manager", "", "directors"),
        ("Warehouse Operator", "Logistics", "operators"),
        ("Shipping Supervisor", "Logistics", "managers"),
        ("Accounts payable clerk", "Finance", "clerks"),
        ("Process Engineer", "Operations", "specialists"),
        ("採購經理", "採購", "managers"),
        ("采购总监", "采购", "directors"),
        ("品保處長", "品質", "directors"),
        ("质量工程师", "质量", "specialists"),
        ("總經理", "董事會", "board"),
        ("总经理", "董事会", "board"),
        ("副總經理", "", "directors"),
        ("董事長特助", "", "clerks"),
        ("董事長", "董事會", "board"),
        ("財務長", "財務", "board"),
        ("銷售總經理", "業務", "directors"),
        ("研發部課長", "研發", "managers"),
        ("倉管", "物流", "operators"),
        ("人力资源专员", "人力资源", "specialists"),
        ("助理", "", "clerks"),
        ("", "", None),
        ("Wizard of light bulb moments", "", None),
    ],
)
def test_a_title_proposes_function_and_level(title: str, function: str, level: str | None) -> None:
    assert proposal(title) == TitleProposal(function, level)  # type: ignore[arg-type] # a level, spelt out above


def test_the_name_that_the_account_uses_is_taken() -> None:
    assert proposal("採購經理", ["Quality", "purchasing"]).function == "purchasing"
    assert proposal("Purchasing Manager", ["採購"]).function == "採購"


def test_a_name_within_a_word_says_nothing() -> None:
    assert proposal("Curator of exhibits") == TitleProposal()
