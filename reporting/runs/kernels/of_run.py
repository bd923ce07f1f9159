"""Of a run: its kernels, and what its notebooks are told. Kernels start while the run itself is still imported."""

from __future__ import annotations

from pathlib import Path

from reporting.runs.kept_steps import KeptSteps
from reporting.runs.kernels.forked_kernels import KernelServer
from reporting.runs.kernels.kernels import Kernels
from reporting.store.identity import Identity
from reporting.store.places import Places


def kernels_of(
    places: Places, identity: Identity, notebooks: list[Path], aside: Path, cache: bool = True, server: KernelServer | None = None
) -> Kernels:
    """The kernels of these notebooks, without those of notebooks that need not run again (`cache`); forked by `server`, where it was begun."""
    steps = KeptSteps(places, identity, notebooks, aside, parameters_of(places, identity, aside)) if cache else None
    needless = steps.first_ones() if steps else ()
    return Kernels(notebooks, aside, observed=places.data, left_out=places.restricted, needless=needless, steps=steps, server=server)


def parameters_of(places: Places, identity: Identity, aside: Path) -> dict[str, str]:
    """The parameters of every notebook of a run."""
    return {
        "report_id": identity.report, "period": identity.period, "as_of": identity.as_of,
        "data_root": places.data.as_posix(), "tables_root": (aside / "tables").as_posix(),
    }  # fmt: skip
