from datetime import date

import pytest
from django import forms

from doanso.ui.days import DayField


class Form(forms.Form):
    day = DayField()


@pytest.mark.parametrize("typed", ["0026-03-05", "0001-01-01", "1799-12-31", "2201-01-01", "9999-12-31", "2026-02-30"])
def test_a_mistyped_day_is_refused_and_stays_in_its_box(typed):
    form = Form({"day": typed})

    assert not form.is_valid()
    assert f'value="{typed}"' in str(form["day"])


@pytest.mark.parametrize("typed", ["1800-01-01", "2026-03-05", "2200-12-31"])
def test_a_day_is_read(typed):
    form = Form({"day": typed})

    assert form.is_valid()
    assert form.cleaned_data["day"] == date.fromisoformat(typed)
