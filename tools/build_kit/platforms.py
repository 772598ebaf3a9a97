"""The platforms a kit is built for: the tags of wheels that run there, and what markers see."""

from collections.abc import Mapping
from dataclasses import dataclass

from packaging.tags import Tag

__all__ = ["GLIBC", "PLATFORMS", "Platform"]

#: The newest C library a wheel may ask for: Kylin V10 and UOS 20 have 2.28.
GLIBC = (2, 28)
_OLDEST = (2, 5)
_LEGACY = ("manylinux2014", "manylinux2010", "manylinux1")


@dataclass(frozen=True)
class Platform:
    """A system and a processor, the words for them, and the Pythons carried unless others are asked for."""

    name: str
    system: str
    machine: str
    label: str
    pythons: tuple[str, ...]

    @property
    def windows(self) -> bool:
        """Whether the scripts are batch files."""
        return self.system == "Windows"

    @property
    def arches(self) -> tuple[str, ...]:
        """Return the platform tags pip may take, the newest C library first."""
        if self.windows:
            return ("win_amd64",)
        modern = [f"manylinux_2_{minor}_{self.machine}" for minor in range(GLIBC[1], _OLDEST[1] - 1, -1)]
        return (*modern, *(f"{name}_{self.machine}" for name in _LEGACY), f"linux_{self.machine}")[:-1]

    def abis(self, python: str) -> tuple[str, ...]:
        """Return the binary interfaces of a Python, its own first."""
        return (f"cp{python.replace('.', '')}", "abi3", "none")

    def accepts(self, tag: Tag, python: str) -> bool:
        """Whether a wheel with this tag runs under this Python on this platform."""
        if tag.platform != "any" and tag.platform not in self.arches:
            return False
        minor = int(python.partition(".")[2])
        if tag.abi == f"cp3{minor}":
            return tag.interpreter == f"cp3{minor}"
        if tag.abi == "abi3":
            return tag.interpreter.startswith("cp3") and int(tag.interpreter[3:] or 0) <= minor
        older = {f"{kind}3{n}" for n in range(minor + 1) for kind in ("py", "cp")}
        return tag.abi == "none" and tag.interpreter in older | {"py3"}

    def environment(self, python: str) -> Mapping[str, str]:
        """Return what markers of requirements see under a Python of this platform."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.0",
            "os_name": "nt" if self.windows else "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": self.system,
            "platform_version": "",
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": "win32" if self.windows else "linux",
        }


PLATFORMS: Mapping[str, Platform] = {
    one.name: one
    for one in (
        Platform("windows-x64", "Windows", "AMD64", "Windows 10、11（64 位）", ("3.12",)),
        Platform("linux-x86_64", "Linux", "x86_64", "Linux（x86-64：兆芯、海光、Intel、AMD）", ("3.11",)),
        Platform("linux-arm64", "Linux", "aarch64", "Linux（64 位 Arm：鲲鹏、飞腾）", ("3.11",)),
    )
}
