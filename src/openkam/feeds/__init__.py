"""The only meeting place: the facts of the books and people's choices in, a tool's typed inputs out."""

from openkam.feeds.periods import Choice, Columns, columns_for
from openkam.feeds.portfolio import portfolio_inputs, proposal_in_words
from openkam.feeds.quadrant import quadrant_inputs

__all__ = ["Choice", "Columns", "columns_for", "portfolio_inputs", "proposal_in_words", "quadrant_inputs"]
