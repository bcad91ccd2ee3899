"""The file of a procedure: out, in, the same; what is not one is refused with its reasons."""

import json
from contextlib import suppress
from copy import deepcopy
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import org as organisation

from doanso.blocks.eforms.demo import load_forms
from doanso.features.procedures import demo as demo_procedures
from doanso.features.procedures.models import Version
from doanso.features.procedures.services import catalogue
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring import drafts, exchange, reviewing, translating
from doanso.features.procedures.tests import office
from doanso.lib import demo
from doanso.lib.errors import Refused
from doanso.lib.text import nfc

pytestmark = pytest.mark.django_db
NOON = organisation.NOON
ROWS = demo.data("procedures")["procedures"]

words = st.text("abcdeđăâ ÀỆƯ.,“”<&", min_size=1, max_size=30).map(lambda text: nfc(f"A{text}").strip())
numbers = st.integers(0, 10_000)
codes = count(1)


@st.composite
def procedures(draw):
    """Publishable contents: questions of several kinds, a condition, a table, documents, steps with a way back."""
    content = contents.blank(code="X-1", kind="TTHC", name=draw(words))
    content["guide"] |= {"field": draw(words), "fee": draw(words), "limit": str(draw(st.integers(500, 999)))}
    content["guide"]["audience"] = draw(st.lists(words, max_size=3))
    names = draw(st.lists(words, max_size=4))
    content["guide"]["documents"] = [
        {"key": f"tl_{n}", "name": name, "original": 1, "copy": 0, "required": draw(st.booleans())}
        for n, name in enumerate(names, 1)
    ]
    fields = [{"key": "co", "type": "yes_no", "label": draw(words), "required": True}]
    for number, label in enumerate(draw(st.lists(words, max_size=5))):
        kind = draw(st.sampled_from(["text", "long_text", "number", "money", "date", "phone"]))
        field = {"key": f"c_{number}", "type": kind, "label": label, "required": draw(st.booleans())}
        if draw(st.booleans()):
            field["show_if"] = "co == true"
        fields.append(field)
    columns = [{"key": "ten", "type": "text", "label": "Tên"}, {"key": "tien", "type": "money", "label": "Tiền"}]
    fields.append({"key": "bang", "type": "table", "label": draw(words), "columns": columns, "totals": ["tien"]})
    content["form"]["pages"][0]["sections"][0]["fields"] = fields
    steps = content["flow"]["steps"]
    for number, name in enumerate(draw(st.lists(words, max_size=4)), 3):
        steps.insert(1, {"key": f"buoc_{number}", "name": name, "kind": "task", "assignee": "bo_phan_mot_cua",
                         "minutes": draw(numbers), "actions": ["forward", "return"]})  # fmt: skip
    return _with_form_of_a_step(content, draw) if draw(st.booleans()) else content


def _with_form_of_a_step(content, draw):
    """An officer's, with what it is called in another language."""
    asked = [{"key": "ket_qua", "type": "choice", "label": draw(words), "options": ["Đạt", "Chưa"], "required": True}]
    section = {"key": "muc", "title": draw(words), "fields": asked}
    form = {"code": "B-X-1", "title": draw(words), "pages": [{"key": "p", "title": "Trang", "sections": [section]}]}
    content["flow"]["steps"][0]["extra"] = {"form": "B-X-1"}
    texts = {"step_forms.B-X-1.title": draw(words), "step_forms.B-X-1.fields.ket_qua.Đạt.label": draw(words)}
    return translating.translate(content | {"step_forms": {"B-X-1": form}}, "km", texts)


def editors():
    org = office.build()
    org.writer, org.second = organisation.person("Phan Văn Viết"), organisation.person("Mai Thị Duyệt")
    for person in (org.writer, org.second):
        organisation.seat(person, org.commune, "lanh_dao_don_vi")
    return org


@pytest.fixture
def org():
    return editors()


def publish(org, content) -> Version:
    draft = drafts.begin(content=content, owner=org.commune, by=org.writer, now=NOON)
    reviewing.send(draft_id=draft.pk, by=org.writer, now=NOON)
    return reviewing.approve(draft_id=draft.pk, by=org.second, now=NOON).version


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=procedures())
def test_any_procedure_survives_publishing_and_the_file(org, content) -> None:
    content |= {"code": f"X-{next(codes)}"}

    back = exchange.read(exchange.write(contents.of_version(publish(org, content))))

    assert back == content


