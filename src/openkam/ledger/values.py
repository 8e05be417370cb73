"""How a cell becomes a value: SQL expressions for DuckDB, written once for the preview and for the load.

Each builder takes an SQL expression of type VARCHAR and gives one that is NULL where the cell is empty or cannot
be read. The plain cast comes first because it is as fast as a typed CSV reader; the patient expression runs only
for the cells on which the cast gave up.
"""

from __future__ import annotations

from typing import Final

from openkam.ledger.types import DateOrder

AMOUNT_TYPE: Final = "DECIMAL(18,4)"
FIRST_YEAR: Final = 1950

_WIDE: Final = "０１２３４５６７８９．，－＋（）／：％　"
_NARROW: Final = "0123456789.,-+()/:% "
_MINUSES: Final = "\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{SMALL HYPHEN-MINUS}\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
_SPACES: Final = "\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}\t\r\n"
EDGES: Final = " \t\r\n\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"
_APOSTROPHES: Final = "\N{RIGHT SINGLE QUOTATION MARK}\N{ACUTE ACCENT}`"
_FROM: Final = _WIDE + _MINUSES + _SPACES + _APOSTROPHES
_TO: Final = _NARROW + "-" * len(_MINUSES) + " " * len(_SPACES) + "'" * len(_APOSTROPHES)

_CURRENCY_WORDS: Final = (
    "AED|ARS|AUD|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EUR|GBP|HKD|HUF|IDR|ILS|INR|JPY|KRW|MXN|MYR|NOK|NTD|NZD|PHP|PLN|RMB"
    "|RON|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|VND|ZAR"
)
_CURRENCY: Final = rf"(?:(?:[A-Z]{{1,3}})?\p{{Sc}}|{_CURRENCY_WORDS}|Fr\.|kr\.?|zł|Kč|Rs\.?|Rp|RM|元|圓|圆|円|원)"
_CURRENCY_NAMES: Final = {
    "€": "EUR", "£": "GBP", "NT$": "TWD", "NTD": "TWD", "US$": "USD", "HK$": "HKD", "A$": "AUD", "C$": "CAD",
    "S$": "SGD", "RMB": "CNY", "CN¥": "CNY", "JP¥": "JPY", "₩": "KRW", "₹": "INR", "台幣": "TWD", "臺幣": "TWD",
    "新台幣": "TWD", "新臺幣": "TWD", "新台币": "TWD", "人民幣": "CNY", "人民币": "CNY", "美元": "USD", "美金": "USD",
    "歐元": "EUR", "欧元": "EUR", "日圓": "JPY", "日元": "JPY", "日幣": "JPY", "港幣": "HKD", "港币": "HKD",
}  # fmt: skip
_NOTHING: Final = r"(?i)|-|--|n/a|na|#n/a|null|none|nil|無|无"


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """`name` as an SQL name, whatever stands in it."""
    return '"' + name.replace('"', '""') + '"'


def trimmed_sql(cell: str) -> str:
    """The cell without the spaces around it, ideographic and no-break ones too; empty if nothing is left."""
    # Trimming plain spaces is cheap and trimming a set of characters is not; the others are no ASCII.
    every = f"trim({cell}, {literal(EDGES)})"
    return f"CASE WHEN strlen({cell}) = length({cell}) THEN trim({cell}) ELSE {every} END"


def text_sql(cell: str) -> str:
    """The cell without the spaces around it; NULL if nothing is left."""
    return f"nullif({trimmed_sql(cell)}, '')"


def plain_sql(cell: str) -> str:
    """The cell with ordinary digits, signs, spaces and apostrophes in place of their many relatives, trimmed."""
    return f"trim(translate({cell}, {literal(_FROM)}, {literal(_TO)}))"


def is_nothing_sql(cell: str) -> str:
    """Whether the cell is empty or says so (`n/a`, `-`, `NULL` …)."""
    # A pattern and not IN: DuckDB makes a join of a long IN, and so would look at every cell of every row.
    return f"({cell} IS NULL OR regexp_full_match({plain_sql(cell)}, {literal(_NOTHING)}))"


