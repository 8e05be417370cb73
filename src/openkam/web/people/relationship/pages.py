"""The relationship of an account: the stage that is claimed, the stage that the contacts show, and the picture."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_date
from openkam.publish.text import legible, one_line
from openkam.tools.relationship.stage.inputs import ITEMS
from openkam.tools.relationship.stage.words import stage_name
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import frame
from openkam.web.people.actions import contacts, stage as actions, talk, team
from openkam.web.people.actions.stage_surveys import VALID_FOR, make_stage_survey, revoke_stage_survey
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.people.frame import editable_account, visible_account
from openkam.web.people.models.contact import NAME_LENGTH
from openkam.web.people.queries import people as people_queries, stage as queries
from openkam.web.people.queries.revision import revision_of
from openkam.web.people.relationship import drawing, kept, showing, slides, tables
from openkam.web.people.relationship.leaving import leaving
from openkam.web.people.relationship.reading import read
from openkam.web.shell import files
from openkam.web.shell.access import no_store, reader

REASON_LENGTH = 1000


@require_safe
def relationship(request: HttpRequest, pk: int) -> HttpResponse:
    """The stage as it is read today; `?show=target` draws it as it should be, `?past` adds how it came about."""
    account = visible_account(request, pk)
    if "past" in request.GET and request.headers.get("HX-Request") == "true":
        seen, user = revision_of(account), reader(request)
        told = showing.past(user, account, kept.read(user, account, seen), seen)
        return render(request, "people/relationship/timeline.html", told)
    return _page(request, account)


def _page(request: HttpRequest, account: Account, status: int = 200, **more: Any) -> HttpResponse:
    seen, user = revision_of(account), reader(request)
    found = kept.read(user, account, seen)
    context = showing.context_of(user, account, found, seen, request.GET.get("show", ""))
    context |= showing.past(user, account, found, seen, only_at_hand="past" not in request.GET)
    if "sent" in more:
        context["items"] = showing.items(found, more["sent"])
    shown = frame(request, account, "relationship", **(context | more))
    return render(request, "people/relationship/relationship.html", dict(shown), status=status)


@require_safe
def without(request: HttpRequest, pk: int) -> HttpResponse:
    """What if one person left; nothing is saved."""
    account = visible_account(request, pk)
    found = read(reader(request), account)
    who = request.GET.get("who", "")
    try:
        gone = leaving(found, who)
    except KeyError:
        raise Http404 from None
    pictures: list[tuple[str, str, object]] = []
    if found.result.people and gone.then.result.people:
        sides = (
            ("today", _("Today"), found),
            ("then", _("Without {name}").format(name=gone.name), gone.then),
        )
        pictures = [
            (key, label, drawing.scenes(drawing.now_block(one).model_copy(update={"id": f"what-if-{key}"}), {}))
            for key, label, one in sides
        ]
    people = [(row.id, row.name) for row in found.people.values()]
    context = {"leaving": gone, "pictures": pictures, "people": people, "who": who}
    if request.headers.get("HX-Request") == "true":
        return render(request, "people/relationship/leaving.html", context | {"account": account})
    return render(request, "people/relationship/without.html", dict(frame(request, account, "relationship", **context)))


@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody, or the links of one state, fifty at a time: `?of=people` or `?of=lost`, and `page`."""
    account = visible_account(request, pk)
    found = kept.read(reader(request), account, revision_of(account))
    key = request.GET.get("of", tables.PEOPLE)
    try:
        rows, page = tables.part(account, found, key, request.GET.get("page", "1"))
    except KeyError:
        raise Http404 from None
    context = {"rows": rows, "page": page, "key": key}
    if request.headers.get("HX-Request") == "true":
        return render(request, "people/relationship/part.html", context | {"account": account})
    context["part_title"] = tables.part_title(key)
    return render(request, "people/relationship/table.html", dict(frame(request, account, "relationship", **context)))


