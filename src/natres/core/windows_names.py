r"""What Windows asks of a path of more than 259 signs: the prefix ``\\?\``, computed on its text alone."""

__all__ = ["LONGEST", "extended", "plain"]

#: So many signs has a path that every program on Windows takes: MAX_PATH less the zero that ends it.
LONGEST = 259
_PREFIX, _SHARE = "\\\\?\\", "\\\\?\\UNC\\"


def extended(name: str) -> str:
    r"""Return an absolute path in the form that may be of any length.

    >>> print(extended(r"D:\三调\图斑.csv"))
    \\?\D:\三调\图斑.csv
    >>> print(extended(r"\\server\三调\图斑.csv"))
    \\?\UNC\server\三调\图斑.csv
    """
    if name.startswith(_PREFIX):
        return name
    return _SHARE + name[2:] if name.startswith("\\\\") else _PREFIX + name


def plain(name: str) -> str:
    r"""Return a path as people write it.

    >>> print(plain(extended(r"\\server\三调")), plain(extended(r"D:\三调")), plain("D:/三调"))
    \\server\三调 D:\三调 D:/三调
    """
    if name.startswith(_SHARE):
        return "\\\\" + name[len(_SHARE) :]
    return name.removeprefix(_PREFIX)
