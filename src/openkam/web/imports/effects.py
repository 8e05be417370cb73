"""What a load does beside the ledger: accounts made or brought up to date, names set; and how that is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from openkam import ledger
from openkam.ledger.types import BooksSettings
from openkam.web.accounts.models import Account, CodeName
from openkam.web.imports import lists
from openkam.web.imports.models import RunFile
from openkam.web.imports.records import Changes

FIELDS: Final = ("name", "segment", "territory", "country", "city", "salesperson")
"""What an account takes over as text; its parent is a code and comes after all accounts are there."""
BATCH: Final = 500
_CUT: Final = {"name": 12000, "segment": 200, "territory": 200, "country": 100, "city": 100, "salesperson": 200}


class _Accounts:
    """The accounts while a load is applied: what is known, what is new, what has changed and from what."""

    def __init__(self, *, is_sample: bool) -> None:
        self.is_sample = is_sample
        self.known = {account.code: account for account in Account.objects.select_related("parent")}
        self.parents = {code: account.parent.code for code, account in self.known.items() if account.parent}
        self.former_parents = dict(self.parents)
        self.new: dict[str, Account] = {}
        self.changed: dict[str, dict[str, tuple[str, str]]] = {}

    def get(self, code: str) -> Account:
        """The account of that code, made if there is none yet."""
        found = self.known.get(code) or self.new.get(code)
        if found is None:
            found = self.new[code] = Account(code=code, name=code, is_sample=self.is_sample)
        return found

    def set(self, account: Account, field: str, value: str) -> None:
        """Write one field and remember the former value."""
        value = value[: _CUT[field]]
        before = getattr(account, field)
        if not value or value == before:
            return
        setattr(account, field, value)
        if account.code in self.known:
            fields = self.changed.setdefault(account.code, {})
            fields[field] = (fields[field][0] if field in fields else before, value)

    def set_parent(self, code: str, parent: str) -> None:
        """Write the parent, which becomes an account too if it never bought."""
        if parent and parent != code:
            self.get(parent)
            self.parents[code] = parent

    def save(self) -> Changes:
        """Write it all. Raises `HierarchyCycle` before anything is written."""
        ledger.roots(self.parents)
        bulk_create_with_history(list(self.new.values()), Account, batch_size=BATCH)
        fresh = {account.code: account for account in Account.objects.only("id", "code")}
        moved = {code: parent for code, parent in self.parents.items() if self.former_parents.get(code) != parent}
        for code, parent in moved.items():
            account = self.known.get(code) or self.new[code]
            account.pk = fresh[code].pk
            account.parent = fresh[parent]
            if code in self.known:
                self.changed.setdefault(code, {})["parent"] = (self.former_parents.get(code, ""), parent)
        touched = [self.known.get(code) or self.new[code] for code in {*self.changed, *moved}]
        bulk_update_with_history(touched, Account, [*FIELDS, "parent"], batch_size=BATCH)
        return Changes(accounts_created=tuple(self.new), accounts_changed=self.changed)


def apply(by_kind: Mapping[str, Sequence[lists.Entry]], *, lines_loaded: bool, is_sample: bool) -> Changes:
    """Bring accounts and names into line with the books (where lines were loaded) and with the lists, which win.

    Raises `HierarchyCycle` where an account would become its own parent; nothing is written then.
    """
    with transaction.atomic():
        accounts = _Accounts(is_sample=is_sample)
        if lines_loaded:
            _follow_books(accounts)
        for entry in by_kind.get(RunFile.Content.ACCOUNTS, ()):
            account = accounts.get(entry.code)
            for field, value in {"name": entry.name, **entry.fields}.items():
                if field == "parent":
                    accounts.set_parent(entry.code, value)
                else:
                    accounts.set(account, field, value)
        changes = accounts.save()
        names = {
            kind: _set_names(kind, entries, is_sample=is_sample)
            for kind, entries in by_kind.items()
            if kind != RunFile.Content.ACCOUNTS
        }
    return changes.model_copy(update={"names": names})


def _follow_books(accounts: _Accounts) -> None:
    """Take over what the lines say of each customer; what a person or a list said before stays.

    A name follows the books as long as it is one that the books gave; other fields are filled where empty.
    """
    last_day = ledger.last_invoice_date(settings.LEDGER_DIR)
    if last_day is None:
        return
    for info in ledger.Books(settings.LEDGER_DIR, BooksSettings(as_of=last_day)).accounts():
        account = accounts.get(info.code)
        if account.name == info.code or account.name in info.names:
            accounts.set(account, "name", info.name)
        for field in ("segment", "territory", "salesperson"):
            if not getattr(account, field):
                accounts.set(account, field, getattr(info, field) or "")
        if info.parent and info.code not in accounts.parents:
            accounts.set_parent(info.code, info.parent)


def _set_names(kind: str, entries: Sequence[lists.Entry], *, is_sample: bool) -> dict[str, tuple[str, str] | None]:
    """Set the names of one kind; answers what each was before, for those that changed."""
    known = {each.code: each for each in CodeName.objects.filter(kind=kind)}
    before: dict[str, tuple[str, str] | None] = {}
    new, changed = {}, {}
    for entry in entries:
        name, group = entry.name[:300], entry.fields.get("group", "")[:200]
        found = known.get(entry.code)
        if found is None:
            before[entry.code] = None
            new[entry.code] = CodeName(kind=kind, code=entry.code, name=name, group=group, is_sample=is_sample)
        elif (found.name, found.group) != (name, group or found.group):
            before.setdefault(entry.code, (found.name, found.group))
            found.name, found.group = name, group or found.group
            changed[entry.code] = found
    CodeName.objects.bulk_create(new.values(), batch_size=BATCH)
    CodeName.objects.bulk_update(changed.values(), ["name", "group"], batch_size=BATCH)
    return before


@transaction.atomic
def take_back(changes: Changes) -> None:
    """Undo what `apply` wrote, except where somebody has changed or used it since."""
    _restore_accounts(changes)
    remove_unused_accounts(changes.accounts_created)
    for kind, names in changes.names.items():
        _restore_names(kind, names)


def _restore_accounts(changes: Changes) -> None:
    accounts = Account.objects.select_related("parent").in_bulk(list(changes.accounts_changed), field_name="code")
    wanted = {
        fields["parent"][0]
        for fields in changes.accounts_changed.values()
        if "parent" in fields and fields["parent"][0]
    }
    parents = Account.objects.in_bulk(list(wanted), field_name="code")
    for code, account in accounts.items():
        for field, (before, after) in changes.accounts_changed[code].items():
            if field == "parent":
                if account.parent is not None and account.parent.code == after:
                    account.parent = parents.get(before)
            elif getattr(account, field) == after:
                setattr(account, field, before)
    bulk_update_with_history(list(accounts.values()), Account, [*FIELDS, "parent"], batch_size=BATCH)


def remove_unused_accounts(codes: Sequence[str]) -> int:
    """Remove those of these accounts that no line names any more and on which nobody has worked; answers how many."""
    left = _codes_in_books()
    found = [
        account
        for account in Account.objects.in_bulk([code for code in codes if code not in left], field_name="code").values()
        if account.owner_id is None
    ]
    used = _worked_on([account.pk for account in found], among=set(codes))
    doomed = [account.pk for account in found if account.pk not in used]
    Account.objects.filter(parent_id__in=doomed).update(parent=None)
    Account.objects.filter(pk__in=doomed).delete()
    return len(doomed)


def _codes_in_books() -> set[str]:
    last_day = ledger.last_invoice_date(settings.LEDGER_DIR)
    if last_day is None:
        return set()
    return {info.code for info in ledger.Books(settings.LEDGER_DIR, BooksSettings(as_of=last_day)).accounts()}


def _worked_on(pks: Sequence[int], *, among: set[str]) -> set[int]:
    """Accounts that something a person entered belongs to: a team, a forecast, a subsidiary from elsewhere …"""
    used: set[int] = set()
    for relation in Account._meta.related_objects:
        rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": pks})
        if relation.related_model is Account:
            rows = rows.exclude(code__in=among)
        used.update(rows.values_list(relation.field.attname, flat=True))
    return used


def _restore_names(kind: str, names: Mapping[str, tuple[str, str] | None]) -> None:
    CodeName.objects.filter(kind=kind, code__in=[code for code, before in names.items() if before is None]).delete()
    changed = []
    for each in CodeName.objects.filter(kind=kind):
        before = names.get(each.code)
        if before is not None:
            each.name, each.group = before
            changed.append(each)
    CodeName.objects.bulk_update(changed, ["name", "group"], batch_size=BATCH)
