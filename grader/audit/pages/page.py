"""The audit as one HTML page, which needs nothing else; `templates/` holds what is its own."""

from __future__ import annotations

from pathlib import Path

from grader.audit.auditing import Audit
from grader.audit.findings.rates import lower_bound, upper_bound
from grader.audit.pages.strips import Mark, columns, panels
from grader.audit.pages.summary import rejected_at, summary
from grader.audit.records import Family
from grader.reports.sheets import environment

TEMPLATES = Path(__file__).parent / "templates"


def to_html(audit: Audit) -> str:
    """Return the page; it is the same on every run over the same files, but for the times."""
    drawn = panels(audit.matrices)
    template = environment(TEMPLATES).get_template("page.html")
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
