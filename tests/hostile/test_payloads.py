"""Hostile texts from workbook to workbook, charts, report, JSON, terminal and file names."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from mmm_xl import pipeline
from mmm_xl.cli import app
from mmm_xl.data.contents import BookContents, from_raw
from mmm_xl.data.simulator import World
from mmm_xl.files import file_name
from mmm_xl.model.design import build_design
from mmm_xl.names import PRODUCT
from mmm_xl.plain_text import json_printable, printable
from mmm_xl.runs.run import Run
from mmm_xl.workbook.cell_text import clean
from mmm_xl.workbook.reader import read_inputs
from mmm_xl.workbook.template import write_template
from tests.hostile.hostile_book import poisoned, texts
from tests.hostile.payloads import PAYLOADS

STARTS = (0, 32, 64)
"""Payloads that each of the books begins with; together they hold all."""

BOOK = "=1+1 $(x) \u202egnp %s [red]R&D[b] 漢"
NAMESPACES = ("schemas.openxmlformats.org", "purl.org", "www.w3.org", "schemas.microsoft.com")
NEVER = re.compile(
    "externalLinks|connections|vba|customXml|embeddings|thumbnail|comments|printerSettings"
)
"""Parts that hold code, links, other files or somebody's traces."""

WORDS = {"descr", "name", "title", "error", "errorTitle", "prompt", "promptTitle"}
"""Attributes that are shown as words."""

OWN_FIELDS = re.compile(r"\s*(REF _\w+ \\h|SEQ (Figure|Table) \\\* ARABIC|PAGE|NUMPAGES|TOC .*)\s*")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Job:
    """One run on a hostile workbook, from the command line to the files."""

    book: Path
    out: Path
    contents: BookContents
    shown: str

    @property
    def workbook(self) -> dict[str, bytes]:
        return parts(next(self.out.glob("*.xlsx")))

    @property
    def report(self) -> dict[str, bytes]:
        return parts(next(self.out.glob("*.docx")))


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module", params=STARTS)
def job(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, world: World, run: Run
) -> Iterator[Job]:
    """The example's posterior under other names: what is tested is what becomes of texts."""

    def renamed(dataset, spec, *given):
        channels = [prior.channel for prior in spec.channels]
        terms = [term.name for term in build_design(dataset, spec).terms]
        return run.posterior.assign_coords(channel=channels, term=terms)

    folder = tmp_path_factory.mktemp("hostile")
    contents = poisoned(world.contents, PAYLOADS, request.param)
    book, out = folder / f"{BOOK}.xlsx", folder / "out"
    write_template(book, contents)
    before = book.read_bytes()
    shown = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "_sampled", renamed)
        with redirect_stdout(shown):
            app(["check", str(book)], standalone_mode=False)
            quick = ("--validation", "quick")
            app(["run", str(book), "-o", str(out), *quick], standalone_mode=False)
            app(["runs", "list"], standalone_mode=False)
    assert book.read_bytes() == before
    yield Job(book, out, contents, shown.getvalue())


def test_every_payload_is_in_one_of_the_books(world: World) -> None:
    books = [texts(poisoned(world.contents, PAYLOADS, start)) for start in STARTS]
    met = {text.rpartition(" ")[0] for book in books for text in book}
    assert {payload[:200] for payload in PAYLOADS} <= met


def test_texts_come_back_word_for_word(job: Job) -> None:
    read = from_raw(read_inputs(next(job.out.glob("*.xlsx")))).sheets
    assert read == from_raw(read_inputs(job.book)).sheets
    # the file format's escape of a line end is one, whoever wrote it
    given = {clean(text).strip() for text in texts(job.contents) if "_x000D_" not in text}
    assert given <= texts(BookContents("", read)) | {""}


def test_no_text_is_a_formula(job: Job) -> None:
    """Every formula of the workbook is one that a harmless book has too."""
    for name, part in job.workbook.items():
        for formula in re.findall(rb"<(?:\w+:)?(?:f|formula\d?)(?: [^>]*)?>([^<]*)<", part):
            text = formula.decode()
            bare = re.sub(r"&quot;[^&]*&quot;|\"[^\"]*\"", "", text)
            assert re.fullmatch(r"[\w\s$:!()'\[\]#@+\-*/^=,.<>&;%]*", bare), (name, text)
            assert not re.search(r"HYPERLINK|cmd|DDE|WEBSERVICE|evil|\[1\]", text), (name, text)


def test_charts_refer_to_cells_of_this_workbook_only(job: Job) -> None:
    sheets = {
        s.get("name") for s in etree.fromstring(job.workbook["xl/workbook.xml"]).iter("{*}sheet")
    }
    charts = [part for name, part in job.workbook.items() if "charts/chart" in name]
    assert charts
    for chart in charts:
        for formula in etree.fromstring(chart).iter("{*}f"):
            sheet, _, cells = (formula.text or "").rpartition("!")
            assert sheet.strip("'") in sheets and re.fullmatch(r"[$A-Z0-9:]+", cells)


def relationships(package: dict[str, bytes]) -> Iterator[tuple[str, etree._Element]]:
    for name, part in package.items():
        if name.endswith(".rels"):
            yield from ((name, relation) for relation in etree.fromstring(part))


def test_nothing_leads_outside(job: Job) -> None:
    for package in (parts(job.book), job.workbook, job.report):
        for name, relation in relationships(package):
            assert relation.get("TargetMode") != "External", name
            assert not relation.get("Type", "").endswith(("/hyperlink", "/oleObject", "/frame"))
        for name, part in package.items():
            assert not NEVER.search(name)
            for element in etree.fromstring(part).iter() if is_xml(name) else ():
                for key, value in element.attrib.items():
                    # words may name an address; attributes that a program follows may not
                    if "://" in value and etree.QName(key).localname not in WORDS:
                        where = (name, element.tag, key)
                        assert re.match(rf"https?://({'|'.join(NAMESPACES)})/", value), where


