"""A field inspection of parcels: what was drawn by which plan, and what the filled-in form says of it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from natres.core.acceptance import SamplingPlan

__all__ = [
    "DrawnParcel", "FieldAnswer", "FieldDraw", "FieldSample", "FieldVerdict", "FormRow", "Stratum", "draw_from",
]  # fmt: skip


@dataclass(frozen=True)
class Stratum:
    """Parcels of one main class in one town; ``town`` is nine digits, blank where there is no unit code."""

    town: str
    main_class: str
    lot: int
    sample: int


@dataclass(frozen=True)
class FieldSample:
    """Which rows are inspected.

    ``rows`` are places in the frame (from 0) in the order of the form, ``strata`` those of the whole lot, and
    ``stratum_of`` the place in ``strata`` of every row drawn.
    """

    plan: SamplingPlan
    seed: int
    strata: tuple[Stratum, ...]
    rows: tuple[int, ...]
    stratum_of: tuple[int, ...]


@dataclass(frozen=True)
class DrawnParcel:
    """A parcel of the draw; ``number`` counts from 1 and is what a line of the form is known by."""

    number: int
    parcel_id: str
    land_class: str
    main_class: str
    town: str
    town_name: str = ""


@dataclass(frozen=True)
class FieldDraw:
    """A draw as it travels in the form and beside it: the plan, the file it was drawn from, and every parcel."""

    plan: SamplingPlan
    seed: int
    file: str
    sha256: str
    invented: bool
    parcels: tuple[DrawnParcel, ...]

    @property
    def facts(self) -> Mapping[str, str]:
        """The plan and the source as texts, by key."""
        plan = {key: str(value) for key, value in asdict(self.plan).items()}
        invented = "yes" if self.invented else "no"
        return {**plan, "seed": str(self.seed), "file": self.file, "sha256": self.sha256, "invented": invented}

    @property
    def digest(self) -> str:
        """SHA-256 over the facts and the parcels: a draw that was changed has another.

        >>> plan = SamplingPlan(60000, "II", "1.0", "N", 500, 10, 11)
        >>> len(FieldDraw(plan, 1, "图斑.gpkg", "", False, ()).digest)
        64
        """
        said = json.dumps([dict(self.facts), [list(asdict(p).values()) for p in self.parcels]], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class FormRow:
    """What a line of the form says of a parcel before it is filled in: m², degrees on CGCS2000, None where unknown."""

    number: int
    parcel_id: str
    locality: str
    land_class: str
    class_name: str
    area_m2: float | None
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True)
class FieldAnswer:
    """A line of the filled-in form; ``conforming`` is None where no verdict is written."""

    number: int
    conforming: bool | None
    field_class: str = ""
    faults: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True)
class FieldVerdict:
    """What an inspection came to.

    ``status`` is accept, reject or incomplete (verdicts are missing, and the faults found do not decide yet).
    ``share`` is the nonconforming share of the lot (0–1) as the sample estimates it, ``low`` and ``high`` its 95 %
    interval (Clopper–Pearson); None while verdicts are missing. ``nonconforming`` are parcels with their answers.
    """

    plan: SamplingPlan
    status: str
    judged: int
    missing: tuple[int, ...]
    nonconforming: tuple[tuple[DrawnParcel, FieldAnswer], ...]
    share: float | None = None
    low: float | None = None
    high: float | None = None


def draw_from(facts: Mapping[str, str], parcels: Sequence[Mapping[str, str]]) -> FieldDraw:
    """Return a draw from its facts and parcels, all as texts.

    Raises
    ------
    KeyError, ValueError : a fact is missing, or is not what it must be

    >>> draw = FieldDraw(SamplingPlan(5, "II", "2.5", "C", 5, 0, 1), 1, "图斑.gpkg", "ab", True, ())
    >>> draw_from(draw.facts, []) == draw
    True
    """
    plan = SamplingPlan(
        lot=int(facts["lot"]),
        level=facts["level"],
        aql=facts["aql"],
        letter=facts["letter"],
        sample_size=int(facts["sample_size"]),
        accept=int(facts["accept"]),
        reject=int(facts["reject"]),
    )
    keys = ("parcel_id", "land_class", "main_class", "town", "town_name")
    drawn = tuple(DrawnParcel(int(p["number"]), *(p[key] for key in keys)) for p in parcels)
    return FieldDraw(plan, int(facts["seed"]), facts["file"], facts["sha256"], facts["invented"] == "yes", drawn)
