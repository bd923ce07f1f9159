"""Typed numbers of a commentary become names of figures: the sentence says the same, and next quarter what is so then."""

import pytest
from in_process import report_here

from pipeline.commentary.statements import judge_commentary
from pipeline.core.faults import FaultsFound
from pipeline.files.authored_files import commentary_path
from pipeline.page.markup import commentary_html
from pipeline.received.commentary import read_commentary
from reporting.folders.binding import bound, no_longer_true, read_text, write_bound

FIRST, SECOND = "2023-24-Q1", "2023-24-Q2"
TEXT = """# A1

## Our successes and issues

There were 8 cases, down from 10 in the same months of last year; that is 2 fewer, or 20.0% fewer.
There were eight cases, 20% fewer.
"""


@pytest.fixture
def falling(folder):
    """8 cases in the first quarter after 10 the year before; 26 in the half year after 20. Lower is better."""
    folder.define("A1")
    folder.receive("2023-07-14", "A1,2022-23-Q1,quarter,10", "A1,2022-23-Q2,quarter,10", "A1,2023-24-Q1,quarter,8", "A1,2023-24-Q2,quarter,18")
    return folder


def write(folder, period, text, end="\n"):
    path = commentary_path(folder.folder, period)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.replace("\n", end).encode())
    return path


def judged(folder, period):
    path = commentary_path(folder.folder, period)
    written = path.read_bytes()
    path.unlink()  # what does not agree would stop the notebook that makes the figures
    report, figures = folder.report(period), folder.figures(period)
    path.write_bytes(written)
    return report, figures, judge_commentary(report, read_commentary(report)[0], figures).to_dict("records")


def test_numbers_that_their_figure_prints_to_the_letter_get_its_name_and_the_others_stay(falling):
    path = write(falling, FIRST, TEXT)
    report, figures, statements = judged(falling, FIRST)
    text, changes, typed = bound(read_text(path), f"commentary/{path.name}", statements)
    assert text.split("\n")[4] == (
        "There were {{ A1.value }} cases, down from {{ A1.comparator }} in the same months of last year; "
        "that is {{ A1.change | magnitude }} fewer, or {{ A1.percent_change | magnitude }} fewer."
    )
    assert text.split("\n")[5] == TEXT.split("\n")[5], "words, and what is told less exactly, stay as somebody wrote them"
    assert [(one.line, one.typed) for one in changes] == [(5, "8"), (5, "10"), (5, "2"), (5, "20.0%")]
    assert [row["found"] for row in typed] == ["eight", "20%"]
    printed = str(commentary_html(text.split("\n")[4], figures, ("A1",)))
    for number in (">8<", ">10<", ">2<", ">20.0% [u]<"):
        assert number in printed


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_old_text_stays_beside_the_new_one_and_the_ends_of_lines_stay_what_they_were(falling, end):
    path = write(falling, FIRST, TEXT, end)
    before = path.read_bytes()
    _, _, statements = judged(falling, FIRST)
    text, _, _ = bound(read_text(path), f"commentary/{path.name}", statements)
    assert write_bound(path, text).read_bytes() == before
    assert write_bound(path, text).name == f"{path.name}.2.bak", "an older text beside it is not replaced"
    assert path.read_bytes() == text.replace("\n", end).encode()
    assert judged(falling, FIRST)[0].folder == falling.folder, "and the folder is still one that is read"


def test_a_file_that_somebody_made_read_only_is_left_as_it_is(falling):
    path = write(falling, FIRST, TEXT)
    path.chmod(0o444)
    with pytest.raises(FaultsFound, match="the file is read-only"):
        write_bound(path, "# A1\n")
    assert path.read_text(encoding="utf-8") == TEXT and list(path.parent.iterdir()) == [path]


def test_a_file_that_changed_meanwhile_is_not_changed_in_the_wrong_place(falling):
    path = write(falling, FIRST, TEXT)
    _, _, statements = judged(falling, FIRST)
    with pytest.raises(FaultsFound, match="the file has changed while it was read"):
        bound(read_text(path).replace("There were 8", "It is true that there were 8"), f"commentary/{path.name}", statements)


def test_a_number_typed_with_other_signs_is_bound_and_one_that_emphasis_cuts_through_stays(falling):
    path = write(falling, FIRST, "# A1\n\n## Our successes and issues\n\nThe change was \u221220.0%. There were *1*0 cases last year, and **8** now.\n")
    _, _, statements = judged(falling, FIRST)
    text, changes, typed = bound(read_text(path), f"commentary/{path.name}", statements)
    assert text.split("\n")[4] == "The change was {{ A1.percent_change }}. There were *1*0 cases last year, and **{{ A1.value }}** now."
    assert [one.typed for one in changes] == ["\u221220.0%", "8"] and [row["found"] for row in typed] == ["10"]


