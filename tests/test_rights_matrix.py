"""Every address × every role × somebody else's object: what is not yours is not there.

The addresses are found, not listed: a new page without an entry in `RULES` fails here. A rule says for whom the
page exists; for all others it must answer 404, and to strangers the sign-in page. Objects are made by Alice; the
account is B, on whose team nobody is, and A, on whose team Bob and Vera (a viewer) are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from openkam.web.cycles.actions.candidates import add_candidates
from openkam.web.cycles.actions.cycles import copy_set, open_cycle
from openkam.web.cycles.models import Candidate, Cycle
from openkam.web.imports.models import ImportRun, RunFile, StoredFile
from openkam.web.people.actions.contacts import add_contact, delete_contact, draw_line
from openkam.web.people.actions.stage_surveys import make_stage_survey
from openkam.web.people.actions.talk import delete_interaction, record
from openkam.web.people.actions.team import add_member, delete_joint_team, put_joint_team
from openkam.web.people.models import Contact, ContactImport, LogImport, StageSurvey
from openkam.web.plans.actions.reminding import make_feed, want_digest
from openkam.web.plans.actions.review import close_review, open_review
from openkam.web.plans.actions.rows import add_row, delete_row
from openkam.web.plans.actions.todo import add_action
from openkam.web.plans.models import Need, Objective
from openkam.web.plans.reminders.sending import stop_token
from openkam.web.portfolio.models import CostPool, CurrencyRate, ForecastOverride
from openkam.web.risks.models import Risk
from openkam.web.shell.actions import make_sign_in_link
from openkam.web.shell.models import Job, User
from openkam.web.shell.tests.cast import Cast, make_cast

EVERYBODY = {"alice", "bob", "vera", "adam", "charlie"}
LEADS = {"alice", "adam"}
ADMINISTRATORS = {"adam"}
ON_TEAM_A = {"alice", "adam", "bob", "vera"}
EDITORS_OF_A = {"alice", "adam", "bob"}


@dataclass(frozen=True)
class Rule:
    """For whom a page exists. `on_a` where it hangs on an account: who may open it for A; B is for leads alone."""

    exists_for: frozenset[str]
    on_a: frozenset[str] | None = None
    public: bool = False


def only(people: set[str]) -> Rule:
    return Rule(frozenset(people))


PUBLIC = Rule(frozenset(EVERYBODY), public=True)
SIGNED_IN = only(EVERYBODY)
LEADS_ONLY = only(LEADS)
ADMINISTRATORS_ONLY = only(ADMINISTRATORS)
ALICES = only({"alice", "adam"})
"""A job that Alice started: hers and the administrators'."""
ALICE_ALONE = only({"alice"})
WRITERS = only(EVERYBODY - {"vera"})
"""All but viewers: the programme's risks concern everybody."""
SEEN = Rule(frozenset(LEADS), on_a=frozenset(ON_TEAM_A))
NOBODYS = only(set())
"""What belongs to one person alone, and here is nobody's: a finished round, a file or a job under way."""
OF_CANDIDATE_B = LEADS_ONLY
"""A candidate of a cycle whose account is B; what a member may do to one of theirs is tested beside the pages."""
RATERS = only(EVERYBODY - {"vera"})
"""Where a cycle names no raters, everybody but viewers may score what they see."""
CHANGED = Rule(frozenset(LEADS), on_a=frozenset(EDITORS_OF_A))