def answers_sent(sent: Mapping[str, str]) -> dict[str, int | None]:
    """The six answers of a form; what the form does not offer counts as not answered."""
    return {item: int(text) if (text := sent.get(item, "")) in {"1", "2", "3", "4"} else None for item in ITEMS}


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what our side says of the six questions."""
    account, user = editable_account(request, pk), reader(request)
    try:
        actions.answer(
            account=account, side="ours", on=timezone.localdate(), answers=answers_sent(request.POST), author=user
        )
    except InvalidInput as error:
        fault = f"{error.message} {error.remedy}"
        return _page(request, account, 422, claim_fault=fault, sent=request.POST.dict())
    messages.success(request, _("Your answers are kept; the earlier ones stay in the history."))
    return redirect(f"{reverse('account-relationship', args=[pk])}#claims")


@require_POST
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which stage the relationship should reach by when, and why."""
    account, user = editable_account(request, pk), reader(request)
    sent = {name: request.POST.get(name, "").strip() for name in ("stage", "on", "reason")}
    try:
        day = _day(sent["on"])
        actions.set_target(
            account=account, stage=sent["stage"], on=day, author=user,
            reason=one_line(legible(sent["reason"]), REASON_LENGTH),
        )  # fmt: skip
    except InvalidInput as error:
        fault = f"{error.message} {error.remedy}"
        return _page(request, account, 422, target_fault=fault, target_sent=sent)
    text = _("The target is {stage} by {day}.")
    messages.success(request, text.format(stage=stage_name(sent["stage"]), day=format_date(day)))  # type: ignore[arg-type] # checked by the action
    return redirect(f"{reverse('account-relationship', args=[pk])}#target")


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise InvalidInput(_("The target has no date."), remedy=_("Choose a day, such as the end of next year."))
    if day <= timezone.localdate():
        raise InvalidInput(_("The target date is not in the future."), remedy=_("Choose a later day."))
    return day


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree that two people who do not meet yet shall: the link shows as missing until they have."""
    account, user = editable_account(request, pk), reader(request)
    contact = get_object_or_404(people_queries.contacts_of(user, account), pk=_number(request.POST.get("theirs", "")))
    chosen = _number(request.POST.get("ours", ""))
    if not chosen:
        messages.error(request, _("Choose who of us should meet {name}.").format(name=contact.name))
        return redirect(f"{reverse('account-relationship', args=[pk])}#steps")
    member = get_object_or_404(people_queries.members_of(user, account), pk=chosen)
    talk.put_link(member=member, contact=contact)
    text = _("{ours} and {theirs} are meant to meet; until they have, their link shows as missing.")
    messages.success(request, text.format(ours=member, theirs=contact.name))
    return redirect(f"{reverse('account-relationship', args=[pk])}#steps")


@require_POST
def name_main(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of ours the key account manager, or one of theirs the main contact."""
    account, user, who = editable_account(request, pk), reader(request), request.POST.get("who", "")
    side, number = who[:1], _number(who[1:])
    back = redirect(f"{reverse('account-relationship', args=[pk])}#steps")
    if not number:
        messages.error(request, _("Choose a person first."))
        return back
    try:
        if side == "m":
            member = get_object_or_404(people_queries.members_of(user, account), pk=number)
            team.change_member(member=member, values={"is_main": True}, colleague=None, based_on=member.version)
            said, name = _("{name} is the key account manager."), member.colleague.name
        else:
            contact = get_object_or_404(people_queries.contacts_of(user, account), pk=number)
            values = {"is_main": True}
            contacts.change_contact(contact=contact, values=values, person=None, based_on=contact.version)
            said, name = _("{name} is the main contact at the customer."), contact.name
    except ChangedMeanwhile as error:
        messages.error(request, str(error))
        return back
    messages.success(request, said.format(name=name))
    return back


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a survey link for a person of the customer and show it, this once."""
    account, user = editable_account(request, pk), reader(request)
    recipient = one_line(legible(request.POST.get("recipient", "")).strip(), NAME_LENGTH)
    try:
        token = make_stage_survey(account=account, recipient=recipient, author=user)
    except InvalidInput as error:
        return _page(request, account, 422, ask_fault=f"{error.message} {error.remedy}")
    address = request.build_absolute_uri(reverse("stage-survey", args=[token]))
    shown = frame(request, account, "relationship", recipient=recipient, url=address, days=VALID_FOR.days)
    return no_store(render(request, "people/relationship/link.html", dict(shown)))


@require_POST
def revoke(request: HttpRequest, pk: int, survey: int) -> HttpResponse:
    """Withdraw a link that nobody has answered."""
    account, user = editable_account(request, pk), reader(request)
    found = get_object_or_404(queries.surveys_of(user, account), pk=survey)
    if revoke_stage_survey(survey=found):
        messages.success(request, _("The link of {name} no longer works.").format(name=found.recipient))
    else:
        messages.error(request, _("{name} has answered meanwhile, so the answer stays.").format(name=found.recipient))
    return redirect(f"{reverse('account-relationship', args=[pk])}#claims")


@require_safe
def deck(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The relationship as slides, in the reader's language."""
    account, user = visible_account(request, pk), reader(request)
    seen = revision_of(account)
    found = kept.read(user, account, seen)
    name = slugify(account.name) or f"account-{account.pk}"
    return files.send("deck", lambda path: slides.write(path, user, account, found, seen), f"relationship-{name}")
