"""The ledger: invoice lines in, facts per account and period out.

This is its only door; nothing outside imports a module below it.

    preview(path)                    what a file seems to be, with every guess shown
    load(ledger_dir, files, …)       lines into a new immutable snapshot, reconciled or refused
    undo(ledger_dir, load_id)        a new snapshot without that load
    Books(ledger_dir, …)             questions to the current snapshot, on DuckDB or Spark
"""