RULES: dict[str, Rule] = {
    "home": SIGNED_IN,
    "search": SIGNED_IN,
    "language": PUBLIC,
    "theme": PUBLIC,
    "healthz": PUBLIC,
    "favicon": PUBLIC,
    "first-sign-in": PUBLIC,
    "sample-load": LEADS_ONLY,
    "sample-remove": ADMINISTRATORS_ONLY,
    "jobs-running": SIGNED_IN,
    "job": ALICES,
    "job-cancel": ALICES,
    "job-again": ALICES,
    "settings": SIGNED_IN,
    "settings-me": SIGNED_IN,
    "settings-users": ADMINISTRATORS_ONLY,
    "settings-user": ADMINISTRATORS_ONLY,
    "settings-user-link": ADMINISTRATORS_ONLY,
    "settings-user-factor": ADMINISTRATORS_ONLY,
    "settings-books": ADMINISTRATORS_ONLY,
    "rate-add": ADMINISTRATORS_ONLY,
    "rates-paste": ADMINISTRATORS_ONLY,
    "rate-edit": ADMINISTRATORS_ONLY,
    "rate-save": ADMINISTRATORS_ONLY,
    "rate-delete": ADMINISTRATORS_ONLY,
    "pool-add": ADMINISTRATORS_ONLY,
    "pool-edit": ADMINISTRATORS_ONLY,
    "pool-delete": ADMINISTRATORS_ONLY,
    "accounts": SIGNED_IN,
    "account-families": SIGNED_IN,
    "account": SEEN,
    "account-edit": CHANGED,
    "account-parents": CHANGED,
    "account-family": SEEN,
    "account-team": SEEN,
    "account-team-add": CHANGED,
    "account-team-remove": CHANGED,
    "account-history": SEEN,
    "account-undo": CHANGED,
    "account-figures": SEEN,
    "account-figures-part": SEEN,
    "account-months-figure": SEEN,
    "account-lines": SEEN,
    "account-override": CHANGED,
    "account-withdraw": CHANGED,
    "account-workbook": SEEN,
    "imports": LEADS_ONLY,
    "import-upload": LEADS_ONLY,
    "import-run": LEADS_ONLY,
    "import-load": LEADS_ONLY,
    "import-cancel": LEADS_ONLY,
    "import-undo": LEADS_ONLY,
    "import-discard": LEADS_ONLY,
    "import-rejects": LEADS_ONLY,
    "import-file": LEADS_ONLY,
    "import-file-remove": LEADS_ONLY,
    "import-file-download": LEADS_ONLY,
    "portfolio": SIGNED_IN,
    "portfolio-figure": SIGNED_IN,
    "portfolio-figure-table": SIGNED_IN,
    "portfolio-working": SIGNED_IN,
    "portfolio-account": SIGNED_IN,
    "portfolio-deck": SIGNED_IN,
    "portfolio-workbook": SIGNED_IN,
    "portfolio-export": ALICE_ALONE,
    "risks": SIGNED_IN,
    "risk-add": WRITERS,
    "risk-accounts": SIGNED_IN,
    "risks-assign": WRITERS,
    "risks-respond": WRITERS,
    "risks-close": WRITERS,
    "risks-deck": SIGNED_IN,
    "risks-workbook": SIGNED_IN,
    "risks-result": SIGNED_IN,
    "risks-working": SIGNED_IN,
    "risk-restore": LEADS_ONLY,
    "risk": LEADS_ONLY,
    "risk-history": LEADS_ONLY,
    "risk-delete": LEADS_ONLY,
    "account-risks": SEEN,
    "account-people": SEEN,
    "account-chart": SEEN,
    "account-chart-deck": SEEN,
    "account-chart-move": CHANGED,
    "account-chart-line": CHANGED,
    "account-chart-erase": LEADS_ONLY,
    "account-log": SEEN,
    "account-log-names": CHANGED,
    "account-log-import": CHANGED,
    "account-log-upload": CHANGED,
    "interaction-edit": LEADS_ONLY,
    "interaction-later": LEADS_ONLY,
    "interaction-delete": LEADS_ONLY,
    "interaction-history": LEADS_ONLY,
    "interaction-restore": LEADS_ONLY,
    "log-import": ALICE_ALONE,
    "log-import-who": ALICE_ALONE,
    "log-import-load": ALICE_ALONE,
    "log-import-undo": ALICE_ALONE,
    "log-import-discard": ALICE_ALONE,
    "account-contacts-import": CHANGED,
    "account-contacts-upload": CHANGED,
    "contacts-import": WRITERS,
    "contacts-upload": WRITERS,
    "contact-import": LEADS_ONLY,
    "contact-import-reading": LEADS_ONLY,
    "contact-import-rows": LEADS_ONLY,
    "contact-import-load": LEADS_ONLY,
    "contact-import-cancel": LEADS_ONLY,
    "contact-import-undo": LEADS_ONLY,
    "contact-import-discard": LEADS_ONLY,
    "contact-import-rejected": LEADS_ONLY,
    "account-contacts": SEEN,
    "contacts-deck": SEEN,
    "contacts-workbook": SEEN,
    "contact-add": CHANGED,
    "contact-same": CHANGED,
    "people-pair": LEADS_ONLY,
    "contact-edit": LEADS_ONLY,
    "contact-leave": LEADS_ONLY,
    "contact-back": LEADS_ONLY,
    "contact-delete": LEADS_ONLY,
    "contact-merge": LEADS_ONLY,
    "contact-history": LEADS_ONLY,
    "contact-restore": LEADS_ONLY,
    "account-ours": SEEN,
    "member-join": CHANGED,
    "links-hand-over": CHANGED,
    "function-pairs": CHANGED,
    "joint-team-add": CHANGED,
    "member": LEADS_ONLY,
    "member-leave": LEADS_ONLY,
    "member-back": LEADS_ONLY,
    "joint-team": LEADS_ONLY,
    "joint-team-delete": LEADS_ONLY,
    "joint-team-restore": LEADS_ONLY,
    "account-plan": SEEN,
    "plan-text": CHANGED,
    "plan-row-add": CHANGED,
    "plan-row-restore": CHANGED,
    "plan-row": LEADS_ONLY,
    "plan-row-move": LEADS_ONLY,
    "plan-row-delete": LEADS_ONLY,
    "account-whitespace": SEEN,
    "account-objectives": SEEN,
    "objective-add": CHANGED,
    "objective": LEADS_ONLY,
    "objective-reading": LEADS_ONLY,
    "objective-history": LEADS_ONLY,
    "objective-move": LEADS_ONLY,
    "objective-close": LEADS_ONLY,
    "objective-delete": LEADS_ONLY,
    "objective-restore": LEADS_ONLY,
    "whitespace-workbook": SEEN,
    "whitespace-csv": SEEN,
    "whitespace-paste": CHANGED,
    "whitespace-paste-undo": CHANGED,
    "plan-history": SEEN,
    "actions-csv": SEEN,
    "my-actions-workbook": SIGNED_IN,
    "my-actions-csv": SIGNED_IN,
    "account-actions": SEEN,
    "action-add": CHANGED,
    "actions-workbook": SEEN,
    "my-actions": SIGNED_IN,
    "actions-several": WRITERS,
    "action": LEADS_ONLY,
    "action-step": LEADS_ONLY,
    "action-history": LEADS_ONLY,
    "action-delete": LEADS_ONLY,
    "action-restore": LEADS_ONLY,
    "account-relationship": SEEN,
    "account-relationship-without": SEEN,
    "account-relationship-table": SEEN,
    "account-relationship-claim": CHANGED,
    "account-relationship-target": CHANGED,
    "account-relationship-plan": CHANGED,
    "account-relationship-main": CHANGED,
    "account-relationship-ask": CHANGED,
    "account-relationship-revoke": LEADS_ONLY,
    "account-relationship-deck": SEEN,
    "stage-survey": PUBLIC,
    "plan-deck": SEEN,
    "reviews": SEEN,
    **dict.fromkeys(
        (
            "review",
            "review-change",
            "review-start",
            "review-close",
            "review-delete",
            "review-add",
            "review-compare",
            "review-item",
            "review-item-move",
            "review-item-delete",
        ),
        LEADS_ONLY,
    ),
    "plan-slides": SEEN,
    "plan-workbook": SEEN,
    "settings-reminders": SIGNED_IN,
    "calendar-make": SIGNED_IN,
    "calendar-revoke": SIGNED_IN,
    "digest-want": SIGNED_IN,
    "calendar": PUBLIC,
    "digest-stop": PUBLIC,
    "contact": LEADS_ONLY,
    "selection": SIGNED_IN,
    "matrix": SIGNED_IN,
    "cycles": SIGNED_IN,
    "cycle-setup": SIGNED_IN,
    "cycle-candidates": SIGNED_IN,
    "cycle-compare": SIGNED_IN,
    "cycle-scoring": SIGNED_IN,
    "cycle-score-grid": SIGNED_IN,
    "cycle-score-spread": SIGNED_IN,
    "cycle-score-template": SIGNED_IN,
    "cycle-strength": SIGNED_IN,
    "cycle-selection": SIGNED_IN,
    "cycle-selection-sum-of": SIGNED_IN,
    "cycle-matrix": SIGNED_IN,
    "cycle-matrix-points": SIGNED_IN,
    "cycle-matrix-try": SIGNED_IN,
    "cycle-matrix-sure": SIGNED_IN,
    "cycle-matrix-sum": SIGNED_IN,
    "cycle-effort": SIGNED_IN,
    "cycle-files": SIGNED_IN,
    "cycle-deck": SIGNED_IN,
    "cycle-workbook": SIGNED_IN,
    "cycle-criteria": SIGNED_IN,
    "set-pairs": SIGNED_IN,
    "cycle-draw": SIGNED_IN,
    "cycle-draws": SIGNED_IN,
    "cycle-draws-stop": SIGNED_IN,
    "cycle-open": LEADS_ONLY,
    "cycle-settings": LEADS_ONLY,
    "cycle-raters": LEADS_ONLY,
    "cycle-move": LEADS_ONLY,
    "cycle-freeze": LEADS_ONLY,
    "cycle-candidates-add": LEADS_ONLY,
    "cycle-candidates-remove": LEADS_ONLY,
    "cycle-level": LEADS_ONLY,
    "set-method": LEADS_ONLY,
    "set-rank": LEADS_ONLY,
    "set-spread": LEADS_ONLY,
    "set-choose": LEADS_ONLY,
    "set-save": LEADS_ONLY,
    "set-apply": LEADS_ONLY,
    "criterion-remove": LEADS_ONLY,
    "settings-criteria": LEADS_ONLY,
    "settings-health": LEADS_ONLY,
    "settings-health-usual": LEADS_ONLY,
    "library-set": LEADS_ONLY,
    "library-rename": LEADS_ONLY,
    "library-delete": LEADS_ONLY,
    "cycle-decide-several": LEADS_ONLY,
    "cycle-approve": LEADS_ONLY,
    "cycle-close": LEADS_ONLY,
    "cycle-matrix-keep": LEADS_ONLY,
    "cycle-effort-days": LEADS_ONLY,
    "cycle-effort-capacity": LEADS_ONLY,
    "cycle-effort-managers": LEADS_ONLY,
    "cycle-effort-accept": LEADS_ONLY,
    "cycle-effort-plan": LEADS_ONLY,
    "cycle-score-account": OF_CANDIDATE_B,
    "cycle-score-cell": OF_CANDIDATE_B,
    "cycle-strength-account": OF_CANDIDATE_B,
    "cycle-strength-history": OF_CANDIDATE_B,
    "cycle-strength-cell": OF_CANDIDATE_B,
    "cycle-strength-remove": OF_CANDIDATE_B,
    "cycle-strength-drop": OF_CANDIDATE_B,
    "cycle-strength-copy": OF_CANDIDATE_B,
    "cycle-strength-spread": OF_CANDIDATE_B,
    "cycle-strength-ask": OF_CANDIDATE_B,
    "cycle-strength-revoke": OF_CANDIDATE_B,
    "cycle-selection-sum": OF_CANDIDATE_B,
    "cycle-decide": OF_CANDIDATE_B,
    "cycle-matrix-account": OF_CANDIDATE_B,
    "cycle-score-save": RATERS,
    "cycle-score-accept": RATERS,
    "cycle-score-upload": RATERS,
    "cycle-score-done": NOBODYS,
    "cycle-score-preview": NOBODYS,
    "cycle-file-kept": NOBODYS,
    "cycle-changed": NOBODYS,
    "survey": PUBLIC,
    "toolbox": SIGNED_IN,
    "tool": SIGNED_IN,
    "tool-download": SIGNED_IN,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": ALICE_ALONE,
    "mfa_edit_webauthn": ALICE_ALONE,
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_login_error": PUBLIC,
    "socialaccount_signup": PUBLIC,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
}
REDIRECTED_TO_REAUTHENTICATE = {"mfa_remove_webauthn", "mfa_edit_webauthn"}
"""These ask for the password again before they say whether there is anything."""