def number_sql(cell: str, decimal: str = ".") -> str:
    """The cell as DECIMAL(18,4), rounded half away from zero to four places.

    `decimal` is the decimal mark of the column; the other mark, spaces and apostrophes may group thousands, and
    only where thousands are. Brackets, a trailing minus or any dash make it negative; a currency before or behind
    is passed over; a percentage is no amount.
    """
    patient = _patient_number_sql(cell, decimal)
    if decimal == ".":
        return f"coalesce(try_cast({cell} AS {AMOUNT_TYPE}), {patient})"
    quick = f"try_cast(replace({cell}, ',', '.') AS {AMOUNT_TYPE})"
    return f"CASE WHEN contains({cell}, '.') THEN {patient} ELSE coalesce({quick}, {patient}) END"


def _patient_number_sql(cell: str, decimal: str) -> str:
    group = "," if decimal == "." else "."
    point, mark = rf"\{decimal}", f"[{group}' ]"
    digits = rf"(?:(?:[0-9]{{1,3}}(?:{mark}[0-9]{{2,3}})*{mark}[0-9]{{3}}|[0-9]+)(?:{point}[0-9]*)?|{point}[0-9]+)"
    bare = plain_sql(cell)
    for pattern in (rf"^([-+(]?) *{_CURRENCY} *", rf" *{_CURRENCY} *([-+)]?)$"):
        bare = f"regexp_replace({bare}, {literal(pattern)}, '\\1', 'i')"
    # A sign may stand before the currency as well as behind it: −€5, € −5.
    shape = literal(rf"[-+]? *{digits}|{digits} *[-+]|\( *{digits} *\)")
    kept = literal(f"[^0-9{decimal}]")
    sign = f"CASE WHEN regexp_matches({bare}, '[-(]') THEN '-' ELSE '' END"
    amount = f"try_cast({sign} || replace(regexp_replace({bare}, {kept}, '', 'g'), '{decimal}', '.') AS {AMOUNT_TYPE})"
    return f"CASE WHEN regexp_full_match({bare}, {shape}) THEN {amount} END"


def date_sql(cell: str, order: DateOrder = "iso", *, date_1904: bool = False) -> str:
    """The cell as DATE; NULL for a day that does not exist.

    Whatever the order, a year of four digits in front is year-month-day and a plain number of five digits is a
    serial day of a sheet (from 1900, or 1904 where `order` or `date_1904` says so). Years of two digits are
    1970–2069. A time of day is passed over.
    """
    patient = _patient_date_sql(cell, order, date_1904=date_1904 or order == "serial1904")
    # By its length a cell has a year of four digits: the cast would take 20-05-01 for a day of the year 20.
    has_century = f"strlen({cell}) = 10 OR strlen({cell}) = 16 OR strlen({cell}) >= 19"
    quick = f"CASE WHEN {has_century} THEN try_cast({cell} AS DATE) END"
    if order in ("dmy", "mdy"):
        first, second = ("%d", "%m") if order == "dmy" else ("%m", "%d")
        forms = ", ".join(literal(f"{first}{mark}{second}{mark}%Y") for mark in "./-")
        quick = f"CASE WHEN strlen({cell}) = 10 THEN CAST(try_strptime({cell}, [{forms}]) AS DATE) END"
    elif order not in ("iso", "ymd"):
        return patient
    return f"coalesce({quick}, {patient})"


def _day_sql(year: str, month: str, day: str) -> str:
    return f"try_cast({year} || '-' || {month} || '-' || {day} AS DATE)"


def _century_sql(year: str) -> str:
    """A year of two digits with its century; others as they are."""
    return (
        f"CASE WHEN length({year}) > 2 THEN {year} WHEN {year} >= '70' THEN '19' || lpad({year}, 2, '0') "
        f"ELSE '20' || lpad({year}, 2, '0') END"
    )


def _roc_year_sql(year: str) -> str:
    return f"CAST(try_cast({year} AS INTEGER) + 1911 AS VARCHAR)"


