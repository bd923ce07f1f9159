"""Reporting: runs the notebooks, keeps what they made, prints and audits it. No notebook imports it."""

import sys

# jsonschema, which reading a notebook and Great Expectations import, would import this where it is installed (JupyterLab
# brings it) to check texts of the format "iri", and it compiles a grammar at its import: a second of the processor in the
# command and again in its kernels. Without it jsonschema leaves that format unchecked, and no schema used here has it.
sys.modules.setdefault("rfc3987_syntax", None)