def patterns(found: Any) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns)
        else:
            yield each


ADDRESSES: dict[str, URLPattern] = {
    pattern.name or str(pattern.pattern): pattern for pattern in patterns(get_resolver().url_patterns)
}


@dataclass(frozen=True)
class World:
    """The cast, and one of everything that a person can own."""

    cast: Cast
    arguments: dict[str, dict[str, Any]]

    def url(self, name: str, account: Any) -> str:
        """The address of `name`, for Alice's object, or for `account` where it hangs on one."""
        given = self.arguments.get(name, {})
        if RULES[name].on_a is not None:
            given = {"pk": account.pk, **given}
        return reverse(name, kwargs=given)


OF_CYCLES = {name for name, pattern in ADDRESSES.items() if pattern.lookup_str.startswith("openkam.web.cycles.")}


def takes(name: str, argument: str) -> bool:
    """Whether the address `name` names `argument`."""
    return argument in ADDRESSES[name].pattern.converters


def cycle_with_b(cast: Cast) -> tuple[Cycle, Candidate]:
    """A cycle after another one, and its candidate B; no raters are named."""
    earlier = open_cycle(author=cast.alice, name="FY20")
    add_candidates(cycle=earlier, accounts=[cast.account_b], author=cast.alice)
    cycle = open_cycle(author=cast.alice, name="FY21", source=earlier)
    return cycle, cycle.candidates.get()


