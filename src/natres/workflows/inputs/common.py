"""What all inputs share: the options of a run, where a layer stands, what stops a run."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from natres.checks import CATALOGUE
from natres.core.issues import Issue, Notice, Repair
from natres.core.provenance import Layer, Provenance
from natres.district import District, LayerEntry, read_district
from natres.errors import BadData, BadRows, BadUsage
from natres.readers.fields import known_fields
from natres.readers.layers.vectors import Reading
from natres.workflows.notices import TOLD, TOLD_OF_TABLES, WATER_DOUBTS

__all__ = [
    "Options",
    "as_district",
    "as_written",
    "entry_with",
    "field_names_of",
    "named_from",
    "on_cgcs2000",
    "plain_reading",
    "read_as_given",
    "reading_of",
    "refuse_changes",
    "refuse_errors",
    "refuse_repairs",
    "year_of",
    "year_of_rows",
]

Read = TypeVar("Read")


@dataclass(frozen=True)
class Options:
    """What a user may choose for any command; the district file's own entries are the defaults.

    Parameters
    ----------
    language : zh or en; None takes the district file's, else the locale's
    area : auto, survey, geodesic, planar or declared
    rounding : closed, plain or survey (the survey's rule for summary tables)
    unit : of the tables: ha, mu, m2, km2 or 1e4mu
    closing : none, survey or largest-remainder: whether parcels are closed to control areas; None takes the
        district file's
    strict : whether a repair is an error
    accept : codes of findings to go on with; what they concern is carried as its own line and said
    control_area_km2 : for a layer without a district file
    datum_shift, accept_ballpark : how a layer on an older datum comes to CGCS2000: by a file of parameters, or not
    scheme, layer, crs, encoding, fields : how to read a layer; ``fields`` maps natres columns to field names
    profile : ``internal``, or ``public`` for pages without ids, owners and exact places
    """

    language: str | None = None
    area: str = "auto"
    rounding: str = "closed"
    unit: str = "ha"
    closing: str | None = None
    accept: frozenset[str] = frozenset()
    strict: bool = False
    control_area_km2: str | None = None
    scheme: str | None = None
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    datum_shift: str | None = None
    accept_ballpark: bool = False
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    profile: str = "internal"

    @property
    def public(self) -> bool:
        """Whether what is drawn may be seen by anyone."""
        return self.profile == "public"


def as_district(source: str | Path) -> District | None:
    """Return the district where ``source`` is a district file, None where it is a layer."""
    return read_district(source) if str(source).lower().endswith(".toml") else None


def as_written(layer: Layer[Any], source: District | str | Path) -> Layer[Any]:
    """Name an input the way the district file does, so that a record does not depend on where the folder stands."""
    if not isinstance(source, District):
        return layer
    return replace(layer, provenance=named_from(source.folder, layer.provenance))


def named_from(folder: Path, record: Provenance) -> Provenance:
    """Return the record with its path relative to ``folder`` where the file lies below it."""
    path = Path(record.path)
    if not path.is_relative_to(folder):
        return record
    return replace(record, path=path.relative_to(folder).as_posix())


def entry_with(entry: LayerEntry, options: Options) -> LayerEntry:
    """Let the command line win over the district file."""
    return entry.model_copy(
        update={
            "layer": options.layer or entry.layer,
            "crs": options.crs or entry.crs,
            "encoding": options.encoding or entry.encoding,
            **_way_to_cgcs2000(entry, options),
            "fields": {**entry.fields, **options.fields},
        }
    )


def on_cgcs2000(entry: LayerEntry, options: Options) -> LayerEntry:
    """Let the command line say how a layer beside the main one comes to CGCS2000; the rest is for the main one."""
    return entry.model_copy(update=_way_to_cgcs2000(entry, options))


def _way_to_cgcs2000(entry: LayerEntry, options: Options) -> dict[str, Any]:
    return {
        "datum_shift": options.datum_shift or entry.datum_shift,
        "accept_ballpark": options.accept_ballpark or entry.accept_ballpark,
    }


def reading_of(entry: LayerEntry, kind: str) -> Reading:
    """Return how a layer is to be read, as the reader's arguments; ``plain`` is one that keeps its own field names."""
    known = known_fields(kind) if kind != "plain" else {}
    # The command line's field options are those of parcels; what a district file names must be known.
    from_options = {"land_class", "parcel_id", "declared_area_m2", "unit_code", "ownership_type"}
    fields = {column: name for column, name in entry.fields.items() if column in known or column not in from_options}
    return {
        "layer": entry.layer,
        "fields": fields,
        "crs": entry.crs,
        "encoding": entry.encoding,
        "datum_shift": entry.datum_shift,
        "accept_ballpark": entry.accept_ballpark,
        "year": entry.year,
    }


def year_of(layer: Layer[Any]) -> int | None:
    """Return the year of a layer: as the district file states it, else the one that all rows state."""
    return layer.provenance.year or year_of_rows(layer)


def year_of_rows(layer: Layer[Any]) -> int | None:
    """Return the year that all rows of a layer state; None where they state none or several."""
    if "data_year" not in layer.frame:
        return None
    stated = {str(value).strip().removesuffix(".0") for value in layer.frame["data_year"].unique()}
    return int(text) if len(stated) == 1 and (text := stated.pop()).isdigit() else None


def read_as_given(read: Callable[[str | None], Read], stated: str | None, given: str | None) -> tuple[Read, bool]:
    """Read a layer in the system it states; where it states none, in the one the user gave; return whether that one.

    Parameters
    ----------
    read : reads the layer in a system, or its own
    stated, given : what the layer's entry and what the command line say
    """
    try:
        return read(stated), False
    except BadData as error:
        if error.code != "CRS_MISSING" or stated or not given:
            raise
    return read(given), True


def plain_reading(options: Options) -> Reading:
    """Return how a layer that no district file describes is to be read with its own field names."""
    return {
        "layer": options.layer, "crs": options.crs, "encoding": options.encoding,
        "datum_shift": options.datum_shift, "accept_ballpark": options.accept_ballpark,
    }  # fmt: skip


def field_names_of(kind: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return natres column → the field's name in messages: the user's, else the survey's."""
    names = {column: spellings[0] for column, spellings in known_fields(kind).items()}
    names["declared_area_m2"] = names.get("declared_area_m2") or names.get("declared_area_ha", "")
    return {**names, **given}


def refuse_errors(issues: Sequence[Issue], accept: frozenset[str]) -> tuple[Notice, ...]:
    """Stop on errors that were not accepted; what was accepted is said with its count.

    Raises
    ------
    BadRows : the errors
    BadUsage : ``OPTION_VALUE`` for an accepted code that no rule has
    """
    known = sorted({*CATALOGUE, *TOLD, *TOLD_OF_TABLES, *WATER_DOUBTS, "FIELD_ALIAS", "SECOND_SHAPES"})
    for code in accept - set(known):
        raise BadUsage("OPTION_VALUE", option="--accept", value=code, allowed=", ".join(known))
    # What an accepted finding brings about has to be accepted itself, but for land that is counted twice with it.
    roots = [i for i in issues if i.cause is None or (i.root.code in accept and i.code != "OVERLAP")]
    errors = [issue for issue in roots if issue.severity == "error" and issue.code not in accept]
    if errors:
        raise BadRows(errors)
    count = Counter(issue.code for issue in issues if issue.severity == "error")
    accepted = [Notice("ACCEPTED", {"value": code, "count": n}) for code, n in sorted(count.items())]
    return (*accepted, *_doubts([issue for issue in roots if issue.severity != "error" and issue.code not in accept]))


def _doubts(issues: Sequence[Issue]) -> tuple[Notice, ...]:
    """Return one notice per rule that found something a table can bear."""
    first: dict[str, Issue] = {}
    for issue in issues:
        first.setdefault(issue.code, issue)
    count = Counter(issue.code for issue in issues)
    return tuple(
        Notice(
            f"{code}.found",
            {**issue.facts, "file": issue.file, "row": issue.row, "id": issue.id, "value": issue.value,
             "count": count[code]},
        )
        for code, issue in first.items()
    )  # fmt: skip


def refuse_repairs(layer: Layer[Any], options: Options) -> None:
    """With ``--strict`` nothing is repaired: the repairs of an input stop the run, accepted codes aside.

    Raises
    ------
    BadRows : all of them, in the words of a repair that may not be made
    """
    refuse_changes(layer.provenance.repairs, options, layer.provenance.file_name, layer.provenance.layer)


def refuse_changes(repairs: Sequence[Repair], options: Options, file: str, layer: str = "") -> None:
    """With ``--strict`` refuse repairs of a file, read or about to be written; see :func:`refuse_repairs`."""
    refused = [repair for repair in repairs if options.strict and repair.code not in options.accept]
    if refused:
        raise BadRows([
            Issue(
                r.code, "error", file, layer, r.field, variant="strict",
                facts={"before": r.before, "after": r.after, "count": r.count},
            )
            for r in refused
        ])  # fmt: skip