@pytest.mark.django_db
def test_every_demonstration_procedure_survives_the_file() -> None:
    org = organisation.build()
    load_forms(by=None, now=NOON)
    for row in ROWS:
        made = demo_procedures.content(row)
        version = catalogue.publish(code=row["code"], kind=row["kind"], owner=org.desk, content=made, by=None, now=NOON)
        content = contents.of_version(version)

        assert exchange.read(exchange.write(content)) == json.loads(json.dumps(content))
        assert catalogue.publish(
            code=row["code"], kind=row["kind"], owner=org.desk, content=contents.to_publish(content), by=None, now=NOON
        ) == version  # fmt: skip


def broken(change):
    content = contents.blank(code="X-2", kind="TTHC", name="Thử")
    content["guide"]["field"] = "Thử"
    change(content)
    return content


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda c: c.update(format="khác"), "doanso.procedure/1"),
        (lambda c: c.update(moi=1), "“moi”"),
        (lambda c: c.pop("flow"), "“flow”"),
        (lambda c: c.update(code="../x"), "Mã thủ tục"),
        (lambda c: c["guide"].update(limit="x"), "guide.limit"),
        (lambda c: c["guide"].update(limit="NaN"), "guide.limit"),
        (lambda c: c["guide"].update(sets=True), "guide.sets"),
        (lambda c: c["guide"].update(review_by="31/12"), "guide.review_by"),
        (lambda c: c["guide"].update(documents=[{"key": "a", "name": "A"}] * 2), "guide.documents"),
        (lambda c: c["guide"].update(documents=[{"key": "a", "name": "A", "case": []}]), "guide.documents"),
        (lambda c: c["guide"].update(documents=[{"key": "a"}]), "guide.documents.name"),
        (lambda c: c["flow"].update(steps=[{"key": "a", "name": 5}]), "flow.steps"),
        (lambda c: c["flow"]["steps"][0].update(assignee="vua_hung"), "vua_hung"),
        (lambda c: c["flow"]["steps"][0].update(vote={"quorum": "1/0"}), "flow.steps"),
        (lambda c: c["flow"]["steps"][0].update(extra={"form": "F-KHONG"}), "F-KHONG"),
        (lambda c: c["flow"]["steps"][0].update(extra={"form": ["F-QT"]}), "flow.steps.buoc_1.extra.form"),
        (lambda c: c["flow"]["steps"][0].update(extra={"checks": [{"when": "1 == 1"}]}), "extra.checks"),
        (lambda c: c["extra"].update(translations={"km": ["x"]}), "extra.translations"),
        (lambda c: c["extra"].update(translations={"xx": {}}), "extra.translations"),
        (lambda c: c["extra"].update(decision={"articles": "x"}), "extra.decision"),
        (lambda c: c["extra"].update(about=[1]), "extra.about"),
        (lambda c: c.update(effects=[{"name": "units.blow_up"}]), "units.blow_up"),
        (lambda c: c.update(effects=[{"name": "members.admit", "at": "khong_co"}]), "members.admit"),
        (lambda c: c["form"].update(pages="x"), "form.pages"),
        (lambda c: c["form"]["pages"][0].update(sections=[5]), "pages[0]"),
        (lambda c: c["form"]["pages"][0]["sections"][0]["fields"][0].update(type="bomb"), "fields[0]"),
        (lambda c: c["form"]["pages"][0]["sections"][0]["fields"][0].update(show_if="khong_co == 1"), "khong_co"),
    ],
)
def test_file_that_is_wrong_is_refused_with_the_reason(org, change, reason) -> None:
    with pytest.raises(Refused) as told:
        exchange.read(exchange.write(broken(change)))
    assert reason in told.value.message


@pytest.mark.parametrize("text", ["\0", "\ud800", 1e999])
def test_file_with_what_nobody_can_keep_is_refused(org, text) -> None:
    """Anywhere, also where nobody looks into it. It would break the page that shows it, or the draft."""
    written = exchange.write(broken(lambda c: c["extra"].update(gi="@")))
    with pytest.raises(Refused, match="JSON"):
        exchange.read(written.replace(b'"@"', json.dumps(text).replace("Infinity", "1e999").encode()))


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"format": NaN}', b"5", b" " * 2_000_001])
def test_file_that_is_no_procedure_is_refused(raw) -> None:
    with pytest.raises(Refused):
        exchange.read(raw)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_file_with_any_value_anywhere_is_read_or_refused(org, data) -> None:
    content = broken(lambda c: c["guide"].update(documents=[{"key": "tl_1", "name": "A", "original": 1}]))
    place, wrong = deepcopy(content), data.draw(st.sampled_from([None, 5, "x", [], {}, [5], {"key": 5}, True, 1e400]))
    here = place
    while True:
        if not here:
            break
        step = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        if not isinstance(here[step], dict | list) or data.draw(st.booleans()):
            here[step] = wrong
            break
        here = here[step]
    with suppress(Refused):
        exchange.checked(place)
