"""Do requirements/*.txt agree with pyproject.toml? `--write` compiles them anew."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = {"base.txt": ["--group", "build"], "dev.txt": ["--group", "dev", "-c", "requirements/base.txt"]}
OPTIONS = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet", "--python-version", "3.11"]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*==\S+(?: ; [^\\]+?)?) \\$", re.MULTILINE)


def compile_pins(name: str, target: Path) -> subprocess.CompletedProcess[str]:
    """Existing pins in `target` are kept where they still fit."""
    sources = ["pyproject.toml"] if name == "base.txt" else []
    groups = [f"pyproject.toml:{part}" if i % 2 else part for i, part in enumerate(FILES[name][:2])] + FILES[name][2:]
    command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, *groups, *sources, "-o", str(target)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def complaints(name: str) -> list[str]:
    text = (ROOT / "requirements" / name).read_text()
    if re.search(r"https?://|--(extra-)?index-url|--find-links", text):
        return [f"requirements/{name} names a registry address: run `make pins`"]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / name
        target.write_text(text)
        done = compile_pins(name, target)
        if done.returncode != 0:
            return [f"requirements/{name} could not be compiled from pyproject.toml: {done.stderr.strip()[-600:]}"]
        # Versions and markers, not hashes: a release may gain files after we pinned it.
        differing = sorted(set(PIN.findall(text)) ^ set(PIN.findall(target.read_text())))
    return (
        [f"requirements/{name} does not agree with pyproject.toml ({differing}): run `make pins`"] if differing else []
    )


def main() -> int:
    if "--write" in sys.argv:
        for name in FILES:
            done = compile_pins(name, ROOT / "requirements" / name)
            if done.returncode != 0:
                sys.exit(done.stderr)
    found = [line for name in FILES for line in complaints(name)]
    sys.stderr.write("".join(f"{line}\n" for line in found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
