"""The way in and every way out: the language of messages, and an exit code instead of a traceback."""

import os
import re
import sys
import tempfile
from pathlib import Path

from natres.cli.commands import app
from natres.cli.optional_values import with_values
from natres.cli.streams import open_streams
from natres.errors import BadData, BadUsage, NatresError, default_language

__all__ = ["main"]


def main() -> None:
    """Run the program; every way it can end has its exit code, and none is a traceback."""
    open_streams()
    language = _asked_language()
    debug = "--debug" in sys.argv
    words = [word for word in sys.argv if word != "--debug"]  # understood anywhere on the line
    sys.argv = with_values(words)
    try:
        code = app(standalone_mode=False)
    except NatresError as error:
        sys.stderr.write(error.sentence(language) + "\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os._exit(0)
    except MemoryError:
        if debug:
            raise
        sys.exit(_out_of_memory(language))
    except Exception as error:
        if debug:
            raise
        sys.exit(_unexpected(error, language))
    sys.exit(code if isinstance(code, int) else 0)


def _asked_language() -> str:
    """Return the language of messages: --lang, else the locale; found before anything is parsed."""
    arguments = sys.argv[1:]
    for place, word in enumerate(arguments):
        asked = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        if asked in ("zh", "en"):
            return asked
    return _district_language(arguments) or default_language()


def _district_language(arguments: list[str]) -> str:
    """Return the language a district file on the line asks for, read as text: the file itself may be what is wrong."""
    for word in arguments:
        if word.lower().endswith(".toml") and Path(word).is_file():
            found = re.search(rb'^\s*language\s*=\s*["\'](zh|en)["\']', Path(word).read_bytes(), re.MULTILINE)
            return found.group(1).decode() if found else ""
    return ""


def _unexpected(error: Exception, language: str) -> int:
    """End on what is not ours: the parser's own complaints, and bugs with a report file instead of a traceback."""
    if callable(getattr(error, "show", None)) and hasattr(error, "exit_code"):
        if type(error).__name__ == "NoArgsIsHelpError":
            error.show()  # pyright: ignore[reportAttributeAccessIssue]
            return BadUsage.exit_code
        mistake = _command_line(error)
        sys.stderr.write(mistake.sentence(language) + "\n")
        return mistake.exit_code
    if "bad_alloc" in str(error):  # GEOS has no memory left
        return _out_of_memory(language)
    import traceback

    text = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile("w", suffix=".txt", prefix="natres-bug-", delete=False, encoding="utf-8") as file:
        file.write(text)
    bug = BadData("BUG", why=f"{type(error).__name__}: {error}", value=file.name)
    sys.stderr.write(bug.sentence(language) + "\n")
    return 70


def _out_of_memory(language: str) -> int:
    error = BadData("TOO_LARGE.exhausted")
    sys.stderr.write(error.sentence(language) + "\n")
    return error.exit_code


#: What the parser says, as a mistake with a name.
_SAID = {"No such command": "COMMAND_LINE.command", "Got unexpected extra argument": "COMMAND_LINE.extra"}


def _command_line(error: Exception) -> BadUsage:
    """Return what the parser complains of as a mistake of our own, in the language of the user."""
    name = str(getattr(getattr(error, "ctx", None), "info_name", "") or "").removeprefix("natres")
    command = f"natres {name}".strip()
    option, param = getattr(error, "option_name", None), getattr(error, "param", None)
    if option:
        near = ", ".join(getattr(error, "possibilities", None) or ()) or "—"
        return BadUsage("COMMAND_LINE.option", option=option, allowed=near, command=command)
    if type(error).__name__ == "MissingParameter" and param is not None:
        return BadUsage("COMMAND_LINE.missing", value=str(param.name).upper(), command=command)
    said = str(getattr(error, "message", error))
    code = next((code for words, code in _SAID.items() if said.startswith(words)), "COMMAND_LINE")
    value = re.search(r"['(](.+?)[')]", said.partition("(s)")[2] or said)
    return BadUsage(code, why=said, value=value[1] if value else "—", command=command)