@pytest.fixture
def world(db: None) -> World:
    cast = make_cast()
    alice = cast.alice
    job = Job.objects.create(kind="export", title="Hers", user=alice)
    stored = StoredFile.objects.create(sha256="0" * 64, name="lines.csv", size_bytes=1, uploaded_by=alice)
    run = ImportRun.objects.create(created_by=alice)
    file = RunFile.objects.create(run=run, stored=stored, name="lines.csv")
    rate = CurrencyRate.objects.create(currency="EUR", valid_from=date(2020, 1, 1), rate=Decimal("1.1"))
    pool = CostPool.objects.create(name="Orders", method="key", key="orders", amount_per_year=100)
    override = ForecastOverride.objects.create(
        account=cast.account_b, year_start=date(2030, 1, 1), revenue=1, reason="Because", author=alice
    )
    key = Authenticator.objects.create(user=alice, type=Authenticator.Type.WEBAUTHN, data={"name": "Her key"})
    history_id = cast.account_b.history.get().history_id
    said = {"account": cast.account_b, "source": "planning.other", "impact": "low", "probability": "low"}
    risk, gone = (Risk.objects.create(event=event, created_by=alice, **said) for event in ("Hers", "Deleted"))
    gone.delete()
    in_run = {"pk": run.pk, "file_pk": file.pk}
    arguments: dict[str, dict[str, Any]] = {
        "first-sign-in": {"token": make_sign_in_link(user=cast.charlie)},
        **{name: {"pk": job.pk} for name in ("job", "job-cancel", "job-again", "portfolio-export")},
        **{name: {"pk": alice.pk} for name in ("settings-user", "settings-user-link", "settings-user-factor")},
        **{name: {"pk": rate.pk} for name in ("rate-edit", "rate-save", "rate-delete")},
        **{name: {"pk": pool.pk} for name in ("pool-edit", "pool-delete")},
        **{
            name: {"pk": run.pk}
            for name in (
                "import-run",
                "import-load",
                "import-cancel",
                "import-undo",
                "import-discard",
                "import-rejects",
            )
        },
        **dict.fromkeys(("import-file", "import-file-remove", "import-file-download"), in_run),
        "account-team-remove": {"user_pk": cast.bob.pk},
        "account-undo": {"history_id": history_id},
        "account-withdraw": {"override_pk": override.pk},
        "account-figures-part": {"show": "years"},
        "portfolio-figure": {"figure_id": "whale"},
        "portfolio-figure-table": {"figure_id": "whale"},
        **{name: {"pk": risk.pk} for name in ("risk", "risk-history", "risk-delete")},
        "risk-restore": {"history_id": Risk.history.get(event="Deleted", history_type="-").history_id},
        "risks-working": {"what": "all"},
        **people_arguments(cast),
        **plan_arguments(cast),
        **plan_row_arguments(cast),
        "tool": {"key": "value_quadrant"},
        "tool-download": {"key": "value_quadrant", "kind": "result"},
        "portfolio-working": {"period": "FY20", "key": "net_income", "figure_id": "B"},
        **{name: {"pk": key.pk} for name in ("mfa_remove_webauthn", "mfa_edit_webauthn")},
        "account_reset_password_from_key": {"uidb36": "1", "key": "nonsense-key"},
        **{name: {"provider_id": "oidc"} for name in ("openid_connect_login", "openid_connect_callback")},
    }
    return World(cast, arguments | cycle_arguments(cast))


