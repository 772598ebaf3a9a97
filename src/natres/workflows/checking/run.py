"""The check itself: every input looked at, nothing stops it but a wrong option, all findings in one result."""

import datetime
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from natres.checks import CATALOGUE, Against, RuleSet, Subject, rules_for
from natres.checks.catalogue import switch
from natres.core.classification import Scheme
from natres.core.closing import check_controls
from natres.core.crs import ComputingZone, from_zone
from natres.core.issues import Issue, Notice
from natres.core.provenance import Provenance
from natres.core.results.check import CheckedInput, CheckResult
from natres.district import District, district_problems, read_district
from natres.errors import BadData, BadRows, BadUsage, NatresError, NotThere, default_language
from natres.labels import LANGUAGES, words
from natres.labels.codes import code_title
from natres.presenters.code_pages import explain_code as rule_text
from natres.presenters.findings import Ground, brief_findings, findings_tables, verdict_sentence
from natres.readers import read_scheme
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.checking.layers import (
    Boundary,
    Look,
    Looked,
    ReadLayer,
    against_of,
    look_at_read,
    read_target,
    with_offset,
)
from natres.workflows.checking.tables import look_at_raster, look_at_table
from natres.workflows.checking.targets import LAYER_KINDS, Target, district_targets, file_targets
from natres.workflows.findings import FindingsFrame, check_data, write_findings
from natres.workflows.inputs.common import Options, named_from
from natres.workflows.inputs.wells import Place

__all__ = ["check", "explain_code", "rules_of"]


def check(
    sources: str | Path | Sequence[str | Path], options: Options | None = None, *, kind: str = "",
    output: str | Path | None = None, force: bool = False,
) -> Answer:  # fmt: skip
    """Look at inputs for everything that would spoil a table or a map; nothing is changed.

    Parameters
    ----------
    sources : a district file; or layers, tables, rasters and folders of them
    kind : what the files are, where their fields do not tell (parcels, forest, units, wells …)
    output : folder for the findings: tables, places as a GeoPackage, map, JUnit, a page for the supplier

    Returns
    -------
    Answer : exit code 1 where there is an error

    Raises
    ------
    BadUsage : an option there is not
    NotThere : no such file, where it is the only one

    >>> answer = check("data/landuse/parcels_2022.parquet")
    >>> answer.exit_code, answer.data["rows_in"], answer.data["issues"]
    (0, 12000, [])
    """
    options = options or Options()
    named = [sources] if isinstance(sources, str | Path) else list(sources)
    run = _Run.of(named, options, kind)
    result = run.result()
    frame = run.frame(result)
    data, brief = check_data(result, run.language, frame), brief_findings(result, run.language)
    tables = findings_tables(result, run.language) if result.issues else brief
    answer = Answer(
        run.language, tables, data, marks=tuple(frame.marks), moment=frame.moment, brief=brief,
        sentences=(verdict_sentence(result, run.language),), notices=run.notices(),
        exit_code=1 if result.count("error") else 0,
    )  # fmt: skip
    if output is None:
        return answer
    folder, notices = write_findings(result, run.language, Path(output), frame, force=force)
    done = words(run.language)["check.written"].format(path=folder)
    return replace(answer, folder=folder, sentences=(*answer.sentences, done), notices=(*answer.notices, *notices))


_BOUNDARIES = ("towns", "units")


