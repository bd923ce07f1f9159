"""The shelf as it is served: what a browser on this machine gets, and what nobody gets."""

import http.client
import json
import os
import threading

import pytest

from reporting.desk.served import ShelfServer
from reporting.store.places import Places

RUN = "demo/2023-24-Q2/abc"


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Outputs with one run in both editions, what was sent of it, a comparison, and what is for nobody: store, register, strangers' files."""
    root = tmp_path_factory.mktemp("served")
    outputs = root / "outputs"
    facts = {"run": "abc", "parameters": {"report": "demo", "period": "2023-24-Q2", "as_of": "2023-11-30"}, "made": {"from": "2023-11-30"}}
    for name, text in {
        f"{RUN}/run.json": json.dumps(facts), f"{RUN}/report.html": "the page", f"{RUN}/report.pdf": "on paper", f"{RUN}.html": "signed",
        "demo/2023-24-Q2/latest.html": "newest", f"published/{RUN}/report.html": "sent", f"restricted/{RUN}/report.html": "with rows",
        f"restricted/{RUN}/1_ingest.ipynb": "{}", "restricted/compare/abc-def/compare.html": "compared", "restricted/register.jsonl": "SECRET",
        "restricted/quality/demo/index.html": "quality", "restricted/quality/demo/police.html": "of the police", f"restricted/{RUN}/rows/rows-1.html": "rows",
        "restricted/store/secret": "SECRET", "restricted/store/ab/abc": "SECRET", "restricted/signed/demo/2023-24-Q2/abc/analyst.restricted.json": "SECRET",
        "restricted/failed/demo-1/1_ingest.ipynb": "SECRET", "other/2023/notes/mine.txt": "SECRET", "other.html": "SECRET", f"{RUN}/.hidden": "SECRET",
    }.items():  # fmt: skip
        path = outputs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "outside.html").write_text("SECRET", encoding="utf-8")
    os.symlink(root / "outside.html", outputs / RUN / "link.html")
    os.symlink(root, outputs / RUN / "folder")
    return Places.of(root / "data", outputs)


@pytest.fixture(scope="module")
def server(places):
    with ShelfServer(places) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def answer(server, path, method="GET", host=None, secret=None):
    connection = http.client.HTTPConnection(*server.server_address, timeout=10)
    connection.putrequest(method, f"/{server.secret if secret is None else secret}/{path}", skip_host=True)
    for one in [f"127.0.0.1:{server.server_port}"] if host is None else host:
        connection.putheader("Host", one)
    connection.endheaders()
    found = connection.getresponse()
    return found, found.read().decode()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (f"{RUN}/report.html", "the page"), (f"{RUN}.html", "signed"), ("demo/2023-24-Q2/latest.html", "newest"), (f"published/{RUN}/report.html", "sent"),
        (f"restricted/{RUN}/report.html", "with rows"), ("restricted/compare/abc-def/compare.html", "compared"), (f"{RUN}/report.html?x=1", "the page"),
        ("restricted/quality/demo/index.html", "quality"), ("restricted/quality/demo/police.html", "of the police"), (f"restricted/{RUN}/rows/rows-1.html", "rows"),
    ],
)  # fmt: skip
def test_what_a_run_holds_can_be_read(server, path, text):
    found, body = answer(server, path)
    assert (found.status, body, found.getheader("Content-Type")) == (200, text, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["", "index.html"])
def test_the_shelf_leads_to_both_editions(server, path):
    found, body = answer(server, path)
    assert found.status == 200 and f'href="{RUN}.html"' in body and f'href="restricted/{RUN}/report.html"' in body
    assert 'href="restricted/quality/demo/index.html"' in body


@pytest.mark.parametrize(
    "path",
    [
        "../outside.html", "%2e%2e/outside.html", f"{RUN}/../../../../outside.html", f"{RUN}/..%2f..%2f..%2f..%2foutside.html", f"{RUN}//report.html",
        f"{RUN}/link.html", f"{RUN}/folder/outside.html", f"{RUN}/.hidden", f"{RUN}/%00report.html", f"{RUN}/..%5c..%5coutside.html", "/etc/passwd", "%2fetc%2fpasswd",
        "restricted/store/secret", "restricted/store/ab/abc", "restricted/register.jsonl", "restricted/signed/demo/2023-24-Q2/abc/analyst.restricted.json",
        "restricted/failed/demo-1/1_ingest.ipynb", "other/2023/notes/mine.txt", "other.html", RUN, f"{RUN}/", "demo", "demo/", "demo/2023-24-Q2/", "restricted/",
        "restricted/compare/abc-def/", "restricted/quality/demo/", "restricted/quality/", "restricted/quality/demo/none/index.html", f"{RUN}/none.html",
    ],
)  # fmt: skip
def test_nothing_else_is_there_no_folder_is_listed_and_no_way_leads_out(server, path):
    found, body = answer(server, path)
    assert found.status == 404 and "SECRET" not in body and body.startswith("There is nothing here.")


@pytest.mark.parametrize("secret", ["", "wrong", "%C3%A9"])
def test_whoever_does_not_know_the_address_gets_nothing(server, secret):
    assert answer(server, f"{RUN}/report.html", secret=secret)[0].status == 404
    assert answer(server, "", secret=server.secret[:-1])[0].status == 404


def test_each_start_has_an_address_of_its_own(places, server):
    with ShelfServer(places) as other:
        assert other.secret != server.secret and len(other.secret) >= 43  # of 32 random bytes


@pytest.mark.parametrize("host", [[], ["evil.example"], ["evil.example:{port}"], ["127.0.0.1"], ["127.0.0.1:{port}", "evil.example"], ["127.0.0.1:{port}.evil.example"]])
def test_a_name_that_was_made_to_lead_here_is_refused(server, host):
    assert answer(server, f"{RUN}/report.html", host=[one.format(port=server.server_port) for one in host])[0].status == 421
    assert answer(server, f"{RUN}/report.html", host=[f"localhost:{server.server_port}"])[0].status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"])
def test_it_can_only_be_read(server, method):
    found, _ = answer(server, f"{RUN}/report.html", method)
    assert (found.status, found.getheader("Allow")) == (405, "GET, HEAD")


def test_the_head_of_a_page_is_told_without_the_page(server):
    found, body = answer(server, f"{RUN}/report.html", "HEAD")
    assert (found.status, found.getheader("Content-Length"), body) == (200, "8", "")


def test_a_page_may_load_and_run_nothing_and_is_kept_nowhere(server):
    for path in ("", f"{RUN}/report.html", "none"):
        headers = answer(server, path)[0].headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
        assert (headers["Cache-Control"], headers["Referrer-Policy"], headers["X-Content-Type-Options"]) == ("no-store", "no-referrer", "nosniff")


@pytest.mark.parametrize("name", [f"{RUN}/report.pdf", f"restricted/{RUN}/1_ingest.ipynb"])
def test_what_is_no_page_is_handed_over_and_not_opened(server, name):
    found, _ = answer(server, name)
    assert (found.getheader("Content-Disposition"), found.getheader("Content-Type")) == ("attachment", "application/octet-stream")


def test_it_answers_on_loopback_alone(server):
    assert server.server_address[0] == "127.0.0.1" and server.url.startswith(f"http://127.0.0.1:{server.server_port}/")