def test_what_next_quarter_makes_untrue_is_named_and_what_stays_true_is_not(falling):
    first = write(falling, FIRST, TEXT.split("There were eight")[0] + "In April to June 2023 there were 8.\n")
    _, _, statements = judged(falling, FIRST)
    text, _, _ = bound(read_text(first), f"commentary/{first.name}", statements)
    write(falling, SECOND, text)
    found = list(no_longer_true(judged(falling, SECOND)[2], FIRST))
    denied = [one for one in found if "is no longer true" in one]
    assert denied and all("line 5" in one for one in denied if "fewer" in one or "down" in one)
    assert any("fewer" in one or "down" in one for one in denied), "8 after 10 was a fall; 26 after 20 is a rise"
    assert any("line 6" in one and "April to June 2023" in one for one in found), "a period that has passed"


def test_a_day_or_month_that_the_text_names_is_named_beside_figures_that_move_on(falling):
    first = write(falling, FIRST, "# A1\n\n## Our successes and issues\n\nThere were 8 cases by the end of June 2023, down from 10, 2 fewer. A new team starts on 4 July 2023.\n")
    _, _, statements = judged(falling, FIRST)
    text, _, _ = bound(read_text(first), f"commentary/{first.name}", statements)
    write(falling, SECOND, text)
    found = list(no_longer_true(judged(falling, SECOND)[2], FIRST))
    for date in ("June 2023", "4 July 2023"):
        assert sum(f'it names "{date}", as it did for {FIRST}' in one for one in found) == 1


def test_a_text_that_stays_true_has_nothing_to_look_at(falling):
    falling.receive("2023-10-20", "A1,2023-24-Q2,quarter,6", name="recount")
    first = write(falling, FIRST, "# A1\n\n## Our successes and issues\n\nThere were 8 cases, 2 fewer than in the same months of last year.\n")
    _, _, statements = judged(falling, FIRST)
    text, _, _ = bound(read_text(first), f"commentary/{first.name}", statements)
    write(falling, SECOND, text)
    assert list(no_longer_true(judged(falling, SECOND)[2], FIRST)) == []


def test_a_figure_placed_by_the_name_of_its_period_is_named_when_the_text_is_used_again(falling):
    write(falling, SECOND, "# A1\n\n## Our successes and issues\n\nThere were {{ A1.value }} cases, after {{ A1.value@2022-23-Q2 }}.\n")
    (found,) = no_longer_true(judged(falling, SECOND)[2], FIRST)
    assert '"{{ A1.value@2022-23-Q2 }}" is of the period that it names' in found and "line 5" in found


@pytest.mark.slow
def test_the_command_shows_each_change_and_writes_only_when_it_is_told_to(falling, tmp_path):
    path = write(falling, FIRST, TEXT.split("There were eight")[0])
    falling.report(FIRST)
    before, places = path.read_bytes(), ("--data", falling.root, "--outputs", tmp_path / "outputs")
    shown = report_here("bind", "demo", FIRST, *places)
    assert shown.returncode == 0, shown.stderr
    assert "  2 becomes A1.change | magnitude\n" in shown.stdout and "4 of 4 typed numbers can be bound." in shown.stdout
    assert path.read_bytes() == before and "Nothing was written" in shown.stdout
    begun = report_here("bind", "--from", FIRST, "demo", SECOND, "--write", *places)
    assert begun.returncode == 0, begun.stderr
    assert 'commentary/2023-24-Q2.md, line 5: "down" is no longer true: a rise' in begun.stdout
    assert "{{ A1.comparator }}" in commentary_path(falling.folder, SECOND).read_text(encoding="utf-8")
    assert path.read_bytes() == before, "the text of the first quarter is left as it is"
    again = report_here("bind", "--from", FIRST, "demo", SECOND, "--write", *places)
    assert again.returncode == 2 and "is there already, and is never replaced" in again.stderr
    early = report_here("bind", "--from", FIRST, "demo", "2024-25-Q1", "--write", *places)
    assert early.returncode == 1 and not commentary_path(falling.folder, "2024-25-Q1").exists(), "not begun before its returns are there"
    assert report_here("bind", "demo", "2022-23-Q1", *places).returncode == 2
