"""Facts of a run that take no part in its identity."""

import importlib.metadata

from reporting.runs import run_facts


def test_packages_that_pip_installed_in_other_versions_than_the_lock_are_named(monkeypatch, tmp_path):
    """The lock stands in a run's identity, so run.json has to say where the environment is another one."""
    now = importlib.metadata.version("typing-extensions")
    (tmp_path / "requirements.lock").write_text(
        "pandas==0.1 \\\n    --hash=sha256:00\n"
        "typing-extensions==0.1 ; python_full_version < '3.12' \\\n    --hash=sha256:00\n"
        f"typing-extensions=={now} ; python_full_version >= '3.12' \\\n    --hash=sha256:00\n"
        "not-installed-here==2.0 \\\n    --hash=sha256:00\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(run_facts, "LOCK", tmp_path / "requirements.lock")
    assert run_facts.unlike_lock() == {"pandas": {"installed": importlib.metadata.version("pandas"), "locked": ["0.1"]}}


def test_the_environment_that_start_py_made_is_that_of_the_lock():
    assert run_facts.unlike_lock() == {}
