"""Words, names and numbers as SQL: the one place where anything from a file enters the script.

A value becomes a literal, a name a quoted identifier, a sentence a comment; none of them can end what it
stands in.
"""

from collections.abc import Iterable, Sequence

from natres.core.units import decimal_text

__all__ = ["insert", "listing", "metres", "name", "remark", "text", "values"]


def text(value: str) -> str:
    r"""Return a text as a literal: quotes doubled, line ends spelt out so that a literal stays on its line.

    >>> text("O'Brien 区"), text("a\nb")
    ("'O''Brien 区'", "('a' || chr(10) || 'b')")
    """
    quoted = "'" + value.replace("\x00", "").replace("'", "''") + "'"
    parts = quoted.replace("\r", "' || chr(13) || '").replace("\n", "' || chr(10) || '")
    return quoted if parts == quoted else f"({parts})"


def name(value: str) -> str:
    """Return a field name as a quoted identifier.

    >>> name('地类"x')
    '"地类""x"'
    """
    return '"' + value.replace("\x00", "").replace('"', '""') + '"'


def remark(*lines: str) -> str:
    r"""Return lines as comments; whatever would end a line is taken out first.

    >>> remark("one\nSELECT 1", "two")
    '-- one SELECT 1\n-- two'
    """
    clean = (" ".join("".join(c if c.isprintable() else " " for c in line).split()) for line in lines)
    return "\n".join(f"-- {line}".rstrip() for line in clean)


def metres(area_dm2: int) -> str:
    """Return an area in m² with its two decimals, as a number.

    >>> metres(25807999995)
    '258079999.95'
    """
    return decimal_text(area_dm2, 2)


def listing(codes: Iterable[str]) -> str:
    """Return codes as the list after ``IN``, in order.

    >>> listing({"203A", "201"})
    "('201', '203A')"
    """
    return "(" + ", ".join(text(code) for code in sorted(codes)) + ")"


def values(rows: Sequence[Sequence[str]]) -> str:
    r"""Return rows of finished SQL as the lines after ``VALUES``.

    >>> values([["1", "'a'"], ["2", "'b'"]])
    "VALUES\n  (1, 'a'),\n  (2, 'b')"
    """
    return "VALUES\n" + ",\n".join(f"  ({', '.join(row)})" for row in rows)


def insert(queries: Iterable[str], column: str = "number") -> str:
    """Return the statement that puts the results of queries among the recomputed figures.

    >>> insert(["SELECT 'a', 1", "SELECT 'b', 2"]).splitlines()[0]
    'INSERT INTO recomputed (key, number)'
    """
    return f"INSERT INTO recomputed (key, {column})\n" + "\nUNION ALL\n".join(queries) + ";"
