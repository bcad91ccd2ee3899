"""A draft's steps against the calendar: how long, which ways, who is the bottleneck, does the promise hold?"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from doanso.features.procedures.forms.simulating import USUAL_RETURNS, SimulationForm
from doanso.features.procedures.services.authoring import simulating
from doanso.features.procedures.views.authoring import frame

SHOWN = 8


@require_GET
@login_required
def simulation(request: HttpRequest, pk: int) -> HttpResponse:
    draft = frame.draft_of(request, pk)
    usual = {"luc": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "tra_lai": USUAL_RETURNS}
    form = SimulationForm({**usual, **request.GET.dict()})
    run = simulating.run(draft, **form.asked())
    context = {"form": form, "run": run, "first": run.ways[:SHOWN], "more": run.ways[SHOWN:]}
    template, status = "procedures/authoring/simulation.html", 200 if form.is_valid() else 422
    return frame.page(request, draft, template, tab="draft_simulation", status=status, **context)
