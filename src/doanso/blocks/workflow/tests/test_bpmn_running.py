"""SpiffWorkflow, an engine that knows nothing of ours, runs what we export: both offer the same steps all the way."""

import logging
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.workflow import queries, services
from doanso.blocks.workflow.bpmn import write
from doanso.blocks.workflow.bpmn.names import way_of
from doanso.blocks.workflow.definition import REFUSE, Definition, Step, load
from doanso.blocks.workflow.models import Activation, Case
from doanso.blocks.workflow.services import cases
from doanso.blocks.workflow.services import run as running
from doanso.blocks.workflow.tests.flows import VALUES, flows, of_the_demo
from doanso.lib import expressions
from doanso.lib.dates import local

pytestmark = pytest.mark.django_db
logging.getLogger("spiff").setLevel(logging.WARNING)
Json = dict[str, Any]
ENDS = {"done": False, "refused": True, "stopped": True}


class Spiff:
    """The other engine, driven by what people do."""

    def __init__(self, xml: bytes, scope: Json) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(xml)
        self.flow = BpmnWorkflow(parser.get_spec("process"))
        self.scope = scope
        self.flow.task_tree.data.update(scope)
        self.go_on()

    def go_on(self) -> None:
        """Whatever no person does."""
        for _turn in range(60):
            self.flow.do_engine_steps()
            waiting = [task for task in self.ready() if type(task.task_spec).__name__ == "NoneTask"]
            if not waiting:
                return
            for task in waiting:
                task.run()
        raise AssertionError("runs in a circle")

    def ready(self) -> list[Any]:
        return self.flow.get_tasks(state=TaskState.READY, manual=True)

    def open(self) -> list[str]:
        """What people may do now, by the names of the elements."""
        return sorted(task.task_spec.name.removesuffix(" [child]") for task in self.ready())

    def act(self, name: str, **said: str) -> None:
        task = next(task for task in self.ready() if task.task_spec.name.removesuffix(" [child]") == name)
        siblings = [t for t in task.parent.children if t.task_spec is task.task_spec]
        answered = 1 + sum(t.state == TaskState.COMPLETED for t in siblings)
        task.data.update({**self.scope, "nrOfCompletedInstances": answered, **said})
        task.run()
        self.go_on()

    def ended(self) -> bool | None:
        """Whether it ended, and if so whether by stopping everything."""
        if not self.flow.is_completed():
            return None
        ends = [t for t in self.flow.get_tasks(state=TaskState.COMPLETED) if type(t.task_spec).__name__ == "EndEvent"]
        return any(type(t.task_spec.event_definition).__name__ == "TerminateEventDefinition" for t in ends)


class Ours:
    """Our engine, without the question who may act."""

    def __init__(self, org: Any, flow: Json, scope: Json) -> None:
        someone = organisation.person("Vũ Thị Mai")
        self.case = services.start(
            version=services.define(code="bpmn", definition=flow, by=None, now=NOON),
            subject=someone,
            title="T99.1-261118-0001",
            url="/",
            unit=org.desk,
            context={"chi_doan_nop": org.branch, "don_vi_thu_ly": org.desk, "nguoi_nop": someone},
            by=someone,
            now=NOON,
            scope=scope,
        ).case
        self.scope, self.now = scope, NOON
        self.definition: Definition = load(flow)

    def open(self) -> list[Activation]:
        return list(queries.open_steps(self.case))

    def act(self, activation: Activation, action: str, to: str = "") -> None:
        self.now += timedelta(minutes=1)
        case = Case.objects.get(pk=self.case.pk)
        run = running.Run(case, None, "Ai đó", self.now, self.scope)
        step = self.definition.step(activation.step)
        if step.kind == "vote":
            self.decide(run, step, activation, passed=action == "passed")
        else:
            cases.DOERS[action](run, step, activation, to, {}, ())
        run.batch.write()
        if action == "supplement":
            cases.resume(case_id=case.pk, by=None, now=self.now)
        self.case.refresh_from_db()

    def decide(self, run: running.Run, step: Step, activation: Activation, *, passed: bool) -> None:
        running.close(run, activation, "passed" if passed else "rejected")
        if passed or step.otherwise != REFUSE:
            running.open_step(run, step.to if passed else step.otherwise)
        else:
            running.end(run, Case.State.REFUSED)