def people_arguments(cast: Cast) -> dict[str, dict[str, Any]]:
    """People of account B and of ours there, and what hangs on them."""
    contact = add_contact(account=cast.account_b, person={"name": "Her contact"})
    incoming = ContactImport.objects.create(
        account=cast.account_b, created_by=cast.alice,
        stored=StoredFile.objects.create(sha256="0" * 64, name="contacts.csv", size_bytes=1),
    )  # fmt: skip
    of_import = {name: {"pk": incoming.pk} for name in RULES if name.startswith("contact-import")}
    of_log = log_arguments(cast, contact)
    return {"contact": {"pk": contact.pk}, **of_import, **of_log, **contact_arguments(cast, contact)}


def log_arguments(cast: Cast, contact: Contact) -> dict[str, dict[str, Any]]:
    """Lines of the log of account B, one of them deleted, and a calendar that Alice brought in."""
    member = add_member(account=cast.account_b, colleague={"name": "Who talks to her"})
    said = {"account": cast.account_b, "author": None, "members": [member], "contacts": [contact]}
    line, gone = (record(**said, values={"on": date(2026, 3, day)}) for day in (1, 2))
    calendar = LogImport.objects.create(account=cast.account_b, created_by=cast.alice, name="calendar.ics", kind="ics")
    LogImport.objects.filter(pk=calendar.pk).update(reading={"kind": "ics", "found": [], "left_out": {}})
    return {
        **{name: {"pk": line.pk} for name in RULES if name.startswith("interaction-")},
        "interaction-restore": {"history_id": delete_interaction(interaction=gone, based_on=gone.version)},
        **{name: {"pk": calendar.pk} for name in RULES if name.startswith("log-import")},
    }


