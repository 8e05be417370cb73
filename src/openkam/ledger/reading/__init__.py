"""Understanding a file: its format, its columns, how its values are written, and a form that DuckDB can load.

preview(path)                   what a file seems to be, every guess shown
rows(path, format)              its rows as text, streaming, with line numbers
find_problems(path, mapping)    what a load would reject among the first rows
read_account_list(path)         codes, names and parents from a list of accounts
workbook_records(path, name)    every row of every visible sheet of a workbook
normalise(path, format, …)      the form that the load reads (see `normalised.py` for the agreement)
"""

from openkam.ledger.reading.account_list import AccountEntry, RepeatedAccount, read_account_list
from openkam.ledger.reading.encodings import encoding_of
from openkam.ledger.reading.headers import is_total, plain_name
from openkam.ledger.reading.normalise import normalise, rows
from openkam.ledger.reading.normalised import NormalisedText
from openkam.ledger.reading.preview import preview
from openkam.ledger.reading.problems import find_problems
from openkam.ledger.reading.sources import content_hash
from openkam.ledger.reading.workbook import workbook_records

__all__ = [
    "AccountEntry",
    "NormalisedText",
    "RepeatedAccount",
    "content_hash",
    "encoding_of",
    "find_problems",
    "is_total",
    "normalise",
    "plain_name",
    "preview",
    "read_account_list",
    "rows",
    "workbook_records",
]
