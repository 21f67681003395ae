"""Damage to real files: flipped bytes, cuts, swaps, and sheets that are sound zip but odd XML."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO

Mutation = Callable[[bytes, random.Random], bytes]

ODD_VALUES = (
    b"", b"-1", b"1e999", b"NaN", b"99999999999999999999", b"0.1e-400", b"&#x202e;",
    b"A1:XFD1048576", b"XFD1048576", b"ZZZZ99999999", b"=1+1", b"true", b"\xff\xfe", b"&amp;",
    b"2024-13-45", b"]]>", b"s", b"d", b"inlineStr", b"e", b"shared", b"1" * 400,
    b"1" * 5_000, b"rId1", b"rId99", b"#REF!",
)  # fmt: skip
ODD_PIECES = (
    b"<c/>", b"<row/>", b'<row r="0"/>', b'<row r="1048577"><c r="A1"><v>1</v></c></row>',
    b"<x:y/>", b'<c r="B7" t="e"><v>#N/A</v></c>', b"<v>1</v>", b"<f>1+</f>", b"<!-- -->",
    b"<?pi x?>",
    b"</c>", b"<![CDATA[x]]>", b"<is><t>x</t></is>", b'<f t="shared" si="9"/>',
    b'<f t="array" ref="x">1</f>',
)  # fmt: skip


def flip(payload: bytes, dice: random.Random) -> bytes:
    """A few bytes changed anywhere."""
    made = bytearray(payload)
    for _ in range(dice.choice((1, 1, 2, 8, 64))):
        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def truncate(payload: bytes, dice: random.Random) -> bytes:
    """The end, the start or a piece in the middle missing."""
    first, last = sorted((dice.randrange(len(payload)), dice.randrange(len(payload))))
    return dice.choice((payload[:first], payload[last:], payload[:first] + payload[last:]))


def swap(payload: bytes, dice: random.Random) -> bytes:
    """Two pieces in each other's place, or one of them twice."""
    size = dice.choice((16, 256, 4096))
    places = [dice.randrange(max(1, len(payload) - size)) for _ in range(2)]
    first, second = sorted(places)
    a, b = payload[first : first + size], payload[second : second + size]
    if dice.random() < 0.5:
        return payload[:first] + b + payload[first + size :]
    middle = payload[first + size : second]
    return payload[:first] + b + middle + a + payload[second + size :]


def mutate_part(payload: bytes, dice: random.Random) -> bytes:
    """A sound zip one or two of whose XML parts are odd."""
    parts = unzipped(payload)
    names = [n for n in parts if n.endswith((".xml", ".rels"))]
    likely = [n for n in names if "worksheets/sheet" in n or "sharedStrings" in n]
    for _ in range(dice.choice((1, 1, 2))):
        name = dice.choice(likely if likely and dice.random() < 0.7 else names)
        parts[name] = dice.choice(XML_MUTATIONS)(parts[name], dice)
    return zipped(parts)


def move_parts(payload: bytes, dice: random.Random) -> bytes:
    """A sound zip whose parts are lost, doubled under another name, or exchanged."""
    parts = unzipped(payload)
    names = sorted(parts)
    one, other = dice.choice(names), dice.choice(names)
    what = dice.randrange(4)
    if what == 0:
        del parts[one]
    elif what == 1:
        parts[one], parts[other] = parts[other], parts[one]
    elif what == 2:
        parts[dice.choice(("../x.xml", "xl/X.xml", "xl\\y", one.upper(), "a:b"))] = parts[one]
    else:
        parts[one] = b""
    return zipped(parts)


def _attribute(part: bytes, dice: random.Random) -> bytes:
    return _replaced(part, rb'="[^"]*"', b'="' + dice.choice(ODD_VALUES) + b'"', dice)


def _text(part: bytes, dice: random.Random) -> bytes:
    return _replaced(part, rb">[^<>]+<", b">" + dice.choice(ODD_VALUES) + b"<", dice)


def _insert(part: bytes, dice: random.Random) -> bytes:
    return _replaced(part, rb"(?=<)", dice.choice(ODD_PIECES), dice)


def _drop(part: bytes, dice: random.Random) -> bytes:
    return _replaced(part, rb"<[^>]*>", b"", dice)


def _double(part: bytes, dice: random.Random) -> bytes:
    tags = list(re.finditer(rb"<(row|c|si|sheet|xf|numFmt)\b.*?(?:/>|</\1>)", part, re.S))
    if not tags:
        return part
    tag = dice.choice(tags)
    return part[: tag.start()] + tag[0] * dice.choice((2, 3, 200)) + part[tag.end() :]


def _replaced(part: bytes, pattern: bytes, new: bytes, dice: random.Random) -> bytes:
    found = list(re.finditer(pattern, part))
    for match in sorted(dice.sample(found, min(len(found), dice.choice((1, 1, 3)))),
                        key=lambda m: -m.start()):  # fmt: skip
        part = part[: match.start()] + new + part[match.end() :]
    return part


XML_MUTATIONS: tuple[Mutation, ...] = (
    _attribute, _attribute, _text, _text, _insert, _drop, _double, flip, truncate,
)  # fmt: skip
ZIP_MUTATIONS: tuple[Mutation, ...] = (
    flip, truncate, swap, mutate_part, mutate_part, mutate_part, mutate_part, move_parts,
)  # fmt: skip


def unzipped(payload: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(payload)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def mutate_text(payload: bytes, dice: random.Random) -> bytes:
    """A text table with odd cells, separators, quotes and encodings."""
    what = dice.randrange(7)
    if what == 0:
        return dice.choice((flip, truncate, swap))(payload, dice)
    lines = payload.split(b"\n")
    at = dice.randrange(len(lines))
    if what == 1:
        lines[at] = dice.choice((b'"', b'"' * 3, b"," * 500, b"\x00", b"\xff\xfe", b";", b"\t"))
    elif what == 2:
        lines[at] = lines[at].replace(b",", dice.choice((b";", b"\t", b",,", b'","', b"|")))
    elif what == 3:
        cells = lines[at].split(b",")
        cells[dice.randrange(len(cells))] = dice.choice((*ODD_VALUES, b"x" * 200_000))
        lines[at] = b",".join(cells)
    elif what == 4:
        encoding = dice.choice(("utf-16", "utf-32", "cp037"))
        return payload.decode("utf-8", "replace").encode(encoding, "replace")
    elif what == 5:
        return dice.choice((b"", b"\xef\xbb\xbf", b"\n" * 50, payload.replace(b"\n", b"\r")))
    else:
        lines = [*lines[:at], *lines[:at], *lines[at:]]
    return b"\n".join(lines)
