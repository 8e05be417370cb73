"""The criteria to begin with, each with a written scale so that two raters mean the same."""

from __future__ import annotations

from dataclasses import dataclass

from openkam.core.i18n import LazyText, gettext_lazy as _
from openkam.tools.define.selection.inputs import Criterion


@dataclass(frozen=True)
class DefaultCriterion:
    """A criterion in the reader's language; `scale` says what 1, 5 and 10 mean."""

    id: str
    name: LazyText
    scale: LazyText
    minimum: float | None = None

    def criterion(self) -> Criterion:
        """As an input, with the texts of the language that is active now."""
        return Criterion(id=self.id, name=str(self.name), scale=str(self.scale), minimum=self.minimum)


DEFAULT_CRITERIA = (
    DefaultCriterion(
        "revenue_potential",
        _("Revenue potential"),
        _("1: smaller than our average customer in three years. 5: twice the average. 10: among our five largest."),
    ),
    DefaultCriterion(
        "profit_potential",
        _("Profit potential"),
        _("1: would not cover the cost of serving it. 5: our average margin. 10: clearly above our best margins."),
    ),
    DefaultCriterion(
        "centralised_purchasing",
        _("Centralised purchasing strategy"),
        _("1: every site buys for itself. 5: framework contracts, sites choose. 10: one team decides for all sites."),
    ),
    DefaultCriterion(
        "market_leader",
        _("Market leader"),
        _("1: a follower in its market. 5: among the first five. 10: the leader whom others imitate."),
    ),
    DefaultCriterion(
        "strikes_competitors",
        _("Winning this customer strikes the competitors"),
        _("1: no competitor would notice. 5: one would lose a good customer. 10: the main rival would lose its base."),
    ),
    DefaultCriterion(
        "ceo_relationship",
        _("Existing CEO relationship"),
        _("1: the chief executives have never met. 5: they meet once a year. 10: each takes the other's call."),
    ),
    DefaultCriterion(
        "complementary_technologies",
        _("Complementary technologies"),
        _("1: no use for each other's technology. 5: useful in one product. 10: together they make what neither can."),
    ),
    DefaultCriterion(
        "supplier_certification",
        _("Strict supplier certification"),
        _("1: anyone may supply. 5: an audit on paper. 10: a strict scheme that we have passed and few others can."),
    ),
    DefaultCriterion(
        "buying_orientation",
        _("Buying orientation, strategic or transactional"),
        _("1: the lowest price of the day. 5: contracts of a year. 10: a strategic buyer who plans with suppliers."),
    ),
    DefaultCriterion(
        "cultural_fit",
        _("Cultural fit"),
        _("1: values and ways of working clash. 5: different but workable. 10: teams work as one without being told."),
    ),
    DefaultCriterion(
        "systems_fit",
        _("Systems the same or complementary"),
        _("1: nothing connects; all is retyped. 5: files are exchanged. 10: the same or fully connected systems."),
    ),
    DefaultCriterion(
        "solvency",
        _("Solvency"),
        _("1: insolvency is likely. 5: an average credit rating. 10: the best rating and strong reserves."),
        minimum=3,
    ),
    DefaultCriterion(
        "prompt_payment",
        _("Prompt payment"),
        _("1: more than 60 days late on average. 5: about 15 days late. 10: always on time or early."),
    ),
    DefaultCriterion(
        "product_line_fit",
        _("Product-line fit"),
        _("1: needs what we do not make. 5: half of its need is in our line. 10: our line covers all of it."),
    ),
    DefaultCriterion(
        "flexibility",
        _("Flexibility"),
        _("1: every change is a dispute. 5: agrees to changes after negotiation. 10: looks for the best way with us."),
    ),
    DefaultCriterion(
        "raw_material_base",
        _("Shared raw-material base"),
        _("1: no material in common. 5: some that could be bought together. 10: mostly the same materials."),
    ),
    DefaultCriterion(
        "acquisition_cost",
        _("Acceptable cost of acquisition"),
        _("1: would not pay back in five years. 5: pays back in two years. 10: pays back within half a year."),
    ),
    DefaultCriterion(
        "advanced_practices",
        _("Innovative and advanced best practices (R&D, production)"),
        _("1: behind its industry. 5: at its level. 10: sets the practice that others follow."),
    ),
    DefaultCriterion(
        "outsourcing_will",
        _("Prospect has repeatedly voiced the will to outsource"),
        _("1: does everything itself on principle. 5: has asked once. 10: asks again and again, with a budget."),
    ),
    DefaultCriterion(
        "expertise",
        _("Expertise and capability (inventory, logistics)"),
        _(
            "Read it as: needs expertise that we have; or, where your company says so: has expertise that we need. "
            "1: neither needs the other's. 5: in one process. 10: could not do without it."
        ),
    ),
    DefaultCriterion(
        "honest_dealing",
        _("Honest dealing"),
        _("1: has deceived us. 5: keeps to the letter of what is agreed. 10: tells us bad news before we ask."),
        minimum=4,
    ),
    DefaultCriterion(
        "service_partner",
        _("Can become a service partner for our products"),
        _("1: no service of its own. 5: could be trained within a year. 10: could serve our products tomorrow."),
    ),
)
"""The set of 22. Equal weights are only where to begin: choose the five to seven criteria that matter most."""


def default_criteria() -> tuple[Criterion, ...]:
    """`DEFAULT_CRITERIA` as inputs, in the active language."""
    return tuple(criterion.criterion() for criterion in DEFAULT_CRITERIA)
