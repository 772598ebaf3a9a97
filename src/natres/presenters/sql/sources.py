"""Reading an input in SQL: the table function with its path, encoding and field names."""

from natres.core.origins import Origin
from natres.presenters.sql.quoting import name, text

__all__ = ["bytewise", "code", "number", "path_text", "source", "spelt"]

_UTF8 = ("utf-8", "utf8", "utf-8-sig")
_UTF16 = ("utf-16", "utf16")


def bytewise(origin: Origin) -> bool:
    """Return whether DuckDB cannot decode the text of a file and reads it byte by byte (GBK and its kin)."""
    encoding = origin.encoding.lower().replace("_", "-")
    return bool(encoding) and encoding not in (*_UTF8, *_UTF16)


def path_text(path: str) -> str:
    """Return a path as SQL: below the folder that is set once at the top, or as it is where it is absolute.

    >>> path_text("a's/x.parquet")
    "getvariable('folder') || '/a''s/x.parquet'"
    """
    absolute = path.startswith("/") or path[1:2] == ":"
    return text(path) if absolute else f"getvariable('folder') || {text('/' + path)}"


def source(origin: Origin) -> str:
    """Return the table function that reads an input, with its own field names."""
    if origin.driver == "CSV":
        return _csv(origin)
    where = path_text(origin.path)
    if origin.driver == "Parquet":
        return f"read_parquet(plain({where}))" + _names(origin.fields if origin.renamed else ())
    options = f", layer = {text(origin.layer)}" if origin.driver == "GPKG" else ""
    if bytewise(origin):
        options += ", open_options = ['ENCODING=ISO-8859-1']"
    elif origin.driver == "ESRI Shapefile":
        options += ", open_options = ['ENCODING=UTF-8']"
    named = ("fid", *origin.fields) if origin.renamed or not _plain_names(origin) else ()
    return f"ST_Read({where}{options})" + _names(named)


def _plain_names(origin: Origin) -> bool:
    """Return whether the field names come out of the file as they are: those in GBK do not."""
    return not bytewise(origin) or all(field.isascii() for field in origin.fields)


def _names(fields: tuple[str, ...]) -> str:
    return f" AS file({', '.join(name(field) for field in fields)})" if fields else ""


def _csv(origin: Origin) -> str:
    encoding = "latin-1" if bytewise(origin) else "utf-16" if origin.encoding.lower() in _UTF16 else "utf-8"
    columns = ", ".join(f"{text(field)}: 'VARCHAR'" for field in origin.fields)
    delimiter = "'\\t'" if origin.delimiter == "\t" else text(origin.delimiter)
    return (
        f"read_csv(plain({path_text(origin.path)}), auto_detect = false, header = true, delim = {delimiter},\n"
        f"    quote = '\"', escape = '\"', encoding = '{encoding}',\n"
        f"    columns = {{{columns}}})"
    )


def code(origin: Origin, column: str) -> str:
    """Return a code column as text, a missing value as the empty text; a field the file lacks is empty too."""
    if not origin.has(column):
        return "''"
    macro = "whole_code" if column in origin.numeric else "code"
    return f"{macro}({name(origin.columns[column])})"


def number(origin: Origin, column: str) -> str:
    """Return a column as a number."""
    return f"CAST({name(origin.columns[column])} AS DOUBLE)" if origin.has(column) else "NULL"


def spelt(origin: Origin, column: str) -> str:
    """Return a column of words without blanks around them; in a file read byte by byte looked up in the spellings."""
    if not origin.has(column):
        return "''"
    return f"{'word' if bytewise(origin) else 'bare'}({name(origin.columns[column])})"