@dataclass(eq=False)
class _Run:
    """One check: its inputs, and what was found so far."""

    options: Options
    language: str
    targets: list[Target]
    rules: RuleSet
    scheme: Scheme
    district: District | None = None
    looked: list[Looked] = field(default_factory=list[Looked])
    boundaries: list[Boundary] = field(default_factory=list[Boundary])
    faults: list[Issue] = field(default_factory=list[Issue])  # of the district file

    @classmethod
    def of(cls, sources: Sequence[str | Path], options: Options, kind: str) -> "_Run":
        """Find the inputs of a run; a district file that cannot be read is a finding of its own."""
        files = [source for source in sources if str(source).lower().endswith(".toml")]
        if files and len(sources) > 1:
            raise BadUsage("OPTION_MISSING.alone", value=str(files[0]))
        if files and kind:
            raise BadUsage("OPTION_TOGETHER", option="--kind", value=str(files[0]))
        if files:
            return cls._of_district(Path(files[0]), options)
        targets, issues = file_targets(sources, options, kind)
        if not targets and len(sources) == 1 and issues and issues[0].code in ("FILE_MISSING", "NOTHING_TO_CHECK"):
            raise NotThere(issues[0].code, file=str(sources[0]))
        if not targets and len(sources) == 1 and issues and issues[0].code == "PATH_NOT_ALLOWED":
            raise BadRows(issues)
        scheme = read_scheme(options.scheme) if options.scheme else read_scheme()
        run = cls(options, language_of(options, None), targets, rules_of(options, {}, ""), scheme)
        run.looked += [Looked(CheckedInput("plain", Provenance(issue.file)), (issue,)) for issue in issues]
        return run

    @classmethod
    def _of_district(cls, path: Path, options: Options) -> "_Run":
        try:
            district = read_district(path)
        except BadData:  # all that is wrong with it, not only the first
            issues = _of_district_file([Issue.of(problem, file=path.name) for problem in district_problems(path)])
            run = cls(options, language_of(options, None), [], RuleSet(), read_scheme())
            run.looked.append(Looked(CheckedInput("district", Provenance(str(path))), issues))
            return run
        wrong: list[NatresError] = []
        rules = rules_of(options, district.content.checks, path.name, wrong)
        scheme = read_scheme(options.scheme or district.scheme_path)
        targets = district_targets(district, options)
        run = cls(options, language_of(options, district), targets, rules, scheme, district)
        run.faults += [Issue.of(error, file=path.name) for error in wrong]
        return run

    # --- looking ------------------------------------------------------------------------------------------------

    def result(self) -> CheckResult:
        """Look at all inputs and return what was found."""
        against = self._against()
        for target in self.targets:
            if target.kind in _BOUNDARIES:  # what the others are held against
                looked = self._look(target, read_target(target, self.rules), against)
                if looked.layer is not None and "unit_code" in looked.layer.frame:
                    self.boundaries.append(Boundary(looked.layer, looked.units))
                    against = self._against()
                self._keep(looked)
        others = [target for target in self.targets if target.kind in LAYER_KINDS and target.kind not in _BOUNDARIES]
        # Drivers are heard one at a time; rules are mostly numpy and GEOS, which let other threads run.
        read = [(target, read_target(target, self.rules)) for target in others]
        with ThreadPoolExecutor(max_workers=2) as pool:
            looking = [pool.submit(self._look, target, layer, against) for target, layer in read]
            for looked in (each.result() for each in looking):
                self._keep(looked)
        place = self._place(against)
        for target in self.targets:
            if target.kind == "raster":
                outline = None if against.outline is None else np.array([against.outline], dtype=object)
                crs = None if against.zone is None else against.zone.named_crs
                self._keep(look_at_raster(target, self.rules, outline, crs))
            elif target.kind not in LAYER_KINDS:
                self._keep(look_at_table(target, self.rules, place, self.options))
        self._look_at_controls(against)
        inputs = tuple(looked.input for looked in self.looked)
        issues = tuple(issue for looked in self.looked for issue in looked.issues)
        return CheckResult(inputs, issues, tuple(sorted(self.rules.switched.items())))

    def _look(self, target: Target, read: ReadLayer | Looked, against: Against) -> Looked:
        """Run the rules of its kind over a layer that was read."""
        if isinstance(read, Looked):
            return read
        how = Look(self.scheme, self.rules, self._facts(against.own(), target), self.options)
        looked = look_at_read(target, *read, how)
        return with_offset(looked, self.boundaries, self.rules) if target.kind == "parcels" else looked

    def _keep(self, looked: Looked) -> None:
        if self.district is not None:
            read = looked.input.provenance
            record = named_from(self.district.folder, read)
            issues = (replace(issue, file=record.path) if issue.file == read.path else issue for issue in looked.issues)
            looked = replace(looked, input=replace(looked.input, provenance=record), issues=tuple(issues))
        self.looked.append(looked)

    def _against(self) -> Against:
        district = self.district
        zone = None if district is None else district.zone
        if zone is None and self.boundaries:
            zone = next((z for b in self.boundaries if (z := _own_zone(b)) is not None), None)
        facts: dict[str, Any] = {}
        if district is not None:
            control = district.control
            facts = {"tolerance_m2": control.tolerance_m2, "control_dm2": control.area_dm2}
        return against_of(self.boundaries, zone, () if district is None else district.units, **facts)

    def _facts(self, against: Against, target: Target) -> Against:
        """Return what one layer is held against: another year has other sums."""
        if target.kind == "parcels" and target.role == "parcels_before":
            units = tuple(replace(unit, control_dm2=None) for unit in against.units)
            return replace(against, units=units, control_dm2=None)
        return against

    def _place(self, against: Against) -> Place:
        if self.district is None or against.outline is None or against.zone is None:
            return Place()
        zone = against.zone
        outline = shapely.transform(against.outline, lambda points: from_zone(points, zone))
        shapely.prepare(outline)
        towns = tuple(unit.name for unit in against.units if unit.level == "town")
        return Place(outline, towns, datetime.date(self.district.content.district.year, 12, 31))

    def _look_at_controls(self, against: Against) -> None:
        district = self.district
        if district is None:
            return
        record = Provenance(district.path.name)
        issues = list(self.faults)
        try:
            code = district.content.district.code
            check_controls(against.units, against.control_dm2, file=district.path.name, code=code)
        except NatresError as error:
            issues.append(Issue.of(error, file=district.path.name))
        self.looked.insert(0, Looked(CheckedInput("district", record), tuple(issues)))

    def notices(self) -> tuple[Notice, ...]:
        """Return what readers had to say that is no finding, such as rows of sums left aside."""
        said = [notice for looked in self.looked for notice in looked.input.provenance.notices]
        return tuple(notice for notice in said if notice.code.partition(".")[0] not in CATALOGUE)

    # --- showing ------------------------------------------------------------------------------------------------

    def frame(self, result: CheckResult) -> FindingsFrame:
        """Return what stands around the findings."""
        records = [one.provenance for one in result.inputs]
        content = None if self.district is None else self.district.content.district
        about = "" if content is None else f"{content.name} {content.year}"
        shapes = [shape for boundary in self.boundaries[:1] for shape in boundary.layer.frame.geometry.to_numpy()]
        ground = Ground(np.array(shapes, dtype=object), self.boundaries[0].layer.crs) if shapes else None
        kinds = {one.kind for one in result.inputs}
        rules = {kind: tuple(rule.code for rule in rules_for(_rule_kind(kind))) for kind in kinds}
        return FindingsFrame(
            moment=moment_of(self.district), marks=marks_of(self.district, self.language, *records), about=about,
            rules=rules, ground=ground,
        )  # fmt: skip