def contact_arguments(cast: Cast, contact: Contact) -> dict[str, dict[str, Any]]:
    """What hangs on a contact of account B and on one of ours there; a deleted contact and a dissolved team."""
    member = add_member(account=cast.account_b, colleague={"name": "Hers"})
    gone, other = (add_contact(account=cast.account_b, person={"name": name}) for name in ("Gone", "Other"))
    made = {"account": cast.account_b, "members": [member], "contacts": [contact]}
    team, dissolved = (put_joint_team(name=name, **made) for name in ("Kept", "Dissolved"))
    of_contact = ("contact-leave", "contact-back", "contact-delete", "contact-merge", "contact-history")
    return {
        **{name: {"pk": contact.pk} for name in of_contact},
        "contact-edit": {"pk": contact.pk, "group": "place"},
        "contact-restore": {"history_id": delete_contact(contact=gone, based_on=gone.version)},
        "people-pair": {"member": member.pk, "contact": contact.pk},
        "account-chart-erase": {
            "pk": cast.account_b.pk,
            "line": draw_line(source=contact, target=other, kind="conflict").pk,
        },
        "account-relationship-revoke": {"pk": cast.account_b.pk, "survey": stage_survey(cast)},
        "stage-survey": {"token": "nothing"},
        **{name: {"pk": member.pk} for name in ("member", "member-leave", "member-back")},
        **{name: {"pk": team.pk} for name in ("joint-team", "joint-team-delete")},
        "joint-team-restore": {"history_id": delete_joint_team(team=dissolved, based_on=dissolved.version)},
    }