def ways(definition: Definition, scope: Json) -> Json:
    """For conditions that only our engine can read: which way it takes at each branch, 0 for none of the cases."""
    today = local(NOON).date()
    holds = [
        [expressions.evaluate(expressions.parse(c.when), scope, today=today) for c in s.cases] for s in definition.steps
    ]
    return {way_of(n): found.index(True) + 1 if True in found else 0 for n, found in enumerate(holds)}


class Lockstep:
    """Both engines side by side; after every act they must offer the same."""

    def __init__(self, org: Any, flow: Json, scope: Json) -> None:
        definition = load(flow)
        self.places = {step.key: place for place, step in enumerate(definition.steps)}
        told = scope | ways(definition, scope)
        self.ours, self.spiff = Ours(org, flow, scope), Spiff(write(flow, code="X", name="Tên"), told)
        self.passed: list[str] = []
        self.compare()

    def name(self, activation: Activation) -> str:
        """The element that stands for an open step."""
        step = self.ours.definition.step(activation.step)
        if activation.branch and f"step_{step.key}.fork" in self.spiff.flow.spec.task_specs:
            return f"step_{step.key}.ask{[b.key for b in step.branches].index(activation.branch) + 1}"
        return f"step_{step.key}"

    def compare(self) -> None:
        assert self.spiff.open() == sorted(map(self.name, self.ours.open()))
        assert self.spiff.ended() == ENDS.get(self.ours.case.state)

    def act(self, activation: Activation, action: str, to: str = "") -> None:
        name = self.name(activation)
        consulted = bool(activation.branch)
        self.ours.act(activation, action, to)
        if action == "supplement" and not consulted:
            self.spiff.act(name, action=action, to=to)
            assert f"{name}.supplement" in self.spiff.open()
            name = f"{name}.supplement"
        if action != "supplement" or not consulted:
            self.spiff.act(name, action=action, to=to)
        self.passed.append(f"{name} {action}".strip())
        self.compare()

    def choices(self, activation: Activation) -> list[tuple[str, str]]:
        """What may be done with an open step, as the drawing has it."""
        step = self.ours.definition.step(activation.step)
        if step.kind == "vote":
            return [("passed", ""), ("rejected", "")]
        earlier = set(queries.earlier_steps(self.ours.case)) - {step.key}
        found = [(action, "") for action in step.actions if action not in {"return"}]
        if "return" in step.actions:
            back = self.spiff.flow.spec.task_specs.get(f"step_{step.key}.way")
            drawn = {child.name for child in back.outputs} if back else set()
            found += [("return", key) for key in sorted(earlier) if f"step_{key}" in drawn and self.before(key, step)]
        return found

    def asked_again(self) -> bool:
        """Whether a fork is open for the second time: SpiffWorkflow's join counts answers of the round before."""
        again = [a for a in self.ours.open() if ".ask" in self.name(a)]
        return any(a.case.activations.filter(step=a.step, branch=a.branch).count() > 1 for a in again)

    def before(self, key: str, step: Step) -> bool:
        return self.places[key] < self.places[step.key]


def straight(both: Lockstep) -> list[str]:
    for _turn in range(60):
        waiting = both.ours.open()
        if not waiting:
            return both.passed
        step = both.ours.definition.step(waiting[0].step)
        both.act(waiting[0], "passed" if step.kind == "vote" else "forward")
    return both.passed


def wander(both: Lockstep, chance: Random, turns: int) -> None:
    for _turn in range(turns):
        waiting = both.ours.open()
        if not waiting or both.asked_again():
            return
        activation = chance.choice(waiting)
        choices = both.choices(activation)
        going_on = [choice for choice in choices if choice[0] not in {"refuse", "stop"}]
        both.act(activation, *chance.choice(choices if chance.random() < 0.15 else going_on))


