"""What completeness and health of plans rest on, for one account or many: the number of queries is the same.

The same plan counts the same whoever looks, since whoever sees an account sees all of its plan. What was counted is
remembered until something is written, the books change or the day ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from openkam.feeds.plan_health import Facts, Tally
from openkam.tools.relationship.stage.inputs import STAGES, Stage, Thresholds
from openkam.tools.relationship.stage.maths import link_state
from openkam.web.accounts.models import Account
from openkam.web.people.models import Interaction, Link, TeamMember
from openkam.web.people.queries.revision import count_of, revision_of
from openkam.web.people.relationship import kept
from openkam.web.plans.models import Action, HealthWeight, Insight, Need, Objective, Plan, Reading, Review, Whitespace
from openkam.web.plans.objectives.measures import values_of
from openkam.web.plans.objectives.progress import progress
from openkam.web.plans.objectives.showing import baselines_set_on
from openkam.web.plans.todo.gathered import OVER
from openkam.web.risks.models import Risk
from openkam.web.shell.memory import Memory
from openkam.web.shell.models import User

KEPT_DAYS: Final = 90
"""Next contacts that fell due within so many days are looked at."""
GOOD: Final = ("reached", "on_track")
PLAN_MODELS: Final[tuple[Any, ...]] = (Plan, Insight, Need, Whitespace, Objective, Action)
"""What a plan is made of: with the first row of one of these it is begun."""
_facts: Memory[Facts] = Memory(2048)


def weights() -> dict[str, int]:
    """The weights that differ from the usual. One query."""
    return dict(HealthWeight.objects.values_list("part", "weight"))


def facts_of(user: User, accounts: Iterable[Account], *, only_begun: bool = False) -> dict[int, Facts]:
    """What is counted in the plans of accounts, all of which `user` sees, by their pk.

    With `only_begun` an account of whose plan nothing was ever written is left out; that takes one query.
    """
    asked = {account.pk: account for account in accounts}
    keys = {
        pk: (changes, revision_of(asked[pk]))
        for pk, changes in _changes(asked).items()
        if not only_begun or any(changes[: len(PLAN_MODELS)])
    }
    anew = [asked[pk] for pk, key in keys.items() if not _facts.has((pk, key))]
    made = _read(user, anew) if anew else {}

    def made_of(pk: int) -> Callable[[], Facts]:
        return lambda: made[pk] if pk in made else _read(user, [asked[pk]])[pk]

    return {pk: _facts.get((pk, key), made_of(pk)) for pk, key in keys.items()}


def _changes(accounts: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The number of changes of each kind of row in a plan, those of `PLAN_MODELS` first. One query."""
    of: dict[str, QuerySet[Any]] = {
        model._meta.model_name: model.history.filter(account_id=OuterRef("pk"))
        for model in (*PLAN_MODELS, Review, Risk)
    }
    of["reading"] = Reading.history.filter(objective__account=OuterRef("pk"))
    counts = {f"written_{name}": count_of(rows) for name, rows in of.items()}
    rows = Account.objects.filter(pk__in=accounts).annotate(**counts).order_by().values_list("pk", *counts)
    return {pk: tuple(changes) for pk, *changes in rows}


@dataclass
class _Found:
    """What was found of one account so far."""

    facts: dict[str, Any] = field(default_factory=dict)
    changed: list[date] = field(default_factory=list)

    def change(self, at: datetime | None) -> None:
        """A row was changed at that time."""
        if at is not None:
            self.changed.append(timezone.localtime(at).date())


def _read(user: User, accounts: Sequence[Account]) -> dict[int, Facts]:
    """Count in the plans of these accounts."""
    today, pks = timezone.localdate(), [account.pk for account in accounts]
    found: dict[int, _Found] = {pk: _Found() for pk in pks}
    for count in (_texts, _rows, _actions, _people, _risks):
        count(found, today)
    _objectives(user, accounts, found, today)
    ages = _ages(pks, today)
    for account in accounts:
        one = found[account.pk]
        standing = kept.standing(user, account)
        one.facts["stage_now"] = _number(standing.read or standing.claimed)
        one.facts["stage_target"] = _number(standing.target)
        one.facts["has_target"] = standing.target is not None
        plan = (today - max(one.changed)).days if one.changed else None
        one.facts["ages"] = {**ages.get(account.pk, {}), "plan": plan}
    return {pk: Facts(**one.facts) for pk, one in found.items()}


def _number(stage: Stage | None) -> int | None:
    return STAGES.index(stage) + 1 if stage else None


def _texts(found: Mapping[int, _Found], _today: date) -> None:
    for plan in Plan.objects.filter(account__in=found):
        one = found[plan.account_id]
        one.facts |= {
            "has_summary": bool(plan.summary.strip()),
            "has_business": bool(plan.business.strip()),
            "has_value": bool(plan.value_proposition.strip()),
            "has_wallet": plan.wallet is not None and bool(plan.wallet_source.strip()),
        }
        if any(one.facts.values()):
            # A plan without texts was only opened.
            one.change(plan.changed_at)