def is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def test_links_stay_inside(job: Job) -> None:
    for name, part in job.workbook.items():
        if name.startswith("xl/worksheets/sheet"):
            for link in etree.fromstring(part).iter("{*}hyperlink"):
                assert re.fullmatch(r"'?[\w &]+'?![A-Z]+\d+", link.get("location", "")), name
                assert not [key for key in link.attrib if etree.QName(key).localname == "id"]
    for name, part in job.report.items():
        if is_xml(name):
            for link in etree.fromstring(part).iter(f"{W}hyperlink"):
                assert link.get(f"{W}anchor") and len(link.attrib) <= 2


def test_fields_of_the_report_are_our_own(job: Job) -> None:
    for name, part in job.report.items():
        if is_xml(name):
            root = etree.fromstring(part)
            assert not list(root.iter(f"{W}fldSimple", f"{W}object", f"{W}altChunk"))
            assert all(OWN_FIELDS.fullmatch(code.text) for code in root.iter(f"{W}instrText"))


def test_names_stand_in_report_and_charts_word_for_word(job: Job) -> None:
    from mmm_xl.report.ooxml import clean as page_text

    dataset = pipeline.check_book(job.book).dataset
    report = etree.fromstring(job.report["word/document.xml"])
    shown = "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in report.iter(f"{W}p"))
    for channel in dataset.channels:
        assert page_text(channel.label).strip() in shown
    charts = "".join(
        "".join(etree.fromstring(part).itertext())
        for name, part in job.workbook.items()
        if "charts/chart" in name
    )
    assert any(clean(channel.label) in charts for channel in dataset.channels)


def test_nothing_tells_of_the_user_or_the_machine(job: Job) -> None:
    secrets = {str(job.out.parent).encode(), str(Path.home()).encode() + b"/", b"/tmp/"}
    for package in (parts(job.book), job.workbook, job.report):
        assert not any(secret in part for part in package.values() for secret in secrets)
        core = etree.fromstring(package["docProps/core.xml"])
        told = {etree.QName(e).localname: e.text for e in core}
        assert {told["creator"], told.get("lastModifiedBy", PRODUCT)} == {PRODUCT}
        app_part = package.get("docProps/app.xml", b"<x/>")
        for kind in ("Company", "Manager", "HyperlinkBase", "Template"):
            assert not any(e.text for e in etree.fromstring(app_part).iter(f"{{*}}{kind}"))
        assert "docProps/custom.xml" not in package


def test_json_is_plain_data(job: Job) -> None:
    record = json.loads((job.out / "results.json").read_text("utf-8"))
    labels = [c.name for c in pipeline.check_book(job.book).dataset.channels]
    assert [c["name"] for c in record["channels"]] == labels
    escaped = json_printable(json.dumps(record, ensure_ascii=False))
    assert escaped.isprintable() and json.loads(escaped) == record


def test_the_terminal_is_not_steered(job: Job) -> None:
    assert all(c.isprintable() or c == "\n" for c in job.shown)
    words = " ".join(job.shown.split())
    for channel in pipeline.check_book(job.book).dataset.channels:
        label = " ".join(printable(channel.label).split())
        assert label[:60] in words or "\n" in channel.label


def test_file_names_are_harmless(job: Job) -> None:
    assert sorted(p.name for p in job.out.iterdir()) == [
        "=1+1 _(x) _gnp _s [red]R&D[b] 漢-report.docx",
        "=1+1 _(x) _gnp _s [red]R&D[b] 漢-results.xlsx",
        "results.json",
        "timings.json",
    ]


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if len(p) < 1000] + ["", ".", ".."])
def test_any_text_makes_a_file_name(tmp_path: Path, payload: str) -> None:
    name = file_name(payload)
    assert name and len(name.encode()) <= 150
    assert not re.search(r'[<>:"/\\|?*%$`\x00-\x1f]', name)
    assert not name.startswith((".", "-", "~"))
    assert not any(unicodedata.category(c)[0] == "C" for c in name)
    path = tmp_path / f"{name}-results.xlsx"
    path.write_bytes(b"")
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_long_file_names_stay_apart() -> None:
    assert file_name("x" * 400 + "a") != file_name("x" * 400 + "b")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_but_letters_reaches_a_terminal(payload: str) -> None:
    from mmm_xl.console import new_console

    shown = io.StringIO()
    with redirect_stdout(shown):
        new_console().print(payload, markup=False)
    for words in (printable(payload), shown.getvalue()):
        assert all(c.isprintable() or c == "\n" for c in words)
    assert printable("TV £ é 漢 [x]\n") == "TV £ é 漢 [x]\n"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_what_is_written(job: Job, tmp_path: Path) -> None:
    if job.contents.sheets != poisoned_first(job):
        pytest.skip("one book is enough")
    for ending, kind in (("xlsx", "xlsx"), ("docx", "pdf")):
        copy = tmp_path / f"in.{ending}"
        shutil.copy(next(job.out.glob(f"*.{ending}")), copy)
        command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
                   "--convert-to", kind, "--outdir", str(tmp_path / "made"), str(copy)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        assert (tmp_path / "made" / f"in.{kind}").is_file(), done.stderr
    again = from_raw(read_inputs(tmp_path / "made/in.xlsx")).sheets
    assert again.keys() == job.contents.sheets.keys()


def poisoned_first(job: Job):
    from mmm_xl.data.simulator import simulate

    return poisoned(simulate().contents, PAYLOADS, STARTS[0]).sheets
