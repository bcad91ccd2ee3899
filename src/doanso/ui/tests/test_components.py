"""Components as they come out of templates, strict about their markup."""

import re
from datetime import timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from doanso.ui.forms import SampleForm
from doanso.ui.icons import ICONS


def rendered(source: str, path: str = "/x/", **context) -> str:
    return Template(source).render(Context({"request": RequestFactory().get(path), **context}))


def hrefs(html: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', html)


@pytest.mark.parametrize("name", sorted(ICONS))
def test_an_icon_is_hidden_from_screen_readers_unless_named(name):
    assert rendered(f'{{% icon "{name}" %}}') == (
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>'
    )
    assert 'role="img" aria-label="Đúng"' in rendered(f'{{% icon "{name}" label="Đúng" %}}')


def test_an_icon_that_is_not_drawn_is_an_error():
    with pytest.raises(KeyError):
        rendered('{% icon "dragon" %}')


def test_text_in_a_badge_is_escaped():
    assert rendered("{% badge text 'bad' %}", text="<b>") == '<span class="tag" data-kind="bad">&lt;b&gt;</span>'


def test_a_deadline_says_whether_it_was_kept(now):
    kept = rendered("{% due at done=done %}", at=now, done=now)
    late = rendered("{% due at done=done %}", at=now, done=now + timedelta(seconds=1))
    assert ("Đúng hạn" in kept, "Xong trễ hạn" in late) == (True, True)
    assert "Không có hạn" in rendered("{% due at %}", at=None)


def test_pages_keep_the_rest_of_the_query():
    page = Paginator(range(100), 10).page(2)
    html = rendered("{% pager page %}", path="/x/?q=khai+sinh&state=a&state=b&page=2", page=page)
    assert hrefs(html)[0] == "?q=khai+sinh&amp;state=a&amp;state=b&amp;page=1"
    assert html.count('aria-current="page"') == 1


def test_one_page_needs_no_pager():
    assert rendered("{% pager page %}", page=Paginator(range(3), 10).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("query", "state", "next_query"),
    [
        ("", "none", "?sort=name"),
        ("?sort=name", "ascending", "?sort=-name"),
        ("?sort=-name", "descending", "?sort=name"),
        ("?sort=other&page=3&q=a", "none", "?sort=name&amp;q=a"),
    ],
)
def test_a_column_head_sorts_one_way_then_the_other(query, state, next_query):
    html = rendered('{% sort_th "name" "Tên" %}', path=f"/x/{query}")
    assert (re.search(r'aria-sort="(\w+)"', html)[1], hrefs(html)) == (state, [next_query])


def test_no_data_is_not_zero():
    assert "chưa có số liệu" in rendered("{% stat 'Đánh giá' value %}", value=None)
    assert "chưa có số liệu" not in rendered("{% stat 'Đánh giá' value %}", value=0)


def test_crumbs_begin_at_home_and_end_here():
    html = rendered("{% crumbs 'Thủ tục' '/thu-tuc/' 'Khai sinh' %}")
    assert hrefs(html) == ["/", "/thu-tuc/"]
    assert '<li aria-current="page">Khai sinh</li>' in html


def test_each_error_leads_to_its_field():
    form = SampleForm({"email": "sai"})
    html = rendered("{% errors form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
    targets = [link[1:] for link in hrefs(html)]
    assert targets == ["id_name", "id_email", "id_birthday", "id_field", "id_scope_0", "id_agree"]
    assert [target for target in targets if f'id="{target}"' not in html] == []


def test_a_wrong_field_is_tied_to_its_error_and_help():
    html = rendered("{% field form.name %}", form=SampleForm({}))
    control = re.search(r"<input[^>]*>", html)[0]
    described = re.search(r'aria-describedby="([^"]*)"', control)[1].split()
    assert 'aria-invalid="true"' in control
    assert described == ["id_name_helptext", "id_name_error"]
    assert [name for name in described if f'id="{name}"' not in html] == []


def test_a_form_without_errors_has_no_summary():
    class Empty(forms.Form):
        pass

    assert rendered("{% errors form %}", form=Empty({})).strip() == ""
    assert rendered("{% errors form %}", form=SampleForm()).strip() == ""