def _rule_kind(kind: str) -> str:
    return kind if kind in ("parcels", "forest", "units", "zones", "plain", "raster", "district") else "table"


def rules_of(
    options: Options, settings: Mapping[str, str], file: str, faults: list[NatresError] | None = None
) -> RuleSet:
    """Return the rules of a run: what the district file switches, and accepted codes as mere notes.

    Raises
    ------
    BadUsage : ``OPTION_VALUE`` for an accepted code that no rule has
    """
    for code in options.accept - set(CATALOGUE):
        raise _no_such_code("--accept", code)
    return RuleSet({**switch(settings, file, faults), **dict.fromkeys(sorted(options.accept), "info")})


def _of_district_file(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Return what is wrong with a district file: a key that is missing hangs below the misspelt one that is it."""
    meant = {str(issue.facts["meant"]): issue for issue in issues if issue.facts.get("meant")}
    found: list[Issue] = []
    for issue in issues:
        root = meant.get(str(issue.facts.get("key"))) if issue.variant == "missing" else None
        found.append(issue if root is None else replace(issue, cause=root))
    return tuple(found)


def _own_zone(boundary: Boundary) -> ComputingZone | None:
    return Subject(boundary.layer, "units").zone


def _by_title(text: str) -> str:
    """Return the code whose name in either language is, or holds, a text; empty where none or several do."""
    wanted = text.strip().casefold()
    found = [c for c in CATALOGUE for lang in LANGUAGES if wanted and wanted in code_title(c, lang).casefold()]
    exact = [c for c in CATALOGUE for lang in LANGUAGES if wanted == code_title(c, lang).casefold()]
    return exact[0] if exact else found[0] if len(set(found)) == 1 else ""


def _no_such_code(option: str, code: str) -> BadUsage:
    near = get_close_matches(code.upper(), CATALOGUE, n=5, cutoff=0.4)
    near += [c for c in CATALOGUE for lang in LANGUAGES if code.strip() and code.strip() in code_title(c, lang)]
    return BadUsage(
        "CODE_OPTION", option=option, value=code, allowed=", ".join(dict.fromkeys(near)) or "OVERLAP, GAP …"
    )


def explain_code(code: str, language: str | None = None) -> str:
    """Return what a code means, how it comes about and what to do, as text.

    Raises
    ------
    BadUsage : ``OPTION_VALUE`` for a code that no rule has

    >>> explain_code("OVERLAP", "en").splitlines()[0]
    'OVERLAP  Overlapping parcels'
    """
    rule = CATALOGUE.get(code.strip().upper()) or CATALOGUE.get(_by_title(code))
    if rule is None:
        raise _no_such_code("--explain", code)
    return rule_text(rule, language or default_language())
