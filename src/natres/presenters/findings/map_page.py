"""Findings on a map: what each covers, a circle at every place, over the outlines of the parcels concerned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.crs import geometry_to_lon_lat
from natres.core.results.check import CheckResult
from natres.errors import BadData
from natres.labels import LANGUAGES, words
from natres.presenters.findings.numbered import SEVERITIES, Finding, input_finder
from natres.presenters.findings.places import SEVERITY_COLOURS, places_in
from natres.presenters.findings.tables import kind_label, rule_table
from natres.presenters.findings.texts import clean, finding_words
from natres.presenters.maps import figure_table
from natres.presenters.web import (
    AreaLayer,
    BoundaryLayer,
    Category,
    CodeColumn,
    Colouring,
    Column,
    Face,
    Layer,
    MapPage,
    PointLayer,
    Source,
    Text,
    TextColumn,
)

__all__ = ["Ground", "findings_page"]

#: More places no page draws; rules beyond so many share a colour.
_MOST_PLACES, _MOST_RULES = 5_000, 12
_RULE_COLOURS = (
    "#c0392b", "#2166ac", "#e08e0b", "#1b7837", "#762a83", "#8c510a", "#01665e", "#c51b7d", "#4d4d4d", "#b8860b",
    "#5e3c99", "#35978f",
)  # fmt: skip
_GREY = "#9aa0a6"


@dataclass(frozen=True, eq=False)
class Ground:
    """What lies below the places: polygons of the parcels concerned, or of the district, in their system."""

    shapes: NDArray[Any]
    crs: CRS


def findings_page(
    result: CheckResult, language: str, *, ground: Ground | None = None, marks: Sequence[str] = (),
    subtitle: Mapping[str, str] | str = "", home: str = "",
) -> MapPage:  # fmt: skip
    """Return the page of the places, coloured by severity or by rule, in all languages.

    Parameters
    ----------
    ground : polygons below the places; by default none
    marks : what every output of the run has to say of itself
    subtitle : of what and when the data are, per language
    """
    findings, shapes = places_in(result, None)
    shown, drawn = findings[:_MOST_PLACES], shapes[:_MOST_PLACES]
    faces = {
        lang: Face(
            title=words(lang)["check_map.title"],
            subtitle=subtitle if isinstance(subtitle, str) else subtitle.get(lang, ""),
            figures=(figure_table(rule_table(result, lang), (2, 1, 3, 5)),) if result.issues else (),
            marks=(words(lang)["report.internal"],),
            notes=(*marks, *_notes(result, findings, lang)),
        )
        for lang in dict.fromkeys([language, *LANGUAGES])
    }
    sources = tuple(Source(_kind(one.kind), one.provenance) for one in result.inputs)
    find = input_finder(result)
    read = tuple(dict.fromkeys(n for f in shown for n, one in enumerate(result.inputs) if one is find(f.issue)))
    layers = [*_ground(ground), *_layers(shown, drawn, read)]
    return MapPage(language, faces, tuple(layers), sources, home=home)


def _say(key: str) -> dict[str, str]:
    return {lang: words(lang)[key] for lang in LANGUAGES}


def _kind(kind: str) -> dict[str, str]:
    return {lang: kind_label(kind, lang) for lang in LANGUAGES}


def _notes(result: CheckResult, findings: Sequence[Finding], language: str) -> list[str]:
    w, notes = words(language), list[str]()
    if not findings:
        notes.append(w["check_map.clean" if result.issues else "check.clean"])
    nowhere = len(result.issues) - len(findings)
    if nowhere and findings:
        notes.append(w["check_map.nowhere"].format(count=nowhere))
    if len(findings) > _MOST_PLACES:
        notes.append(w["check_map.too_many"].format(shown=_MOST_PLACES, count=len(findings)))
    return notes


def _ground(ground: Ground | None) -> list[Layer]:
    """Return the outlines below the places, filled so pale that only the places are seen at first."""
    if ground is None or not len(ground.shapes):
        return []
    try:
        shapes = geometry_to_lon_lat(ground.shapes, ground.crs)
    except BadData:  # of a datum that needs parameters nobody gave: its places are not on the map either
        return []
    one = (Category("ground", _say("check_map.ground"), "#eef0ea"),)
    colouring = Colouring("ground", _say("check_map.ground"), one, np.zeros(len(shapes), dtype=np.int64))
    return [AreaLayer("ground", _say("check_map.ground"), shapes, (colouring,), outline="#9aa0a6")]


def _layers(findings: Sequence[Finding], shapes: NDArray[Any], sources: tuple[int, ...]) -> list[Layer]:
    """Return what the findings cover, their lines, and a circle for each, so that a sliver is found too."""
    if not findings:
        return []
    dimension = shapely.get_dimensions(shapes)
    layers: list[Layer] = []
    areas, lines = (np.flatnonzero(dimension == wanted).tolist() for wanted in (2, 1))
    if len(areas):
        own = [findings[i] for i in areas]
        layers.append(
            AreaLayer(
                "shapes", _say("check_map.shapes"), shapes[areas], _colourings(own), _columns(own), sources=sources
            )
        )
    if len(lines):
        names = [findings[i].issue.code for i in lines]
        layers.append(BoundaryLayer("lines", _say("check_map.lines"), shapes[lines], names, weight=2.4))
    spots = shapely.point_on_surface(shapes)
    layers.append(
        PointLayer(
            "places", _say("check_map.places"), shapely.get_x(spots), shapely.get_y(spots), _colourings(findings),
            _columns(findings), sources=sources,
        )
    )  # fmt: skip
    return layers


def _colourings(findings: Sequence[Finding]) -> tuple[Colouring, ...]:
    severity = [finding.issue.severity for finding in findings]
    grades = [grade for grade in SEVERITIES if grade in severity]
    by_severity = tuple(
        Category(grade, _say(f"check.{grade}"), SEVERITY_COLOURS[grade], str(severity.count(grade))) for grade in grades
    )
    codes = [finding.issue.code for finding in findings]
    order = list(dict.fromkeys(codes))
    named = order if len(order) <= _MOST_RULES else order[: _MOST_RULES - 1]
    by_rule = [Category(c, c, _RULE_COLOURS[n], str(codes.count(c))) for n, c in enumerate(named)]
    if len(named) < len(order):
        rest = len([code for code in codes if code not in named])
        by_rule.append(Category("…", _say("check_map.other_rules"), _GREY, str(rest)))
    place = {code: min(n, len(by_rule) - 1) for n, code in enumerate(order)}
    return (
        Colouring(
            "severity", _say("check_map.by_severity"), by_severity, np.array([grades.index(s) for s in severity])
        ),
        Colouring("rule", _say("check_map.by_rule"), tuple(by_rule), np.array([place[code] for code in codes])),
    )


def _columns(findings: Sequence[Finding]) -> tuple[Column, ...]:
    """Return what the card of a place says; texts are kept per finding, as they may stand in two languages."""
    issues = [finding.issue for finding in findings]
    keys = [str(finding.number) for finding in findings]
    said = {lang: [finding_words(issue, lang) for issue in issues] for lang in LANGUAGES}
    problem: dict[str, Text] = {k: {lang: said[lang][n][0] for lang in LANGUAGES} for n, k in enumerate(keys)}
    cure: dict[str, Text] = {k: {lang: said[lang][n][1] for lang in LANGUAGES} for n, k in enumerate(keys)}
    plain: dict[str, Sequence[str]] = {
        "file": [clean(issue.file) for issue in issues],
        "layer": [clean(issue.layer) for issue in issues],
        "row": ["" if issue.row is None else str(issue.row) for issue in issues],
        "fid": ["" if issue.fid is None else str(issue.fid) for issue in issues],
        "id": [clean(issue.id) for issue in issues],
        "value": [clean(issue.value) for issue in issues],
    }
    return (
        TextColumn("number", _say("check.number"), keys, search=True),
        TextColumn("code", _say("check.code"), [issue.code for issue in issues], search=True),
        CodeColumn("message", _say("check.message"), keys, problem),
        CodeColumn("cure", _say("check.cure"), keys, cure),
        *(
            TextColumn(name, _say(f"check.{name}"), values, search=name == "id")
            for name, values in plain.items()
            if any(values)
        ),
        TextColumn(
            "caused_by",
            _say("check.caused_by"),
            ["" if f.root is None else str(f.root) for f in findings],
            search=False,
        ),
    )
