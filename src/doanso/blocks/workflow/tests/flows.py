"""Random flows that can run, and the flows of the demonstration: what exchange with other tools is tried on."""

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from doanso.blocks.workflow.definition import ACTIONS, END, DefinitionError, load
from doanso.features.procedures import demo
from doanso.lib import demo as packaged

Json = dict[str, Any]

WHO = (
    "bo_phan_mot_cua", "cong_chuc_linh_vuc", "lanh_dao_don_vi", "bi_thu(chi_doan_nop)", "hop(chi_doan_nop)",
    "nguoi_nop", "he_thong",
)  # fmt: skip
VALUES: Json = {
    "noi_den": ["Trong tỉnh", "Ngoài tỉnh", None],
    "so_tien": [0, 5, 50.5, None],
    "mien": [True, False, None],
}
CONDITIONS = (
    "noi_den == 'Trong tỉnh'", "noi_den != 'Trong tỉnh'", "so_tien >= 5", "not (so_tien > 50 or mien)", "mien",
    "mien and noi_den == 'Ngoài tỉnh'", "empty(noi_den)", "so_tien * 2 > 10", "-1 < so_tien", "noi_den == 'it''s \"<&'",
)  # fmt: skip
names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
actions = st.lists(st.sampled_from(ACTIONS[1:]), max_size=4, unique=True).map(lambda more: ["forward", *more])


@st.composite
def steps(draw: Any, place: int, keys: list[str], weird: bool) -> Json:
    kinds = ["start"] if place == 0 else ["task", "task", "task", "vote", "branch", "consult", "system", "start"]
    kind = draw(st.sampled_from([*kinds, "task"]))
    row: Json = {"key": keys[place], "name": draw(names) if weird else f"Bước {place + 1}", "kind": kind}
    goals = st.sampled_from([*keys, END] if weird else [*keys[place + 1 :], END])
    if draw(st.integers(0, 3)) == 0:
        row["to"] = draw(goals)
    if kind in {"task", "vote"}:
        row["assignee"] = draw(st.sampled_from(WHO if kind == "task" else WHO[:5]))
    if kind in {"task", "consult"} and draw(st.integers(0, 3)):
        row["actions"] = draw(actions)
    if kind == "vote":
        row |= {"vote": {"quorum": "2/3", "secret": draw(st.booleans())}}
        row |= draw(st.sampled_from([{}, {"otherwise": "refuse"}, {"otherwise": draw(goals)}]))
    if kind == "branch":
        count = draw(st.integers(1, 3))
        row["cases"] = [{"when": draw(st.sampled_from(CONDITIONS)), "to": draw(goals)} for _ in range(count)]
    if kind == "consult":
        who = draw(st.lists(st.sampled_from(WHO[:4]), min_size=1, max_size=4))
        row["branches"] = [{"key": f"y{n}", "name": f"Ý kiến {place}.{n}", "assignee": w} for n, w in enumerate(who)]
        row["need"] = draw(st.integers(0, len(who)))
    return row | draw(st.sampled_from([{}, {"minutes": 240, "clock": False}, {"extra": {"form": [1, None, "ă<"]}}]))


@st.composite
def flows(draw: Any, *, weird: bool = True) -> Json:
    """`weird`: any keys and names, and ways back to anywhere."""
    keys = [f"buoc_{n + 1}" for n in range(draw(st.integers(1, 7)))]
    if weird and draw(st.booleans()):
        keys = draw(st.lists(names, min_size=len(keys), max_size=len(keys), unique=True))
        assume(not {"", END, "refuse"} & set(keys))
    flow = {"steps": _reached([draw(steps(place, keys, weird)) for place in range(len(keys))])}
    try:
        load(flow)
    except DefinitionError:
        assume(False)
    return flow | draw(st.sampled_from([{}, {"labels": {"en": "Flow"}}]))


def _reached(rows: list[Json]) -> list[Json]:
    """Without the steps that no way leads to; each still leads where it led."""
    for row, after in zip(rows, [*(row["key"] for row in rows[1:]), END], strict=True):
        row.setdefault("to", after)
    by_key, seen, waiting = {row["key"]: row for row in rows}, set(), [rows[0]["key"]]
    while waiting:
        key = waiting.pop()
        if key in by_key and key not in seen:
            seen.add(key)
            row = by_key[key]
            waiting += [row["to"], row.get("otherwise", END), *(case["to"] for case in row.get("cases", ()))]
    return [row for row in rows if row["key"] in seen]


def of_the_demo() -> list[tuple[str, str, Json]]:
    """Code, name and flow of each procedure of the demonstration."""
    return [(row["code"], row["name"], demo.flow(row)) for row in packaged.data("procedures")["procedures"]]
