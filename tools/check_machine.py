"""Say at once which programs the tests need and this machine lacks: a test that skips in silence proves nothing."""

import os
import shutil
import sys

PROGRAMS = {
    "zbarimg": "zbar-tools",
    "faketime": "faketime",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "msgfmt": "gettext",
}


def missing() -> list[str]:
    packages = {package for program, package in PROGRAMS.items() if not shutil.which(program)}
    if not (os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")):
        packages.add("chromium-headless-shell")
    return sorted(packages)


if __name__ == "__main__":
    if packages := missing():
        sys.exit(f"The tests need programs that are not here. On Debian, as root: apt-get install {' '.join(packages)}")
