"""Templates are compiled once, where Python keeps its own compiled modules, and never taken for another text."""

import os
import sys

from pipeline.page import templates_environment


def test_a_compiled_template_is_taken_for_the_same_text_alone_and_none_is_written_where_python_writes_none(tmp_path, monkeypatch):
    monkeypatch.setattr(templates_environment, "TEMPLATES", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    template = tmp_path / "page.html.j2"

    def shown() -> str:
        return templates_environment.environment.__wrapped__().get_template(template.name).render()

    template.write_text("as it was")
    assert shown() == "as it was" and [*tmp_path.iterdir()] == [template]
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert shown() == "as it was"
    (kept,) = (tmp_path / "__pycache__").iterdir()
    before, times = kept.stat().st_ino, template.stat()
    assert shown() == "as it was" and kept.stat().st_ino == before, "it was taken, and not written again"
    template.write_text("as it is!")
    os.utime(template, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert shown() == "as it is!", "of the same size and time, and another text"
    kept.write_bytes(kept.read_bytes()[:-9])
    assert shown() == "as it is!", "one that was cut off is compiled anew"
