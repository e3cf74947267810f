"""The QR code of a ticket as a picture: black on white, with the quiet zone that ISO/IEC 18004 asks for."""

import io

import segno

QUIET_ZONE = 4


def as_svg(code: str) -> bytes:
    out = io.BytesIO()
    _code(code).save(out, kind="svg", border=QUIET_ZONE, light="#fff", scale=8, xmldecl=False)
    return out.getvalue()


def inline_svg(code: str) -> str:
    """For a page: no size of its own, no style, a name for screen readers on the element around it."""
    return _code(code).svg_inline(
        border=QUIET_ZONE, light="#fff", omitsize=True, svgclass=None, lineclass=None
    )


def as_png(code: str, *, scale: int = 8) -> bytes:
    out = io.BytesIO()
    _code(code).save(out, kind="png", border=QUIET_ZONE, scale=scale)
    return out.getvalue()


def modules(code: str) -> list[list[bool]]:
    """Rows of dark and light, without the quiet zone, for whoever draws it themselves."""
    return [[bool(cell) for cell in row] for row in _code(code).matrix]


def _code(code: str) -> segno.QRCode:
    return segno.make(code, error="m", micro=False)
