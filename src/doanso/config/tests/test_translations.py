import gettext
import os

import polib
import pytest

from doanso.config import translations


@pytest.fixture
def catalog(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "SOURCE", tmp_path)
    folder = tmp_path / "app/locale/vi/LC_MESSAGES"
    folder.mkdir(parents=True)
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    po.append(polib.POEntry(msgid="dossier", msgstr="hồ sơ"))
    po.save(str(folder / "django.po"))
    return folder / "django.po"


def test_compile_translations_makes_what_is_missing_once(catalog):
    assert translations.compile_translations() == [catalog]
    assert translations.compile_translations() == []
    with catalog.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("dossier") == "hồ sơ"


def test_compile_translations_makes_anew_what_is_older_than_its_source(catalog):
    translations.compile_translations()
    later = catalog.with_suffix(".mo").stat().st_mtime + 10
    os.utime(catalog, (later, later))
    assert translations.compile_translations() == [catalog]
    assert [path.name for path in catalog.parent.iterdir() if path.name.startswith(".")] == []
