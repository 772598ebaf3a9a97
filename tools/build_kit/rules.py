"""What every script of a kit must keep, checked by reading it: quoting, encoding, line ends, no network.

Each function returns its complaints, none if all is well. A script that cannot be run here (a batch file, one for
another processor) is held by these alone.
"""

import ast
import re
import sys
from collections.abc import Iterator

__all__ = ["batch", "python", "shell"]

_NETWORK = re.compile(
    r"\b(curl|wget|bitsadmin|certutil|powershell|pwsh|winget|choco|ftp|scp|ssh|nc|apt|apt-get|yum|dnf|git|ping|net use"
    r"|Invoke-\w+)\b|https?:|ftp:",
    re.IGNORECASE,
)
_SETTING = re.compile(r'set "(\w+)=([^"]*)"', re.IGNORECASE)
_SPECIAL = set("&|<>^()!%")
#: Second bytes of GBK that cmd takes for a sign of its own where the code page is another one.
_BAD_TRAILS = b"|^"


def batch(content: bytes) -> list[str]:
    """Return what is wrong with a batch file for cmd.exe."""
    return [*_bytes_of_batch(content), *_lines_of_batch(content.decode("gbk", "replace").splitlines())]


def _bytes_of_batch(content: bytes) -> Iterator[str]:
    if content.count(b"\n") != content.count(b"\r\n") or content.count(b"\r") != content.count(b"\r\n"):
        yield "a line does not end in CR LF"
    head, found, _ = content.partition(b"chcp 936")
    if not found or not head.isascii():
        yield "Chinese before the code page is set"
    try:
        text = content.decode("gbk")
    except UnicodeDecodeError:
        yield "no GBK"
        return
    if bad := [sign for sign in set(text) if len(sign.encode("gbk")) == 2 and sign.encode("gbk")[1] in _BAD_TRAILS]:
        yield f"second byte of {bad} is | or ^"


def _lines_of_batch(lines: list[str]) -> Iterator[str]:
    text = "\n".join(line for line in lines if not line.strip().lower().startswith("rem"))
    if "setlocal EnableExtensions DisableDelayedExpansion" not in text or "EnableDelayedExpansion" in text:
        yield "delayed expansion may be on: a ! in the path is lost"
    if "!" in text:
        yield "a ! stands in it"
    if found := _NETWORK.search(text):
        yield f"asks a network: {found[0]}"
    labels = set(re.findall(r"^:(\w+)", text, re.MULTILINE))
    for word, target in re.findall(r"\b(goto|call) +(\S+)", text, re.IGNORECASE):
        if target.lstrip(":") not in labels:
            yield f"{word} {target} leads nowhere"
    loops = dict(re.findall(r"for %%(\w) in \(([^)]*)\)", text))
    plain = {sign for sign, choices in loops.items() if not set(choices) & (_SPECIAL | set("*?"))}
    values: dict[str, list[str]] = {}
    for name, value in _SETTING.findall(text):
        values.setdefault(name, []).append(value)
    harmless = {name for name, given in values.items() if all(_is_harmless(value, plain) for value in given)}
    for line in text.splitlines():
        bare = re.sub(r'"[^"]*"', '""', line)
        if bare.count('"') % 2:
            yield f"a quotation mark is open: {line}"
        for name in re.findall(r"%(~\w+|\*|\d|\w+%)", bare.replace("%%", "")):
            if name.rstrip("%") not in harmless:
                yield f"%{name} is not quoted: {line}"
        for sign in re.findall(r"%%~?\w*", bare):
            if sign.lstrip("%~") not in plain and not line.lstrip().startswith("for "):
                yield f"{sign} is not quoted: {line}"


def _is_harmless(value: str, plain: set[str]) -> bool:
    """Whether a value can stand outside quotation marks: no sign of cmd's in it, nothing from outside."""
    if value.lower() == "%errorlevel%":
        return True
    return not set(re.sub(r"%%(\w)", lambda found: "" if found[1] in plain else "%", value)) & _SPECIAL


def shell(content: bytes) -> list[str]:
    """Return what is wrong with a script for a POSIX shell."""
    text, wrong = content.decode("utf-8"), []
    if not text.startswith("#!/bin/sh\n"):
        wrong.append("does not begin with #!/bin/sh")
    if "\r" in text or not text.endswith("\n"):
        wrong.append("a line does not end in LF")
    if "\nset -u\n" not in text:
        wrong.append("unset variables pass unseen")
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    if found := _NETWORK.search(code):
        wrong.append(f"asks a network: {found[0]}")
    for line in code.splitlines():
        bare = re.sub(r"'[^']*'", "''", line)
        bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', bare)
        if re.search(r"\$[\w({?@*#]", re.sub(r"^\s*\w+=\$\(dirname -- \"\"\)$", "", bare)):
            wrong.append(f"a variable is not quoted: {line}")
        if "cd " in line and "|| exit" not in line:
            wrong.append(f"goes on where cd failed: {line}")
    return wrong


def python(content: bytes) -> list[str]:
    """Return what is wrong with a program that the Python of an office PC runs, before anything is installed."""
    text, wrong = content.decode("utf-8"), []
    outside = {"socket", "urllib", "http", "ftplib", "ssl", "smtplib", "asyncio", "webbrowser", "xmlrpc"}
    for node in ast.walk(ast.parse(text)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in (one.partition(".")[0] for one in names):
            if name in outside or name not in sys.stdlib_module_names:
                wrong.append(f"imports {name}")
        if isinstance(node, ast.keyword) and node.arg == "shell":
            wrong.append("lets a shell read a command")
    if '"install"' in text:
        needed = ("--no-index", "--require-hashes", "--find-links")
        wrong += [f"pip without {word}" for word in needed if word not in text]
    return wrong