def _rows(found: Mapping[int, _Found], _today: date) -> None:
    """Insights, needs and the whitespace, counted in the database."""
    insights: Any = Insight.objects.filter(account__in=found).order_by().values("account", "kind")
    confirmed = Count("pk", filter=~Q(state=Insight.State.ASSUMED))
    for row in insights.annotate(confirmed=confirmed, changed=Max("changed_at")):
        one = found[row["account"]]
        one.facts["insight_kinds"] = one.facts.get("insight_kinds", 0) + 1
        one.facts["confirmed_kinds"] = one.facts.get("confirmed_kinds", 0) + bool(row["confirmed"])
        one.change(row["changed"])
    needs: Any = Need.objects.filter(account__in=found).order_by().values("account")
    for row in needs.annotate(**_tallied("said", Q(contact__isnull=False)), changed=Max("changed_at")):
        found[row["account"]].facts["needs_said"] = _tally(row, "said")
        found[row["account"]].change(row["changed"])
    cells: Any = Whitespace.objects.filter(account__in=found).order_by().values("account")
    winnable = Q(state__in=[Whitespace.State.RIVAL, Whitespace.State.OPEN])
    counts = {
        **_tallied("spend", Q(spend__isnull=False)),
        **_tallied("potential", Q(potential__isnull=False), winnable),
    }
    for row in cells.annotate(**counts, changed=Max("changed_at")):
        one = found[row["account"]]
        one.facts["cells_spend"], one.facts["cells_potential"] = _tally(row, "spend"), _tally(row, "potential")
        one.change(row["changed"])


def _tallied(name: str, done: Q, among: Q | None = None) -> dict[str, Any]:
    """What a group of rows is annotated with so that `_tally` can read it; `among` narrows what is counted."""
    all_of = among if among is not None else Q(pk__isnull=False)
    return {
        f"{name}_done": Count("pk", filter=all_of & done),
        f"{name}_of": Count("pk", filter=all_of),
        f"{name}_first": Min("pk", filter=all_of & ~done),
    }


def _tally(row: Mapping[str, Any], name: str) -> Tally:
    return Tally(row[f"{name}_done"], row[f"{name}_of"], row[f"{name}_first"])


def _actions(found: Mapping[int, _Found], today: date) -> None:
    is_open, late = ~Q(status__in=OVER), Q(due_on__lt=today)
    counts: dict[str, Any] = {
        **_tallied("owner", Q(owner__isnull=False), is_open),
        **_tallied("day", Q(due_on__isnull=False), is_open),
        "late": Count("pk", filter=is_open & late),
        "first_late": Min("pk", filter=is_open & late),
        "open": Count("pk", filter=is_open),
        "principals": Count("pk", filter=Q(is_principal=True) & ~Q(status=Action.Status.DROPPED)),
        "changed": Max("changed_at"),
    }
    held = _held(found, today)
    rows: Any = Action.objects.filter(account__in=found).order_by().values("account")
    for row in rows.annotate(**counts):
        one, stuck = found[row["account"]], held[row["account"]]
        one.facts |= {
            "actions": {"owner": _tally(row, "owner"), "day": _tally(row, "day")},
            "on_time": Tally(row["open"] - row["late"], row["open"], row["first_late"]),
            "not_held": Tally(row["open"] - len(stuck), row["open"], min(stuck, default=None)),
            "principals": row["principals"],
        }
        one.change(row["changed"])


def _held(found: Mapping[int, _Found], today: date) -> Mapping[int, set[int]]:
    """Actions that should have begun and wait for another, or that wait for one that is overdue, by account."""
    through = Action.waits_for.through._default_manager
    waits = through.filter(from_action__account__in=found).exclude(from_action__status__in=OVER)
    begun, late = Q(from_action__starts_on__lte=today), Q(to_action__due_on__lt=today)
    rows = waits.exclude(to_action__status__in=OVER).filter(begun | late)
    held: defaultdict[int, set[int]] = defaultdict(set)
    for account, pk in rows.values_list("from_action__account", "from_action"):
        held[account].add(pk)
    return held


def _people(found: Mapping[int, _Found], today: date) -> None:
    team = TeamMember.objects.filter(account__in=found, left_on__isnull=True).order_by().values("account")
    for row in team.annotate(managers=Count("pk", filter=Q(is_main=True))):
        found[row["account"]].facts |= {"has_team": True, "has_manager": bool(row["managers"])}
    _links(found, today)
    _kept(found, today)


def _links(found: Mapping[int, _Found], today: date) -> None:
    """Thousands of links have few cadences and days, so they are counted by these."""
    there = Link.objects.filter(contact__account__in=found, contact__left_on__isnull=True, member__left_on__isnull=True)
    live: defaultdict[int, int] = defaultdict(int)
    every: defaultdict[int, int] = defaultdict(int)
    groups = there.order_by().values_list("contact__account", "cadence_days", "last_two_way_on")
    for account, cadence, last, count in groups.annotate(count=Count("pk")):
        every[account] += count
        if link_state((today - last).days if last else None, cadence, Thresholds()) == "live":
            live[account] += count
    for account, count in every.items():
        found[account].facts["links"] = Tally(live[account], count)


