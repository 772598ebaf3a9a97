"""The audit of a draft: figures, claims, a verdict on each, and on all of a group together."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from natres.analyses.drafts.reading.naming import figures_of
from natres.analyses.drafts.reading.plain import paragraphs
from natres.analyses.drafts.tables.whole import merged, read_tables, repeats
from natres.analyses.drafts.verdicts.claims import Claim, judged, moved, rows_of
from natres.analyses.drafts.verdicts.suspects import suspects
from natres.analyses.drafts.verdicts.together import conflicts, least_gap, possible
from natres.analyses.drafts.wording.definitions import implied_before
from natres.analyses.drafts.wording.found import Found
from natres.analyses.drafts.wording.statements import claims_of
from natres.core.draft import STATUSES, Draft, DraftAudit, DraftFigure, DraftRelation, Grammar

__all__ = ["audit_draft"]


def audit_draft(draft: Draft, grammar: Grammar) -> DraftAudit:
    """Return which figures a draft prints, what its wording and definitions say of them, and whether it can be true.

    Parameters
    ----------
    draft : the text
    grammar : units, steering words and terms

    Notes
    -----
    A relation that is not clear from the wording is not made up: its figures are listed as unplaced.
    """
    plain = paragraphs(draft)
    found = Found(plain, grammar, figures_of(plain, grammar, draft.text))
    claims, unplaced = claims_of(found)
    tables = read_tables(draft, plain, grammar)
    figures, of_prose, of_tables = merged(found.figures, tables)
    implied = [moved(relation, of_prose) for relation in _implied(found, claims, found.figures)]
    claims = [moved(claim, of_prose) for claim in claims] + [moved(claim, of_tables) for claim in tables.claims]
    claims += [
        Claim("repeat", tuple(sorted((of_prose[i], of_tables[j]), reverse=True)), found.figures[i].name, sure=False)
        for i, j in repeats(found.figures, tables, grammar)
    ]
    unplaced = [(of_prose[i], why) for i, why in unplaced] + [(of_tables[i], why) for i, why in tables.unplaced]
    relations = [judged(claim, figures) for claim in claims]
    first = suspects(claims, relations, figures)
    sound = [c for c, r in zip(claims, relations, strict=True) if r.status in ("agrees", "within_rounding")]
    relations += implied
    relations += [_together([sound[n] for n in chosen]) for chosen in conflicts(sound, figures)]
    order = sorted(range(len(relations)), key=lambda n: _gravity(relations[n], figures))
    place = {n: at for at, n in enumerate(order)}
    return DraftAudit(
        draft,
        tuple(figures),
        tuple(relations[n] for n in order),
        tuple(sorted(unplaced)),
        tuple(replace(s, relations=tuple(sorted(place[n] for n in s.relations))) for s in first),
    )


def _gravity(relation: DraftRelation, figures: Sequence[DraftFigure]) -> tuple[int, int]:
    """Return the sort key that puts the gravest verdict first, then what stands first in the text."""
    return STATUSES.index(relation.status), min((figures[i].start for i in relation.figures), default=0)


def _implied(found: Found, claims: Sequence[Claim], figures: Sequence[DraftFigure]) -> list[DraftRelation]:
    """Judge what growth rates say of the year before: a sum that cannot hold there has to be explained."""
    relations: list[DraftRelation] = []
    for claim, grown in implied_before(found, claims):
        now = Claim("sum", claim.figures)
        rows = [row for c in (*grown, now) for row in rows_of(c, figures)]
        ties = tuple(c.figures[0] for c in grown)
        if not possible(rows, figures):
            continue  # the sum of this year is judged by itself
        line = rows_of(claim, figures)[0][0]
        gap = least_gap(rows, line, figures) or 0.0
        first = figures[claim.figures[0]]
        holds = possible([*rows, *rows_of(claim, figures)], figures)
        before = [
            _before(figures[i], figures[c.figures[0]], c.sign) / first.size
            for i, c in zip(claim.figures, grown, strict=True)
        ]
        relations.append(
            DraftRelation(
                "implied",
                (*claim.figures, *ties),
                "agrees" if holds else "to_be_explained",
                sum((b * claim.side(i) for b, i in zip(before[1:], claim.figures[1:], strict=True)), Fraction(0)),
                before[0],
                Fraction(0) if holds else Fraction(gap).limit_denominator(10**6) / first.size,
                first.unit,
                2,
                claim.words,
            )
        )
    return relations


def _before(figure: DraftFigure, rate: DraftFigure, sign: int) -> Fraction:
    return figure.value / (1 + sign * rate.value / 100)


def _together(claims: Sequence[Claim]) -> DraftRelation:
    figures = tuple(dict.fromkeys(i for claim in claims for i in claim.figures))
    return DraftRelation("together", figures, "disagrees", words="；".join(dict.fromkeys(c.kind for c in claims)))
