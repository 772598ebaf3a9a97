"""What the files of a report are called: short English names, or what they are in Chinese where that is asked for."""

import re
from dataclasses import dataclass

from natres.labels import words
from natres.workflows.inputs import Options

__all__ = ["ReportNames", "fit_name", "names_of"]

#: What file systems do not take in a name.
_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')
#: Paths have an end: names of tables are cut there.
_LONGEST = 40
#: What programs look for by its name.
_KEPT = ("run.json", "results.json")


def fit_name(text: str) -> str:
    """Return a text as the name of a file, without what file systems or shells do not like in one.

    >>> fit_name("城乡 建设用地：镇/街")
    '城乡_建设用地：镇_街'
    """
    return _UNFIT.sub("_", text)


@dataclass(frozen=True)
class ReportNames:
    """The names of a report's files.

    Parameters
    ----------
    chinese : whether files bear Chinese names, as ``--lang zh`` asks for; what programs read keeps its name

    >>> ReportNames().page("landuse", "现状图"), ReportNames(chinese=True).page("landuse", "现状图")
    ('maps/landuse.html', '网页地图/现状图.html')
    """

    chinese: bool = False

    def page(self, key: str, title: str) -> str:
        """Return the name of a map page."""
        return self._named("maps", key, title, ".html")

    def sheet(self, key: str, title: str, suffix: str) -> str:
        """Return the name of a print sheet."""
        return self._named("sheets", key, title, suffix)

    def table(self, key: str, title: str, number: int) -> str:
        """Return the name of a table as CSV; its number in the report keeps Chinese names apart and in order."""
        return self._named("tables", key, f"{number:02}-{title}", ".csv")

    def file(self, name: str) -> str:
        """Return the name of one of the files that stand in the folder itself, such as ``tables.xlsx``."""
        if not self.chinese or name in _KEPT:
            return name
        stem, dot, suffix = name.partition(".")
        return f"{self._said(f'file_{stem}')}{dot}{suffix}"

    def _named(self, folder: str, key: str, title: str, suffix: str) -> str:
        if not self.chinese:
            return f"{folder}/{key}{suffix}"
        return f"{self._said(f'folder_{folder}')}/{fit_name(title)[:_LONGEST]}{suffix}"

    @staticmethod
    def _said(key: str) -> str:
        return words("zh")[f"report.{key}"]


def names_of(options: Options) -> ReportNames:
    """Return the names a run gives its files: Chinese ones where Chinese was asked for in so many words."""
    return ReportNames(chinese=options.language == "zh")
