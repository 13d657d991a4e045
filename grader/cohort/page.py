"""The class page: one file without script or network, for staff, with no student's code in it."""

from __future__ import annotations

from pathlib import Path

from grader.cohort.overview import Overview
from grader.cohort.people import Student
from grader.cohort.plots import distribution, heat_map
from grader.limits import SLOW_SECONDS
from grader.reports.sheets import environment

TEMPLATES = Path(__file__).parent / "templates"
#: misconceptions that are shown open, and those that are listed at all
_OPEN = 3
_LISTED = 40
_SHARED = 20
#: names in a list; the gradebooks have all
_NAMED = 60

#: what a cell of the heat map and a part of a bar say, in the order of the legend
LEGEND = (
    ("p", "passes"),
    ("f", "fails"),
    ("e", "raises, or takes too much"),
    ("b", "blocked by another of theirs"),
    ("u", "not read, or not there"),
    ("n", "not attempted"),
    ("g", "the grader's fault"),
)


def class_page(overview: Overview, absent: list[Student], drafts: dict[int, str]) -> str:
    """Return the page; `drafts` are the files of the shared mistakes, by their place."""
    scores = [outcome.score for outcome in overview.outcomes]
    map_of_all = heat_map(overview)
    used = {code for *_, strips in map_of_all.groups for strip in strips for code, _ in strip.paths}
    template = environment(TEMPLATES).get_template("class.html")
    return template.render(
        overview=overview,
        absent=absent,
        drafts=drafts,
        bars=distribution(scores, overview.most),
        map=map_of_all,
        legend=[(code, text) for code, text in LEGEND if code in used],
        OPEN=_OPEN,
        LISTED=_LISTED,
        SHARED=_SHARED,
        NAMED=_NAMED,
        SLOW=f"{SLOW_SECONDS:g}",
    )