def some_scope(chance: Random) -> Json:
    return {name: chance.choice(values) for name, values in VALUES.items()}


def test_flows_of_the_demo_run_elsewhere_as_they_do_here(org) -> None:
    chance = Random(3)
    for place, (_code, _name, flow) in enumerate(of_the_demo()):
        straight(Lockstep(org, flow, some_scope(chance)))
        if place % 3 == 0:
            wander(Lockstep(org, flow, some_scope(chance)), chance, 8)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(flow=flows(weird=False), chance=st.randoms(use_true_random=False))
def test_random_flows_run_elsewhere_as_they_do_here(org, flow, chance) -> None:
    wander(Lockstep(org, flow, some_scope(chance)), chance, 10)


def row(key: str, kind: str = "task", **more: Any) -> Json:
    who = {"assignee": "bo_phan_mot_cua"} if kind in {"task", "vote"} else {}
    return {"key": key, "name": f"Bước {key}", "kind": kind, **who, **more}


BRANCHES = [{"key": key, "name": f"Ý kiến {key}", "assignee": "lanh_dao_don_vi"} for key in "xyz"]
EVERYTHING = {
    "steps": [
        row("gui", "start"),
        row("nhan", actions=["forward", "refuse"]),
        row("hoi", "consult", branches=BRANCHES, need=2, actions=["forward", "return", "stop"]),
        row("re", "branch", cases=[{"when": "so_tien > 50", "to": "lon"}, {"when": "so_tien > 5 or empty(noi_den)",
                                                                          "to": "vua"}], to="nho"),
        row("lon", to="gop"),
        row("vua", to="gop"),
        row("nho", to="gop", actions=["forward"]),
        row("gop", actions=["forward", "return", "supplement"]),
        row("hop", "vote", otherwise="nhan"),
        row("cung", "consult", branches=BRANCHES[:2], actions=["forward"]),
        row("ghi", "system"),
    ]
}  # fmt: skip
WALKS = {
    "each way of a branch: large": (60, "nhan hoi.x hoi.y lon gop hop+ cung.x cung.y"),
    "each way of a branch: middle": (6, "nhan hoi.z hoi.x vua gop hop+ cung.y cung.x"),
    "each way of a branch: small": (0, "nhan hoi.x hoi.y nho gop hop+ cung.x cung.y"),
    "sent back to where the branch led": (6, "nhan hoi.x hoi.y vua gop<vua vua gop hop+ cung.x cung.y"),
    "sent back by one of those asked": (0, "nhan hoi.x hoi.y<nhan nhan hoi.x hoi.y nho gop hop+ cung.x cung.y"),
    "the vote against leads back": (0, "nhan hoi.x hoi.y nho gop hop- nhan hoi.y hoi.z nho gop hop+ cung.x cung.y"),
    "supplemented twice": (6, "nhan hoi.x hoi.y vua gop? gop? gop hop+ cung.x cung.y"),
    "refused": (0, "nhan!"),
}


@pytest.mark.parametrize(("amount", "walk"), WALKS.values(), ids=WALKS)
def test_every_construct_runs_elsewhere_as_it_does_here(org, amount, walk) -> None:
    both = Lockstep(org, EVERYTHING, {"so_tien": amount, "noi_den": "Trong tỉnh"})
    signs = {"+": "passed", "-": "rejected", "?": "supplement", "!": "refuse", "": "forward"}

    for word in walk.split():
        place, _sign, to = word.partition("<")
        key, _dot, branch = place.rstrip("+-?!").partition(".")
        activation = next(a for a in both.ours.open() if (a.step, a.branch) == (key, branch))
        both.act(activation, "return" if to else signs[place.removeprefix(f"{key}.{branch}".rstrip("."))], to)

    assert both.ours.case.state == ("refused" if walk.endswith("!") else "done")
