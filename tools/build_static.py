"""Join the style sheets and the scripts into the few files that pages load. Standard library alone; run after a change.

    python tools/build_static.py          write the files
    python tools/build_static.py --check  say which are stale and exit 1

A page pays for every request, so the sources stay small and separate and the browser gets one sheet and one script.
Scripts are modules: joining removes `export` and the imports of files that are in the same bundle.
"""

import re
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src/doanso"
UI = SOURCE / "ui/static/ui"
EFORMS = SOURCE / "blocks/eforms/static/eforms"
PROCEDURES = SOURCE / "features/procedures/static/procedures"
CONTESTS = SOURCE / "features/contests/static/contests"
STYLES = [  # a public form is read on weak networks: its few rules come with the rest
    *(UI / f"css/{name}.css" for name in ("tokens", "base", "layout", "components", "forms")),
    EFORMS / "form.css",
    UI / "css/print.css",
]
SCRIPTS = {
    UI / "app.js": [UI / "js/app.js"],
    EFORMS / "form.js": [
        UI / "js/expressions.js",
        *(EFORMS / f"js/{name}.js" for name in ("values", "logic", "draft", "form")),
    ],
    PROCEDURES / "device.js": [
        PROCEDURES / f"js/{name}.js" for name in ("store", "send", "pages", "check", "filling", "list", "device")
    ],
    PROCEDURES / "worker.js": [PROCEDURES / f"js/{name}.js" for name in ("store", "send", "worker")],
    CONTESTS / "paper.js": [CONTESTS / f"js/{name}.js" for name in ("net", "keep", "together", "draw", "paper")],
}


def _minified_css(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};,]) ?", r"\1", text).replace(";}", "}").strip()


def _dark() -> str:
    """The dark tokens twice: for the system's wish unless the reader chose light, and for the reader's own choice."""
    rules = (UI / "css/tokens_dark.css").read_text(encoding="utf-8")
    wish = rules.replace(":root", ':root:not([data-theme="light"])')
    choice = rules.replace(":root", ':root[data-theme="dark"]')
    return (
        f"@layer tokens {{ @media screen and (prefers-color-scheme: dark) {{ {wish} }} @media screen {{ {choice} }} }}"
    )


def style_sheet() -> str:
    parts = [sheet.read_text(encoding="utf-8") for sheet in STYLES]
    parts.insert(1, _dark())
    return _minified_css("\n".join(parts)) + "\n"


def script(sources: list[Path]) -> str:
    parts = [source.read_text(encoding="utf-8") for source in sources]
    text = "\n".join(parts)
    if len(sources) > 1:
        text = re.sub(r"^import .*?;\n", "", text, flags=re.M | re.S)
        text = re.sub(r"^export (?=(async )?(function|const|let|class))", "", text, flags=re.M)
    text = re.sub(r"^\s*(//.*|/\*\*?.*?\*/)?\n", "", text, flags=re.M)
    return re.sub(r"^[ \t]+", "", text, flags=re.M)


def outputs() -> dict[Path, str]:
    return {UI / "app.css": style_sheet(), **{target: script(sources) for target, sources in SCRIPTS.items()}}


def main(arguments: list[str]) -> int:
    stale = [path for path, text in outputs().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        sys.stdout.write("".join(f"{path} is stale: run python tools/build_static.py\n" for path in stale))
        return 1 if stale else 0
    for path in stale:
        path.write_text(outputs()[path], encoding="utf-8")
        sys.stdout.write(f"wrote {path} ({path.stat().st_size:,} bytes)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
