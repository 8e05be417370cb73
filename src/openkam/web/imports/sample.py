"""The sample company: AdventureWorks, loaded through the same import as anybody's files, and removed in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

import openkam
from openkam import ledger
from openkam.core.errors import InvalidInput
from openkam.ledger.types import BooksSettings, Role
from openkam.web.accounts.models import Account, CodeName
from openkam.web.imports import actions, holding, loading, previews, storage, tasks
from openkam.web.imports.lists import ListMapping
from openkam.web.imports.models import ImportRun, RunFile
from openkam.web.shell import jobs, registry
from openkam.web.shell.models import Job, User, Workspace

NAME: Final = "Adventure Works"
CURRENCY: Final = "USD"
FISCAL_YEAR_START: Final = 7
LINES: Final = "sales_lines.csv.gz"
LINE_COLUMNS: Final = {
    Role.ACCOUNT: "account_key",
    Role.DATE: "order_date",
    Role.DOCUMENT: "order_number",
    Role.PRODUCT: "product_key",
    Role.SALESPERSON: "employee_key",
    Role.TERRITORY: "territory_key",
    Role.QUANTITY: "quantity",
    Role.PRICE: "unit_price",
    Role.REVENUE: "sales",
    Role.DIRECT_COST: "cost",
}
_LISTS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "accounts.csv": (
        RunFile.Content.ACCOUNTS,
        {"code": "account_key", "name": "name", "segment": "business_type", "country": "country", "city": "city"},
    ),
    "products.csv": (RunFile.Content.PRODUCT, {"code": "product_key", "name": "product", "group": "category"}),
    "salespeople.csv": (RunFile.Content.SALESPERSON, {"code": "employee_key", "name": "salesperson", "group": "title"}),
    "territories.csv": (RunFile.Content.TERRITORY, {"code": "territory_key", "name": "region", "group": "group"}),
}


class SampleMissing(InvalidInput):
    """The files of the sample company are not where the installation should have them."""

    code = "sample_missing"


@dataclass(frozen=True)
class SamplePart:
    """What another app adds to the sample company, such as its cost pools. Both run inside a transaction.

    An app appends one to `parts` in its `AppConfig.ready()`. `load` must do nothing if its rows are there already;
    `remove` deletes the rows that it marked as sample.
    """

    load: Callable[[User | None], None]
    remove: Callable[[User | None], None]


parts: Final[list[SamplePart]] = []


def folder() -> Path:
    """Where the sample's files lie: inside the installed package, or beside the sources in a checkout.

    Raises `SampleMissing` where they are in neither place.
    """
    package = Path(openkam.__file__).resolve().parent
    for candidate in (package / "examples" / "adventureworks", package.parents[1] / "examples" / "adventureworks"):
        if (candidate / LINES).is_file():
            return candidate
    raise SampleMissing(
        _("The sample company's files are missing from this installation."), remedy=_("Install OpenKAM again.")
    )


def load_sample(user: User | None, work: loading.Work | None = None) -> ImportRun:
    """Load the sample company in this process and answer its import; one that is loaded already is left alone."""
    present = ImportRun.objects.filter(is_sample=True, state=ImportRun.State.LOADED).first()
    if present is not None:
        return present
    _drop_unfinished()
    run = prepare(user)
    actions.load_now(run=run, work=work or loading.Unwatched())
    finish(user)
    registry.books_changed(user)
    return run


def _drop_unfinished() -> None:
    """Drop what a sample load that was killed left; lines that it brought into the books go too."""
    for run in ImportRun.objects.filter(is_sample=True).exclude(
        state__in=[ImportRun.State.LOADED, ImportRun.State.UNDONE]
    ):
        with holding.held(run.pk):
            loading.take_out_unfinished(run)
            ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.DRAFT)
            run.refresh_from_db()
            actions.discard(run=run)


def prepare(user: User | None) -> ImportRun:
    """An import of the sample's files, with what their columns mean."""
    source = folder()
    received = [storage.keep_copy(source / name) for name in (LINES, *_LISTS)]
    run = actions.create_run(user=user, received=received, is_sample=True)
    for file in run.run_files.all():
        if file.name == LINES:
            mapping = previews.line_mapping(file)
            said = mapping.model_copy(update={"columns": LINE_COLUMNS, "currency": CURRENCY})
            file.content, file.mapping = RunFile.Content.LINES, said.model_dump(mode="json")
        else:
            file.content, columns = _LISTS[file.name]
            format_ = previews.list_mapping_format(file)
            file.mapping = ListMapping(columns=columns, format=format_).model_dump(mode="json")
        file.save()
    return run


@transaction.atomic
def finish(user: User | None) -> None:
    """Name the company and its year where nobody has, and let other apps add their part."""
    workspace, _made = Workspace.objects.select_for_update().get_or_create(pk=1)
    before = (workspace.name, workspace.currency, workspace.fiscal_year_start)
    workspace.name = workspace.name or NAME
    if not workspace.currency:
        workspace.currency = CURRENCY
        workspace.fiscal_year_start = FISCAL_YEAR_START
    if before != (workspace.name, workspace.currency, workspace.fiscal_year_start):
        workspace.revision += 1
        workspace.save()
    for part in parts:
        part.load(user)


def start_load(user: User | None) -> Job | None:
    """Queue the load of the sample company; None where it is loaded or on its way."""
    if ImportRun.objects.filter(is_sample=True, state=ImportRun.State.LOADED).exists():
        return None
    waiting = Job.objects.filter(kind="sample", state__in=jobs.UNFINISHED).first()
    if waiting is not None:
        return waiting
    return jobs.start(
        "sample",
        gettext_noop("Sample company: {name}"),
        user,
        tasks.load_sample,
        title_values={"name": NAME},
        url=reverse("imports"),
        user_id=user.pk if user else None,
    )


def remove_sample(user: User | None) -> None:
    """Remove the sample company: its lines, its accounts, the names and pools marked as sample.

    An account that also stands in the lines of another import stays, no longer marked as sample. The imports of
    the sample stay listed as undone, so that nothing brings it back unasked.
    """
    runs = list(ImportRun.objects.filter(is_sample=True, state=ImportRun.State.LOADED))
    for run in runs:
        actions.take_out_of_books(run)
    with transaction.atomic():
        for part in parts:
            part.remove(user)
        _remove_accounts()
        CodeName.objects.filter(is_sample=True).delete()
        ImportRun.objects.filter(pk__in=[run.pk for run in runs]).update(
            state=ImportRun.State.UNDONE, undone_at=timezone.now(), undone_by=user, changes={}
        )


def _remove_accounts() -> None:
    marked = Account.objects.filter(is_sample=True)
    last_day = ledger.last_invoice_date(settings.LEDGER_DIR)
    kept: set[str] = set()
    if last_day is not None:
        kept = {info.code for info in ledger.Books(settings.LEDGER_DIR, BooksSettings(as_of=last_day)).accounts()}
    stays = [pk for pk, code in marked.values_list("pk", "code") if code in kept]
    Account.objects.filter(pk__in=stays).update(is_sample=False)
    marked.delete()


def was_decided() -> bool:
    """Whether the sample is loaded, or was and a person removed it: in both cases a start leaves it alone."""
    return ImportRun.objects.filter(is_sample=True, state__in=[ImportRun.State.LOADED, ImportRun.State.UNDONE]).exists()
