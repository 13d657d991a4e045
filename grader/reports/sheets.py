"""Reads the templates of pages; `templates/` holds what all pages share, sheet.html and sheet.css.

A page needs nothing else: no script, no font, no request. Whatever it shows is escaped, and a name
that is not there is an error.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


def environment(*folders: Path) -> Environment:
    """Return what reads the templates of these folders, and those that all pages share."""
    return Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