def _patient_date_sql(cell: str, order: DateOrder, *, date_1904: bool) -> str:
    # The time of day goes, and so do the words that Chinese dates put between and around the digits.
    bare = f"regexp_replace({plain_sql(cell)}, '[T ]+(?:上午|下午)? *[0-9]{{1,2}}:[0-9]{{2}}.*$', '')"
    bare = f"regexp_replace(regexp_replace({bare}, '^(?:中華民國|中华民国|民國|民国) *', ''), ' *[日号號]$', '')"

    def part(pattern: str, number: int) -> str:
        return f"regexp_extract({bare}, {literal(pattern)}, {number})"

    mark = r" *[-./年月 ] *"
    year_first = rf"^([0-9]{{4}}){mark}([0-9]{{1,2}}){mark}([0-9]{{1,2}})$"
    cases = [(year_first, _day_sql(part(year_first, 1), part(year_first, 2), part(year_first, 3)))]
    for pattern, year, month, day in _orders(order, mark):
        full_year = _roc_year_sql(part(pattern, year)) if order == "roc" else _century_sql(part(pattern, year))
        cases.append((pattern, _day_sql(full_year, part(pattern, month), part(pattern, day))))
    if order != "roc":
        origin = "1904-01-01" if date_1904 else "1899-12-30"
        serial = r"^[0-9]{5}(?:\.[0-9]+)?$"
        cases.append((serial, f"DATE '{origin}' + try_cast(floor(try_cast({bare} AS DOUBLE)) AS INTEGER)"))
    cases.extend(_month_names(order, bare))
    whens = " ".join(f"WHEN regexp_matches({bare}, {literal(pattern)}) THEN {value}" for pattern, value in cases)
    return f"CASE {whens} END"


def _orders(order: DateOrder, mark: str) -> tuple[tuple[str, int, int, int], ...]:
    """Patterns of digits with the positions of year, month and day in them."""
    two, year = "([0-9]{1,2})", "([0-9]{2}|[0-9]{4})"
    compact = "^([0-9]{4})([0-9]{2})([0-9]{2})$"
    if order == "dmy":
        return (rf"^{two}{mark}{two}{mark}{year}$", 3, 2, 1), ("^([0-9]{2})([0-9]{2})([0-9]{4})$", 3, 2, 1)
    if order == "mdy":
        return (rf"^{two}{mark}{two}{mark}{year}$", 3, 1, 2), ("^([0-9]{2})([0-9]{2})([0-9]{4})$", 3, 1, 2)
    if order == "roc":
        return (rf"^([0-9]{{2,3}}){mark}{two}{mark}{two}$", 1, 2, 3), ("^([0-9]{2,3})([0-9]{2})([0-9]{2})$", 1, 2, 3)
    return (compact, 1, 2, 3), (rf"^([0-9]{{2}}){mark}{two}{mark}{two}$", 1, 2, 3)


def _month_names(order: DateOrder, bare: str) -> tuple[tuple[str, str], ...]:
    """English month names, which say by themselves which part is the month."""
    if order == "roc":
        return ()
    day_first = [f"%d{mark}%b{mark}%Y" for mark in (" ", "-", ". ")] + ["%d %B %Y"]
    month_first = ["%b %d, %Y", "%B %d, %Y", "%b %d %Y"]
    forms = ", ".join(literal(form) for form in (*day_first, *month_first))
    return (("(?i)[a-z]{3}", f"CAST(try_strptime({bare}, [{forms}]) AS DATE)"),)


def currency_sql(cell: str) -> str:
    """The cell as a currency code of three capitals, from the code itself, a symbol or a Chinese name."""
    upper = f"upper({plain_sql(cell)})"
    whens = " ".join(f"WHEN {literal(name)} THEN {literal(code)}" for name, code in _CURRENCY_NAMES.items())
    patient = f"CASE {upper} {whens} ELSE CASE WHEN regexp_full_match({upper}, '[A-Z]{{3}}') THEN {upper} END END"
    quick = f"regexp_full_match({cell}, '[A-Z]{{3}}') AND {cell} <> 'NTD' AND {cell} <> 'RMB'"
    return f"CASE WHEN {quick} THEN {cell} ELSE {patient} END"
