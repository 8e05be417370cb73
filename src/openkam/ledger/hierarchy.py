"""Parent companies: every account rolled up to its topmost ancestor, once, at any depth."""

from __future__ import annotations

from collections.abc import Mapping

from openkam.core.i18n import gettext as _
from openkam.ledger.types import HierarchyCycle


def roots(parents: Mapping[str, str]) -> dict[str, str]:
    """For each account named in `parents` (account → parent, both codes) its topmost ancestor.

    Parents that are no key themselves are their own root and are in the answer too; an account that names itself as
    its parent has none. Raises `HierarchyCycle` that names the accounts in the circle.

    >>> roots({"shop": "region", "region": "group"})
    {'shop': 'group', 'region': 'group', 'group': 'group'}
    """
    found: dict[str, str] = {}
    for account in [*parents, *parents.values()]:
        chain = [account]
        on_chain = {account}
        while chain[-1] not in found:
            parent = parents.get(chain[-1], "")
            if not parent or parent == chain[-1]:
                found[chain[-1]] = chain[-1]
                break
            if parent in on_chain:
                raise _cycle(chain[chain.index(parent) :])
            chain.append(parent)
            on_chain.add(parent)
        root = found[chain[-1]]
        found.update(dict.fromkeys(chain, root))
    return {account: found[account] for account in [*parents, *parents.values()]}


def _cycle(circle: list[str]) -> HierarchyCycle:
    # The same circle is told the same way wherever the search met it.
    first = circle.index(min(circle))
    told = [*circle[first:], *circle[:first]]
    return HierarchyCycle(
        _("The accounts {circle} are parents of one another in a circle.").format(circle=" → ".join([*told, told[0]])),
        remedy=_("Correct the parent of one of them."),
    )
