"""Words of another language than the page's say so, and only those."""

import pytest
from django.template import engines
from django.utils.safestring import mark_safe
from django.utils.translation import override

from doanso.ui import languages
from doanso.ui.languages import Words


@pytest.mark.parametrize(
    ("page", "words", "attribute"),
    [
        ("en", "Đăng ký khai sinh", ' lang="vi"'),
        ("en", "Sinh con", ""),  # nothing tells that it is Vietnamese
        ("en", Words("Sinh con", "vi"), ' lang="vi"'),
        ("en", Words("Birth", "en"), ""),
        ("en", Words("", "vi"), ""),
        ("en", None, ""),
        ("vi", "Đăng ký khai sinh", ""),
        ("vi", Words("Birth", "en"), ' lang="en"'),
        ("vi", Words("កំណើត", "km"), ' lang="km"'),
    ],
)
def test_words_of_another_language_than_the_page_say_so(page, words, attribute) -> None:
    with override(page):
        assert languages.lang(words) == attribute


def test_marked_words_are_escaped_and_stay_as_they_are_on_a_page_of_their_language() -> None:
    with override("en"):
        assert languages.marked('<b>"Đơn"') == '<span lang="vi">&lt;b&gt;&quot;Đơn&quot;</span>'
        assert languages.marked("<b>") == "&lt;b&gt;"
        assert languages.marked(mark_safe("Đoàn &amp; Hội")) == '<span lang="vi">Đoàn &amp; Hội</span>'
    with override("vi"):
        assert languages.marked("<b>Đơn") == "&lt;b&gt;Đơn"


def test_sentence_marks_only_what_an_office_wrote_in_it() -> None:
    with override("en"):
        said = languages.sentence("Fill in <%(what)s>: %(of)s.", what="Đơn & tờ khai", of=Words("n", "vi"))
        html = 'Fill in &lt;<span lang="vi">Đơn &amp; tờ khai</span>&gt;: <span lang="vi">n</span>.'
        assert (said, languages.marked(said), languages.lang(said)) == ("Fill in <Đơn & tờ khai>: n.", html, "")
    with override("vi"):
        said = languages.sentence("Nhập %(what)s.", what="họ & tên")
        assert (said, languages.marked(said)) == ("Nhập họ & tên.", "Nhập họ &amp; tên.")


def test_templates_use_both_beside_translated_sentences() -> None:
    source = (
        "{% blocktranslate with unit=name|marked %}Goes to {{ unit }}.{% endblocktranslate %}<b{{ name|lang }}></b>"
    )
    template = engines["django"].from_string(source)
    with override("en"):
        assert template.render({"name": "Ủy ban <x>"}) == (
            'Goes to <span lang="vi">Ủy ban &lt;x&gt;</span>.<b lang="vi"></b>'
        )
