"""Cut Be Vietnam Pro down to what Vietnamese and English pages need: one file a weight, latin and vietnamese together.

    npm pack @expo-google-fonts/be-vietnam-pro && tar xzf *.tgz
    python tools/subset_fonts.py package/

Hinting is dropped: screens of today smooth the outlines themselves, and it is half of the weight. The two ranges share
one file because Vietnamese text always needs both, and every file is a request. Needs `fonttools` and `brotli`.
"""

import shutil
import sys
from pathlib import Path

from fontTools import subset

TARGET = Path(__file__).resolve().parents[1] / "src/doanso/ui/static/ui/font"
WEIGHTS = {400: "400Regular/BeVietnamPro_400Regular.ttf", 600: "600SemiBold/BeVietnamPro_600SemiBold.ttf"}
LATIN = [*range(0x20, 0x7F), 0xA0, 0xA7, 0xA9, 0xAB, 0xB0, 0xB7, 0xBB, *range(0xC0, 0x100), 0xD7, 0xF7]
SIGNS = [0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x2192, 0x20AB, 0x2264, 0x2265, 0x2212]
VIETNAMESE = [
    0x102,
    0x103,
    0x110,
    0x111,
    0x128,
    0x129,
    0x168,
    0x169,
    0x1A0,
    0x1A1,
    0x1AF,
    0x1B0,
    *range(0x1EA0, 0x1EFA),
]


def cut(source: Path, target: Path) -> int:
    """Write the woff2 and return its size in bytes."""
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern", "mark", "ccmp", "tnum"])
    options.desubroutinize = True
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*LATIN, *SIGNS, *VIETNAMESE])
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
    return target.stat().st_size


def main(package: Path) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight, name in WEIGHTS.items():
        size = cut(package / name, TARGET / f"be-vietnam-pro-{weight}.woff2")
        sys.stdout.write(f"{weight}: {size:,} bytes\n")
    shutil.copy(package / "LICENSE_FONT", TARGET / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
