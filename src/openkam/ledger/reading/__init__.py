"""Understanding a file: its format, its columns, how its values are written, and a form that DuckDB can load.

    preview(path)                   what a file seems to be, every guess shown
    rows(path, format)              its rows as text, streaming, with line numbers
    normalise(path, format, …)      the form that the load reads (see `normalised.py` for the agreement)
    find_problems(path, mapping)    what a load would reject among the first rows
    read_account_list(path)         codes, names and parents from a list of accounts

Public to the books (helper package of the load):
    normalise(path: Path, format: FileFormat, workdir: Path, progress: ProgressCallback | None = None,
              cancelled: CancelCheck | None = None, *, name: str | None = None, careful: bool = False) -> NormalisedText
    headers.TOTAL_WORDS: tuple[str, ...]   lower-case first words of a total row ("total", "合計", "summe" …)
    content_hash(path) -> str              sha256 of a file, streaming
"""
