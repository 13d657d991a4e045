"""The audit as one HTML page that needs nothing else: no script, no font, no request."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from grader.audit.auditing import Audit
from grader.audit.findings.rates import lower_bound, upper_bound
from grader.audit.pages.page_matrix import LEGEND, panel
from grader.audit.pages.page_style import STYLE
from grader.audit.records import Family


def to_html(audit: Audit) -> str:
    """Return the page; it is the same on every run over the same files, but for the times."""
    parts = [
        _head(audit),
        _problems(audit),
        _matrices(audit),
        _diagnoses(audit),
        _power(audit),
        _rates(audit),
        _right_forms(audit),
        _proofs(audit),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Audit of the grader</title><style>{STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _head(audit: Audit) -> str:
    mutants = audit.of(Family.MUTANT, Family.MADE)
    killed = sum(not each.survived for each in mutants)
    right = audit.of(Family.EQUIVALENT)
    accepted = sum(
        all(exercise.full for outcome in each.outcomes for exercise in outcome.exercises)
        for each in right
    )
    hits = sum(each.hit for each in audit.diagnosed)
    kept = sum(each.kept for each in audit.rates)
    words = "The checks may ship" if audit.passed else "The checks may not ship"
    seeds = "one seed" if audit.seeds == 1 else f"{audit.seeds} seeds"
    cards = [
        (killed, len(mutants), "mutants killed"),
        (accepted, len(right), f"right forms accepted, at {seeds}"),
        (hits, len(audit.diagnosed), "misconceptions named"),
        (kept, len(audit.rates), "promised error rates kept"),
    ]
    boxes = "".join(
        f'<div class="card"><b{"" if done == total else " class=no"}>{done:,} / {total:,}</b>'
        f"<span>{escape(text)}</span></div>"
        for done, total, text in cards
    )
    titles = ", ".join(each.id for each in audit.assignments)
    return (
        f"<h1>Audit of the grader</h1><div>{escape(titles)}</div>"
        f'<div class="badge{"" if audit.passed else " no"}">{words}</div>'
        f'<div class="cards">{boxes}</div>'
        f"<p style='margin-top:10px'>{audit.gradings:,} gradings in {audit.cpu_seconds:,.0f} "
        f"CPU seconds, {audit.seconds:,.0f} seconds in all. Grader {audit.digest}.</p>"
    )


def _problems(audit: Audit) -> str:
    if audit.passed:
        return ""
    items = "".join(
        f'<li><b class="bad">{escape(each.kind)}</b>: <code>{escape(each.subject)}</code> '
        f"{escape(each.text)}</li>"
        for each in audit.problems
    )
    return f'<h2>Problems</h2><ul class="problems">{items}</ul>'


def _matrices(audit: Audit) -> str:
    parts = [
        "<h2>Kill matrix</h2>"
        "<p>Each thin column is a wrong submission, each row a check of the exercise. Every column "
        "must have a colour. A check without orange could be deleted, and nothing in the corpus "
        "would get through; hidden checks repeat the public ones, by design.</p>",
        LEGEND,
    ]
    for assignment in audit.assignments:
        parts.append(f"<h3 style='margin-top:18px'>{escape(assignment.id)}</h3>")
        parts += [panel(each) for each in audit.matrices if each.assignment == assignment.id]
    return "".join(parts)


def _table(header: Iterable[tuple[str, bool]], rows: Iterable[str]) -> str:
    head = "".join(
        f"<th{' class=r' if right else ''}>{escape(name)}</th>" for name, right in header
    )
    return f'<div class="scroll"><table><tr>{head}</tr>{"".join(rows)}</table></div>'


def _diagnoses(audit: Audit) -> str:
    if not audit.diagnosed:
        return ""
    rows = []
    for each in sorted(audit.diagnosed, key=lambda one: (not one.wrong, one.hit)):
        told = "named" if each.hit else "misnamed" if each.wrong else "not always named"
        style = "good" if each.hit else "bad"
        rows.append(
            f"<tr><td><code>{escape(each.misconception)}</code></td>"
            f"<td>{escape(each.assignment.split('_')[0])} {escape(', '.join(each.exercises))}</td>"
            f'<td class="r">{len(each.variants)}</td><td class="{style}">{told}'
            f"{escape(': ' + ', '.join(each.wrong) if each.wrong else '')}</td></tr>"
        )
    table = _table([("misconception", False), ("of", False), ("mutants", True), ("", False)], rows)
    others = "".join(
        f"<tr><td><code>{escape(each.variant)}</code></td><td>{escape(', '.join(each.named))}"
        "</td></tr>"
        for each in audit.unlabelled
    )
    hits = sum(each.hit for each in audit.diagnosed)
    return (
        "<h2>Diagnosis</h2><p>Each known misconception has a mutant that is its code, and must be "
        "told that misconception and no other. A mutant without a label may rightly be told one, "
        "where it is the same function; those are listed for people to read.</p>"
        f'<section class="panel"><header><h3>{hits} of {len(audit.diagnosed)} misconceptions '
        f"named</h3></header><details><summary>all misconceptions</summary>{table}</details>"
        f"<details><summary>{len(audit.unlabelled)} mutants without a label that were told "
        f"one</summary>{_table([('mutant', False), ('told', False)], [others])}</details></section>"
    )


def _power(audit: Audit) -> str:
    if not audit.detections:
        return ""
    rows = []
    for each in audit.detections:
        share = each.by_law / each.judged if each.judged else 0.0
        low = "" if share == 1 else ' class="low"'
        bound = f"{lower_bound(each.by_law, each.judged):.1%}" if each.judged > 1 else ""
        rows.append(
            f"<tr><td><code>{escape(each.variant)}</code></td>"
            f'<td><div class="bar"><i{low} style="width:{100 * share:.1f}%"></i></div></td>'
            f'<td class="r">{each.by_law} of {each.judged}</td><td class="r">{bound}</td>'
            f'<td class="r">{each.by_any} of {each.seeds}</td></tr>'
        )
    header = [
        ("wrong sampler", False),
        ("share found", False),
        ("by the check of its law", True),
        ("power at least", True),
        ("by any check", True),
    ]
    table = _table(header, rows)
    found = sum(each.by_any == each.seeds for each in audit.detections)
    title = f"{found} of {len(rows)} wrong samplers found every time"
    if audit.seeds == 1:
        table = f"<details><summary>all, at one seed</summary>{table}</details>"
    return (
        "<h2>Power of the distribution checks</h2><p>How often a wrong sampler is found, over "
        "seeds of the grader. The bound is exact, at 95% confidence.</p>"
        f'<section class="panel"><header><h3>{title}</h3></header>{table}</section>'
    )


def _rates(audit: Audit) -> str:
    rows = [
        f"<tr><td>{escape(each.name)}</td><td class='r'>{each.level:.3g}</td>"
        f"<td class='r'>{each.rejections} of {each.repetitions:,}</td>"
        f"<td class='r'>{upper_bound(each.rejections, each.repetitions):.2g}</td>"
        f"<td class='r'>{each.p_value:.2g}</td>"
        f"<td class='{'good' if each.kept else 'bad'}'>{'kept' if each.kept else 'broken'}</td>"
        "</tr>"
        for each in audit.rates
    ]
    header = [
        ("right samples", False),
        ("promised rate", True),
        ("rejected", True),
        ("rate at most", True),
        ("p", True),
        ("", False),
    ]
    return (
        "<h2>False rejections of the statistical tests</h2><p>At the level that grades, one in a "
        "million, nothing could be counted; the same tests at looser levels can be. A promise is "
        "broken where so many rejections have a probability below one in a million.</p>"
        f'<section class="panel">{_table(header, rows)}</section>'
    )


def _right_forms(audit: Audit) -> str:
    right = audit.of(Family.EQUIVALENT)
    rows = []
    for each in right:
        full = all(exercise.full for outcome in each.outcomes for exercise in outcome.exercises)
        rows.append(
            f"<tr><td><details><summary><code>{escape(each.variant.id)}</code></summary>"
            f"<pre>{escape(each.variant.code.strip())}</pre></details></td>"
            f"<td class='{'good' if full else 'bad'}'>{'full marks' if full else 'rejected'}</td>"
            "</tr>"
        )
    table = _table([("right form", False), ("", False)], rows)
    return (
        f'<h2>Right forms</h2><section class="panel"><details><summary>all {len(right)} right '
        f"forms, with their code</summary>{table}</details></section>"
    )


def _proofs(audit: Audit) -> str:
    rows = [
        f"<tr><td><code>{escape(identity)}</code></td>"
        f"<td><code>{escape(audit.variants[identity].note)}</code></td>"
        f"<td class='r'>{proof.answers}</td><td class='r'>{proof.refusals}</td>"
        f"<td class='r'>{proof.largest_float64:.0e}</td>"
        f"<td class='r'>{proof.largest_float32:.0e}</td></tr>"
        for identity, proof in audit.proofs.items()
    ]
    header = [
        ("mutant", False),
        ("what was done", False),
        ("answers", True),
        ("refusals", True),
        ("float64", True),
        ("float32", True),
    ]
    return (
        "<h2>Made mutants that are the solution itself</h2><p>Compared with the solution in a "
        "worker, on inputs that no check uses: how many answers and refusals agreed, and the "
        "largest relative difference. Shapes, dtypes, errors, calls of models, changed inputs and "
        "global generators agreed as well. These are left out of the matrix.</p>"
        f'<section class="panel"><details><summary>{len(rows)} proofs</summary>'
        f"{_table(header, rows)}</details></section>"
    )