def plan_arguments(cast: Cast) -> dict[str, dict[str, Any]]:
    """What hangs on the plan of account B: actions and objectives, and of each one that was deleted."""
    kept, gone = (
        add_action(account=cast.account_b, author=cast.alice, values={"text": text}) for text in ("Hers", "Gone")
    )
    of_action = ("action", "action-step", "action-history", "action-delete")
    hers, closed = (add_row(Objective, account=cast.account_b, values={"text": text}) for text in ("Hers", "Gone"))
    of_objective = ("objective", "objective-reading", "objective-history", "objective-move", "objective-close",
                    "objective-delete")  # fmt: skip
    review = open_review(account=cast.account_b, author=cast.alice, values={"on": date(2026, 6, 1)})
    close_review(review=review, kept={})
    of_review = ("review", "review-change", "review-start", "review-close", "review-delete", "review-add",
                 "review-compare")  # fmt: skip
    return {
        **{name: {"pk": hers.pk} for name in of_objective},
        "objective-restore": {"history_id": delete_row(closed, based_on=closed.version)},
        **{name: {"pk": kept.pk} for name in of_action},
        "action-restore": {"history_id": delete_row(gone, based_on=gone.version)},
        **{name: {"pk": review.pk} for name in of_review},
        **{
            name: {"pk": review.items.earliest("pk").pk}
            for name in ("review-item", "review-item-move", "review-item-delete")
        },
        "calendar": {"token": make_feed(user=cast.alice)},
        "digest-stop": {"token": stop_token(want_digest(user=cast.alice, site="https://kam.example.org"))},
    }


def plan_row_arguments(cast: Cast) -> dict[str, dict[str, Any]]:
    """A text and a need of the plan of account B, and a need that was deleted."""
    kept, gone = (add_row(Need, account=cast.account_b, values={"text": text}) for text in ("Hers", "Gone"))
    return {
        "plan-text": {"name": "summary"},
        "plan-row-add": {"what": "needs"},
        "whitespace-paste-undo": {"token": "nothing"},
        "plan-row-restore": {"what": "needs", "history_id": delete_row(gone, based_on=gone.version)},
        **{name: {"what": "needs", "pk": kept.pk} for name in ("plan-row", "plan-row-move", "plan-row-delete")},
    }


def stage_survey(cast: Cast) -> int:
    """A link by which somebody at account B is asked how the relationship stands."""
    make_stage_survey(account=cast.account_b, recipient="Her contact", author=cast.alice)
    return StageSurvey.objects.get().pk


def cycle_arguments(cast: Cast) -> dict[str, dict[str, Any]]:
    """A cycle after another one, whose only candidate is B, and what hangs on it."""
    cycle, candidate = cycle_with_b(cast)
    criteria = cycle.sets.get(kind="selection")
    library = copy_set(criteria, cycle=None, name="Kept")
    criterion = criteria.criteria.get(key="solvency")
    of_candidate = {"pk": cycle.pk, "candidate": candidate.pk}
    factor, rival = candidate.success_factors.first(), candidate.rivals.create(name="Contoso")
    assert factor is not None
    return {
        **{name: {"pk": cycle.pk} for name in ADDRESSES if name.startswith("cycle-") and name != "cycle-open"},
        **{name: {"pk": cycle.pk, "kind": "selection"} for name in OF_CYCLES if takes(name, "kind")},
        **{name: of_candidate for name in OF_CYCLES if takes(name, "candidate")},
        "cycle-compare": {"pk": cycle.pk, "other": cycle.previous_id},
        "cycle-score-account": {**of_candidate, "kind": "selection"},
        "cycle-score-cell": {**of_candidate, "kind": "selection", "criterion": criterion.pk},
        "cycle-score-preview": {"pk": cycle.pk, "kind": "selection", "token": "nothing"},
        "cycle-strength-cell": {**of_candidate, "factor": factor.pk, "rival": rival.pk},
        "cycle-strength-remove": {**of_candidate, "row": factor.pk},
        "cycle-strength-drop": {**of_candidate, "row": rival.pk},
        "cycle-strength-revoke": {**of_candidate, "link": 1},
        "cycle-selection-sum-of": {"pk": cycle.pk, "what": "line"},
        "cycle-selection-sum": {**of_candidate, "what": "total"},
        "cycle-matrix-sum": {"pk": cycle.pk, "what": "line"},
        "cycle-file-kept": {"pk": cycle.pk, "job_id": 1},
        "cycle-changed": {"pk": cycle.pk, "job_pk": 1},
        "survey": {"token": "nothing"},
        **{name: {"set_pk": criteria.pk} for name in ADDRESSES if name.startswith("set-")},
        **{name: {"set_pk": library.pk} for name in ADDRESSES if name.startswith("library-")},
        "criterion-remove": {"set_pk": criteria.pk, "criterion_pk": criterion.pk},
    }


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    assert set(ADDRESSES) == set(RULES)


