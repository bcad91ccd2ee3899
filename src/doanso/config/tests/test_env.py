import pytest

from doanso.config import env


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch):
    monkeypatch.setattr(env, "VARIABLES", {})


def test_text_gives_the_variable_or_the_default_and_registers_it(monkeypatch):
    assert env.text("DOANSO_X", "none", help="What it is.") == "none"
    monkeypatch.setenv("DOANSO_X", "some")
    assert env.text("DOANSO_X", "none", help="What it is.") == "some"
    assert {"DOANSO_X": env.Variable("DOANSO_X", "none", "What it is.")} == env.VARIABLES


def test_number_says_which_variable_is_wrong(monkeypatch):
    monkeypatch.setenv("DOANSO_X", "eight")
    with pytest.raises(SystemExit) as refusal:
        env.number("DOANSO_X", 8, help="")
    assert str(refusal.value) == "DOANSO_X must be a whole number, not 'eight'."


@pytest.mark.parametrize("raw", ["0", "65536", "-1"])
def test_number_out_of_bounds_is_refused(monkeypatch, raw):
    monkeypatch.setenv("DOANSO_X", raw)
    with pytest.raises(SystemExit) as refusal:
        env.number("DOANSO_X", 8, most=65_535, help="")
    assert str(refusal.value) == f"DOANSO_X must be between 1 and 65535, not {raw}."


def test_choice_is_one_of_few_however_it_is_written(monkeypatch):
    monkeypatch.setenv("DOANSO_X", "info")
    assert env.choice("DOANSO_X", "INFO", ("INFO", "ERROR"), help="") == "INFO"
    monkeypatch.setenv("DOANSO_X", "loud")
    with pytest.raises(SystemExit) as refusal:
        env.choice("DOANSO_X", "INFO", ("INFO", "ERROR"), help="")
    assert str(refusal.value) == "DOANSO_X must be one of INFO, ERROR, not 'LOUD'."


def test_a_misspelt_variable_is_known_with_what_was_meant():
    env.text("DOANSO_ADDRESS", help="")
    given = {"DOANSO_ADRESS": "x", "DOANSO_ADDRESS": "x", "DOANSO_QQQ": "x", "HOME": "x"}
    assert env.misspelt(given) == {"DOANSO_ADRESS": "DOANSO_ADDRESS", "DOANSO_QQQ": ""}


@pytest.mark.parametrize(("raw", "meaning"), [("1", True), ("Yes", True), ("0", False), ("no", False), ("", False)])
def test_flag_understands_yes_and_no(monkeypatch, raw, meaning):
    monkeypatch.setenv("DOANSO_X", raw)
    assert env.flag("DOANSO_X", default=not meaning, help="") is meaning


def test_flag_refuses_what_is_neither(monkeypatch):
    monkeypatch.setenv("DOANSO_X", "maybe")
    with pytest.raises(SystemExit):
        env.flag("DOANSO_X", default=False, help="")


def test_words_splits_at_commas(monkeypatch):
    monkeypatch.setenv("DOANSO_X", "a.vn, b.vn,")
    assert env.words("DOANSO_X", help="") == ["a.vn", "b.vn"]
