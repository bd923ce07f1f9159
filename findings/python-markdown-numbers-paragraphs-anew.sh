#!/usr/bin/env bash
# Markdown 3.11.3 (Python-Markdown, what MkDocs writes pages with): a paragraph that starts with a number loses it, or gets another one.
#
# "7." at the start of a paragraph begins a numbered list, and by default a list is written without its first number: whatever it
# started with, a browser shows it from 1. The numbered paragraphs of a committee paper are numbered anew, and a sentence that begins
# with a year loses the year. CommonMark keeps the number (markdown-it-py beside it: start="7").
# Seen: "7. The panel notes." and "2019. It has risen since." come out as <ol> without start: shown as 1.
# Be right by: a parser that keeps the start of a list, or the extension sane_lists, and escaping the stop after a year (2019\.).
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check Markdown==3.11.3 markdown-it-py==4.0.0
"$place/venv/bin/python" - <<'PY'
import markdown
from markdown_it import MarkdownIt

paper = "7. The panel notes the report.\n\n8. The panel agrees the plan."
sentence = "Thefts were lowest in\n\n2019. It has risen since."
seen = {text: markdown.markdown(text) for text in (paper, sentence)}
print(*seen.values(), sep="\n")
assert seen[paper].startswith("<ol>\n<li>") and "7" not in seen[paper], "Markdown behaves otherwise now"
assert "<ol>\n<li>It has risen since.</li>" in seen[sentence] and "2019" not in seen[sentence], "Markdown behaves otherwise now"
assert '<ol start="7">' in MarkdownIt().render(paper)
assert '<ol start="7">' in markdown.markdown(paper, extensions=["sane_lists"])
PY