def ask(browser: Client, method: str, url: str) -> int:
    return int(getattr(browser, method)(url).status_code)


def test_strangers_are_sent_to_the_sign_in(world: World) -> None:
    faults = []
    for name, rule in RULES.items():
        for method in () if rule.public else ("get", "post"):
            answer = getattr(Client(), method)(world.url(name, world.cast.account_a))
            if answer.status_code != 302 or not answer.headers["Location"].startswith("/user/login/"):
                faults.append(f"{method} {name}: {answer.status_code}")
    assert not faults


@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_what_is_not_yours_is_not_there(world: World, person: str) -> None:
    """Whoever is denied changes nothing, so all addresses are asked for in the same world."""
    browser, faults = world.cast.browser(world.cast.people[person]), []
    for name, rule in RULES.items():
        accepted = {404, 302} if name in REDIRECTED_TO_REAUTHENTICATE else {404}
        denied = [] if person in rule.exists_for else [world.url(name, world.cast.account_b)]
        if rule.on_a is not None and person not in rule.on_a:
            denied.append(world.url(name, world.cast.account_a))
        for url in denied:
            got, sent = (ask(browser, method, url) for method in ("get", "post"))
            # A page that only takes what is sent says so to everybody; that betrays nothing of the object. One that is
            # refused as not there may also refuse what is sent to it as not understood.
            if got not in accepted | {405} or sent not in accepted | ({405} if got == 404 else set()):
                faults.append(f"{name}: get {got}, post {sent}")
    assert not faults
    assert Authenticator.objects.filter(user=world.cast.alice).exists()


@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_nobody_meets_a_broken_page(world: World, person: str) -> None:
    # Her key is a name and nothing more, which will do to be denied to others but not to be asked for.
    Authenticator.objects.all().delete()
    browser, faults = world.cast.browser(world.cast.people[person]), []
    for name, rule in RULES.items():
        status = 200 if rule.public else ask(browser, "get", world.url(name, world.cast.account_a))
        if status >= 500:
            faults.append(f"{name}: {status}")
    assert not faults


@pytest.mark.parametrize("name", ["account-team", "account-history", "account-family", "account"])
def test_what_is_yours_is_there(world: World, name: str) -> None:
    seen = {
        person
        for person, user in world.cast.people.items()
        if ask(world.cast.browser(user), "get", world.url(name, world.cast.account_a)) == 200
    }
    assert seen == ON_TEAM_A


def test_nothing_on_any_page_of_charlie_names_an_account(world: World) -> None:
    browser = world.cast.browser(world.cast.charlie)
    for name, rule in RULES.items():
        if rule is SIGNED_IN:
            content = browser.get(world.url(name, None))
            text = b"".join(content.streaming_content) if content.streaming else content.content  # type: ignore[attr-defined] # only where it streams
            assert b"Alpha Bicycles" not in text, name
            assert b"Beta Outfitters" not in text, name


def test_the_cast_is_complete(world: World) -> None:
    assert set(world.cast.people) == EVERYBODY
    assert User.objects.count() == len(EVERYBODY)
