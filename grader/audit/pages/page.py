"""The audit as one HTML page that needs nothing else: no script, no font, no request.

`templates/` holds the page. Whatever it shows of a corpus is escaped, and a name that is not there
is an error.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader.audit.auditing import Audit
from grader.audit.findings.rates import lower_bound, upper_bound
from grader.audit.pages.strips import Mark, columns, panels
from grader.audit.pages.summary import rejected_at, summary
from grader.audit.records import Family

TEMPLATES = Path(__file__).parent / "templates"


def environment() -> Environment:
    """Return what reads the templates."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def to_html(audit: Audit) -> str:
    """Return the page; it is the same on every run over the same files, but for the times."""
    drawn = panels(audit.matrices)
    template = environment().get_template("page.html")
    return template.render(
        audit=audit,
        summary=summary(audit),
        panels=drawn,
        columns=columns(drawn),
        marks=list(Mark),
        right=[(form, rejected_at(form)) for form in audit.of(Family.EQUIVALENT)],
        diagnosed=sorted(audit.diagnosed, key=lambda found: (not found.wrong, found.hit)),
        lower_bound=lower_bound,
        upper_bound=upper_bound,
    )
