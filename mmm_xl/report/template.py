"""The shipped Word template: styles, header, footer and page set-up, no words of a report.

The template is written part by part from data, so that the file in ``report_templates`` can be
compared with what this code makes. Header and footer hold content controls (plain-text boxes with
a tag, Word's own feature); the report fills them, and finance may place them where it likes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from mmm_xl.names import PRODUCT
from mmm_xl.report.ooxml import LANGUAGE, pinned_zip
from mmm_xl.report.styles import FONT, STYLES, Style

FILE_NAME = "validation_report.docx"

TAG = f"{PRODUCT}."
"""Start of the tag of every content control that a report fills."""

CONTROLS: Mapping[str, str] = {
    "business": "Business",
    "report_title": "Report title",
    "run_id": "run id",
    "fit_id": "fit id",
    "data_cut_off": "data cut-off",
}
"""Content controls of header and footer, with the words that an unfilled one shows."""

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

# A4 in twentieths of a point; 22 mm at the sides leave 166 mm of text.
_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1474" w:right="1247" w:bottom="1304"'
    ' w:left="1247" w:header="680" w:footer="567" w:gutter="0"/>'
)


def template_bytes() -> bytes:
    """Template file, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, xml in _parts().items():
            package.writestr(name, _DECLARATION + xml)
    return pinned_zip(buffer.getvalue())


def write_template(folder: Path) -> Path:
    """Write the template into a folder (``report_templates`` of the checkout)."""
    path = folder / FILE_NAME
    path.write_bytes(template_bytes())
    return path


def _parts() -> dict[str, str]:
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            {"rId1": (f"{_OFFICE}/officeDocument", "word/document.xml"),
             "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml")}),
        "docProps/core.xml": _core_properties(),
        "word/document.xml": _body(),
        "word/_rels/document.xml.rels": _relationships(
            {"rId1": (f"{_OFFICE}/styles", "styles.xml"),
             "rId2": (f"{_OFFICE}/settings", "settings.xml"),
             "rId3": (f"{_OFFICE}/header", "header1.xml"),
             "rId4": (f"{_OFFICE}/header", "header2.xml"),
             "rId5": (f"{_OFFICE}/footer", "footer1.xml"),
             "rId6": (f"{_OFFICE}/footer", "footer2.xml")}),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/header1.xml": _header(),
        "word/header2.xml": f'<w:hdr {_W}><w:p/></w:hdr>',
        "word/footer1.xml": _footer(),
        "word/footer2.xml": _footer(),
    }  # fmt: skip


def _content_types() -> str:
    main = {
        "document": "document.main",
        "styles": "styles",
        "settings": "settings",
        "header1": "header",
        "header2": "header",
        "footer1": "footer",
        "footer2": "footer",
    }
    parts = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for part, kind in main.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
        f' ContentType="application/xml"/>{parts}<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _core_properties() -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>Validation report styles</dc:title><dc:creator>{PRODUCT}</dc:creator>"
        f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>"
    )


def _body() -> str:
    references = "".join(
        f'<w:{part}Reference w:type="{page}" r:id="{key}"/>'
        for part, page, key in (
            ("header", "default", "rId3"),
            ("header", "first", "rId4"),
            ("footer", "default", "rId5"),
            ("footer", "first", "rId6"),
        )
    )
    return (
        f"<w:document {_W} {_R}><w:body><w:sectPr>{references}{_PAGE}<w:titlePg/>"
        "</w:sectPr></w:body></w:document>"
    )


def _styles() -> str:
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}"'
        f' w:cs="{FONT}"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="{LANGUAGE}"'
        ' w:eastAsia="ja-JP" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    return f"<w:styles {_W}>{defaults}{''.join(_style(style) for style in STYLES)}</w:styles>"


def _style(style: Style) -> str:
    custom = ' w:customStyle="1"' if style.name.startswith("Report ") else ""
    default = ' w:default="1"' if style.default else ""
    based = f'<w:basedOn w:val="{style.based}"/>' if style.based else ""
    following = f'<w:next w:val="{style.following}"/>' if style.following else ""
    shown = "" if style.default else "<w:qFormat/>"
    body = style.body.replace("<w:pPr></w:pPr>", "")
    return (
        f'<w:style w:type="{style.kind}"{default}{custom} w:styleId="{style.key}">'
        f'<w:name w:val="{style.name}"/>{based}{following}{shown}{body}</w:style>'
    )


def _settings() -> str:
    return (
        f'<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="15"/></w:compat><w:themeFontLang w:val="{LANGUAGE}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _header() -> str:
    words = _control("business", 101) + _words("  \u00b7  ") + _control("report_title", 102)
    return f'<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{words}</w:p></w:hdr>'


def _footer() -> str:
    # No tab stops: the line reads the same on portrait and landscape pages.
    gap = "  \u00b7  "
    words = (
        _words("Page ")
        + _field("PAGE")
        + _words(" of ")
        + _field("NUMPAGES")
        + _words(f"{gap}Run ")
        + _control("run_id", 103)
        + _words(f"{gap}Fit ")
        + _control("fit_id", 104)
        + _words(f"{gap}Data to ")
        + _control("data_cut_off", 105)
    )
    return f'<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{words}</w:p></w:ftr>'


def _words(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _field(name: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = f'<w:r><w:instrText xml:space="preserve"> {name} </w:instrText></w:r>'
    return mark.format("begin") + code + mark.format("separate") + _words("1") + mark.format("end")


def _control(key: str, number: int) -> str:
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{CONTROLS[key]}"/><w:tag w:val="{TAG}{key}"/>'
        f'<w:id w:val="{number}"/><w:text/></w:sdtPr><w:sdtContent>{_words(CONTROLS[key])}'
        "</w:sdtContent></w:sdt>"
    )
