"""The weekly mail: written in the reader's language as text and HTML, and sent once a week from Monday morning on.

The worker asks every few minutes. Each person's week is claimed before it is sent, so that two workers never send the
same; a mail in whose midst a worker was killed is sent again after an hour, and one that a mail server refused is too.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.i18n import normalise_language
from openkam.core.numbers import format_date
from openkam.publish.text import legible, one_line
from openkam.web.plans.actions.reminding import week_of
from openkam.web.plans.models import Digest
from openkam.web.plans.reminders.digest import Week, week_for
from openkam.web.shell.speaking import speaking

logger = logging.getLogger(__name__)

FROM_HOUR: Final = 6
"""The hour of Monday from which it is sent, where the company is."""
AGAIN_AFTER: Final = timedelta(hours=1)
SALT: Final = "openkam.digest"
State = Digest.State


def send_due(now: datetime | None = None) -> int:
    """Send what is due; answers how many mails went out. Does nothing where no mail is configured."""
    moment = now or timezone.now()
    here = timezone.localtime(moment)
    if not settings.EMAIL_CONFIGURED or (here.isoweekday() == 1 and here.hour < FROM_HOUR):
        return 0
    week = week_of(moment)
    again = Q(week=week, state__in=[State.SENDING, State.FAILED], at__lt=moment - AGAIN_AFTER)
    waiting = Digest.objects.filter(~Q(week=week) | again, is_wanted=True, user__is_active=True)
    return sum(_send(one, week, moment) for one in waiting.select_related("user").order_by("pk"))


def _send(one: Digest, week: str, moment: datetime) -> bool:
    same = Digest.objects.filter(pk=one.pk, is_wanted=True, week=one.week, state=one.state, at=one.at)
    if not same.update(week=week, state=State.SENDING, at=moment):
        return False  # another worker has it, or the person has just stopped it
    try:
        mail = mail_of(one)
        sent = mail is not None and bool(mail.send())
    except (OSError, SMTPException) as error:
        logger.warning("The weekly mail to user %s could not be sent: %s", one.user_id, error)
        Digest.objects.filter(pk=one.pk).update(state=State.FAILED, error=one_line(str(error), 500))
        return False
    Digest.objects.filter(pk=one.pk).update(state=State.SENT if sent else State.EMPTY, at=timezone.now(), error="")
    return sent


def mail_of(one: Digest) -> EmailMultiAlternatives | None:
    """The mail of this week, or None where there is nothing to say."""
    code = normalise_language(one.user.language)
    with speaking(code):
        week = week_for(one.user)
        if week.is_empty:
            return None
        return _written(one, week, code)


def _written(one: Digest, week: Week, code: str) -> EmailMultiAlternatives:
    stop = one.site + reverse("digest-stop", args=[stop_token(one)])
    context = {"week": week, "site": one.site, "person": one.user, "stop": stop, "code": code}
    text = render_to_string("plans/reminders/mail.txt", context)
    mail = EmailMultiAlternatives(
        subject_of(week),
        legible("\n".join(line.rstrip() for line in text.splitlines())).strip() + "\n",
        to=[one.user.email],
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    mail.attach_alternative(render_to_string("plans/reminders/mail.html", context), "text/html")
    return mail


def subject_of(week: Week) -> str:
    """One line without any name in it, so that nothing that people typed stands in a header."""
    return _("Key accounts, week of {day}: {late} overdue, {soon} due, {people} to talk to").format(
        day=format_date(week.first), late=week.overdue.count, soon=week.soon.count, people=week.contacts.count
    )


def stop_token(one: Digest) -> str:
    """What stops the mail without signing in; it does nothing else."""
    return signing.dumps(one.user_id, salt=SALT)


def stopped_by(token: str) -> Digest | None:
    """Whose mail a token stops; None where it is none of ours."""
    try:
        user_id = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Digest.objects.filter(user_id=user_id).select_related("user").first()
