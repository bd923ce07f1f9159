"""What is asked for: a report of a period, by the notebooks and files that make it as they are now."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.installation import NOTEBOOKS
from pipeline.files.authored_files import own_notebooks
from pipeline.files.toml_files import read_toml
from reporting.store.identity import Identity, identify
from reporting.store.places import Places
from reporting.store.secret import secret_of

COMMON = ("1_ingest.ipynb", "2_quality.ipynb", "3_indicators.ipynb")


def identity_of(places: Places, report_id: str, period: str, as_of: str, notebooks: list[Path], keeps: bool = False) -> Identity:
    """What a run is made from, with the secret of the store. Where no run is kept (`keeps`), no new secret is kept either."""
    return identify(places.data, report_id, period, as_of, notebooks, secret_of(places.restricted / "store", keeps=keeps))


def editions_of(places: Places, identity: Identity) -> tuple[Path, Path]:
    """Where the publication edition and the audit edition of a run stand."""
    name = Path(identity.report, identity.period, identity.run)
    return places.outputs / name, places.restricted / name


def notebooks_of(places: Places, report_id: str) -> list[Path]:
    """The notebooks that make this report, an analyst's own before the page; without a readable layout those up to the figures, which will say what is wrong."""
    layout = read_toml(places.data / report_id / "report.toml", "report.toml")[0].get("layout")
    pages = [path for path in NOTEBOOKS.glob("4_report_*.ipynb") if path.name == f"4_report_{layout}.ipynb"]
    own = own_notebooks(places.data / report_id) if pages else []
    return [*(NOTEBOOKS / name for name in COMMON), *own, *pages]
