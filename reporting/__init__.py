"""Reporting: runs the notebooks, keeps what they made, prints and audits it. No notebook of a report imports it.

Programs use five names of it, which do what the commands do and import nothing before they are used:

    made = reporting.run("borders", "2023-24-Q2")           reporting.check(…) finds every fault and publishes nothing
    figures = reporting.load_ledger(made.run)               a record for every figure, by its id
    reporting.trace(made.run, "CP03-P177.percent_change")   formula, operands, cell and rows
    reporting.verify(made.run).verdict                      "pass", "fail" or "inconclusive"
"""

import sys

__all__ = ["check", "load_ledger", "run", "trace", "verify"]

# jsonschema, which reading a notebook and Great Expectations import, would import this where it is installed (JupyterLab
# brings it) to check texts of the format "iri", and it compiles a grammar at its import: a second of the processor in the
# command and again in its kernels. Without it jsonschema leaves that format unchecked, and no schema used here has it.
sys.modules.setdefault("rfc3987_syntax", None)


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from reporting.command import from_python

    return getattr(from_python, name)