def _kept(found: Mapping[int, _Found], today: date) -> None:
    """Next contacts that fell due, and those of them since which somebody has spoken with the person."""
    through = Interaction.contacts.through._default_manager
    newer = Q(interaction__on__gt=OuterRef("interaction__on"))
    newer |= Q(interaction__on=OuterRef("interaction__on"), interaction__gt=OuterRef("interaction"))
    due = through.filter(
        interaction__account__in=found,
        interaction__next_on__gte=today - timedelta(days=KEPT_DAYS),
        interaction__next_on__lt=today,
        contact__left_on__isnull=True,
    ).annotate(spoken=Exists(through.filter(newer, contact=OuterRef("contact"))))
    counts: dict[str, Any] = {"done": Count("pk", filter=Q(spoken=True)), "of": Count("pk")}
    rows: Any = due.order_by().values("interaction__account")
    for row in rows.annotate(**counts):
        found[row["interaction__account"]].facts["kept"] = Tally(row["done"], row["of"])


def _risks(found: Mapping[int, _Found], today: date) -> None:
    """The account's own: what stops a subsidiary is in the subsidiary's plan."""
    answered = ~Q(response="") & (Q(due_on__isnull=True) | Q(due_on__gte=today))
    rows = Risk.objects.filter(account__in=found).order_by().values("account")
    for row in rows.annotate(**_tallied("answered", answered, ~Q(status="closed"))):
        found[row["account"]].facts |= {"has_risks": True, "answered": _tally(row, "answered")}


def _objectives(user: User, accounts: Sequence[Account], found: Mapping[int, _Found], today: date) -> None:
    """What each open objective has, and whether it is on track as its own page says."""
    of: defaultdict[int, list[Objective]] = defaultdict(list)
    for objective in Objective.objects.filter(account__in=found):
        found[objective.account_id].change(objective.changed_at)
        if not objective.is_closed:
            of[objective.account_id].append(objective)
    every = [objective for rows in of.values() for objective in rows]
    since = baselines_set_on([one.pk for one in every])
    # Typed values of all accounts are read at once; what is computed is asked for by account.
    typed = [one for one in every if one.measure == Objective.Measure.TYPED]
    values = values_of(user, accounts[0], typed) if typed else {}
    for account in accounts:
        computed = [one for one in of.get(account.pk, ()) if one.measure != Objective.Measure.TYPED]
        values |= values_of(user, account, computed) if computed else {}
    for pk, rows in of.items():
        stands = {one.pk: progress(one, values[one.pk], since.get(one.pk), today).standing for one in rows}
        # A computed measure is one as soon as it is chosen; of a typed one somebody must have typed a value.
        measured = {one.pk: one.measure != Objective.Measure.TYPED or values[one.pk].value is not None for one in rows}
        found[pk].facts |= {
            "objectives": {
                "measure": _tally_of(measured),
                "target": _tally_of({one.pk: one.target is not None for one in rows}),
                "day": _tally_of({one.pk: one.due_on is not None for one in rows}),
                "owner": _tally_of({one.pk: one.owner_id is not None for one in rows}),
            },
            "on_track": _tally_of({key: stands[key] in GOOD for key in stands if stands[key] != "unknown"}),
        }
    _readings(found)


def _readings(found: Mapping[int, _Found]) -> None:
    rows = Reading.objects.filter(objective__account__in=found).order_by().values("objective__account")
    for row in rows.annotate(newest=Max("at")):
        found[row["objective__account"]].change(row["newest"])


def _tally_of(done: Mapping[int, bool]) -> Tally:
    """Rows by key, in their order, and whether each of them has it."""
    missing = [pk for pk, is_done in done.items() if not is_done]
    return Tally(len(done) - len(missing), len(done), missing[0] if missing else None)


def _ages(pks: Sequence[int], today: date) -> dict[int, dict[str, int | None]]:
    """Days since the last talk and the last review."""
    talk = Interaction.objects.filter(account=OuterRef("pk"), is_two_way=True, on__lte=today).order_by("-on")
    review = Review.objects.filter(account=OuterRef("pk"), closed_at__isnull=False, on__lte=today).order_by("-on")
    rows = Account.objects.filter(pk__in=pks).annotate(
        talk=Subquery(talk.values("on")[:1]), review=Subquery(review.values("on")[:1])
    )
    return {
        pk: {"talk": _days(talked, today), "review": _days(reviewed, today)}
        for pk, talked, reviewed in rows.order_by().values_list("pk", "talk", "review")
    }


def _days(day: date | None, today: date) -> int | None:
    return (today - day).days if day else None
