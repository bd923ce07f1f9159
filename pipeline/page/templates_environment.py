"""What the templates of the page may call by name: words for what definitions say, and the markup of figures."""

from __future__ import annotations

import contextlib
import functools
import sys
import zlib
from pathlib import Path

import jinja2

from pipeline.commentary.statements import VERDICTS
from pipeline.core.bases import basis_words
from pipeline.core.display import STATUS_WORDS
from pipeline.core.periods import Period
from pipeline.definitions.action_rule import NOT_STATED
from pipeline.files.report_folder import of_records
from pipeline.methods.comparisons.shown_tables import change_ids, table_of, table_rows, value_id
from pipeline.methods.judgements.on_track import STANDINGS
from pipeline.methods.values.standing import counts_shown
from pipeline.page import attention, breakdowns, markup, outcomes, revisions
from pipeline.page.area_words import REFERENCE_WORDS, against_title, against_words
from pipeline.page.cards.last_time import HOW
from pipeline.page.charts.chart_csv import csv_link
from pipeline.page.charts.chart_events import when
from pipeline.page.charts.chart_periods import quarter_of_year
from pipeline.page.charts.chart_words import charted_periods, follow_up, unit_words
from pipeline.page.light_words import light_words
from pipeline.page.overview import light_word, overview
from pipeline.page.paper import paper_sections
from pipeline.page.quarter_table import QuarterTable
from pipeline.page.typed_numbers import vouched_by
from pipeline.received.received_files import arrived_after

TEMPLATES = Path(__file__).parent / "templates"
POLARITY_WORDS = {
    "higher_is_better": "better when higher",
    "lower_is_better": "better when lower",
    "neutral": "neither higher nor lower is better",
    "within_range": "better within its range",
}
AGGREGATION_WORDS = {
    "sum": "adds up over time",
    "ratio": "its counts add up over time; percentages, rates and populations do not",
    "distinct": "people, counted once: does not add up over time",
    "stock": "a number on a day: does not add up over time",
}
VERDICT_WORDS = dict(
    zip(
        VERDICTS,
        (
            "a figure of this report",
            "words that the figures bear out",
            "typed and vouched for",
            "the figures say otherwise, and a role accepts it",
            "words that nothing here can confirm or deny",
        ),
        strict=True,
    )
)


OPTIONS = {"autoescape": True, "undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Templates as Jinja has compiled them, which takes a fifth of a page's time: kept where Python keeps our own modules as it has
    compiled them, and where it may. One is taken for the same text of it alone, and for the same Python, Jinja and options."""

    def __init__(self) -> None:
        options = zlib.crc32(repr(OPTIONS).encode())
        super().__init__(str(TEMPLATES / "__pycache__"), f"%s.{sys.implementation.cache_tag}-jinja-{jinja2.__version__}-{options:08x}")

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                Path(self.directory).mkdir(exist_ok=True)
                super().dump_bytecode(bucket)


@functools.cache
def environment() -> jinja2.Environment:
    """The templates, with every text escaped and every unknown name an error."""
    made = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), bytecode_cache=_Compiled(), **OPTIONS)
    made.globals |= {
        "fig": markup.figure_link,
        "mark": markup.figure_mark,
        "caveat": markup.caveat_mark,
        "charted_periods": charted_periods,
        "unit_words": unit_words,
        "csv_link": csv_link,
        "follow_up": follow_up,
        "label": markup.label,
        "code": markup.code,
        "dates": markup.dates,
        "months": markup.months,
        "day": markup.day,
        "month": markup.month,
        "marks_line": markup.marks_line,
        "of_records": of_records,
        "anchor": markup.anchor,
        "arrived_after": arrived_after,
        "attention": attention,
        "breakdowns": breakdowns,
        "light_words": light_words,
        "light_word": light_word,
        "outcomes": outcomes,
        "overview": overview,
        "since": revisions,
        "days_of": lambda figure: Period.parse(figure.period, figure.basis),
        "event_when": when,
        "standings_of": STANDINGS,
        "polarity_words": POLARITY_WORDS,
        "against_title": against_title,
        "against_words": against_words,
        "reference_words": REFERENCE_WORDS,
        "aggregation_words": AGGREGATION_WORDS,
        "basis_words": basis_words,
        "quarter_table": QuarterTable,
        "quarter_of_year": quarter_of_year,
        "status_words": STATUS_WORDS,
        "paper_sections": paper_sections,
        "verdict_words": VERDICT_WORDS,
        "counts_shown": counts_shown,
        "how_known": HOW,
        "vouched_by": vouched_by,
        "table_of": table_of,
        "table_rows": table_rows,
        "value_id": value_id,
        "change_ids": change_ids,
        "not_stated": NOT_STATED,
    }
    return made
