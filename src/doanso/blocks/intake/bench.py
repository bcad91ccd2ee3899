"""What it costs to bring in fifty thousand members from one spreadsheet: CPU, rows a second, the worker's memory.

The worker's part is done by a process of its own, whose memory and CPU nothing else adds to.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from doanso.blocks.intake import queries, services, template
from doanso.blocks.intake.models import Batch
from doanso.core.accounts.models import Person
from doanso.core.units.models import Position, Unit
from doanso.lib import demo

NAME = "intake"
ROWS = 50_000
LIST, UNIT, ROLE = "members.register", "D-HL", "bi_thu"
LIMITS = {"peak_mb": 300, "cpu_s": 300}
WORK = """
from doanso.cli.environment import start_django
start_django()
from doanso.blocks.intake import bench
bench.work({})
"""


def run(probe: Any) -> dict[str, float]:
    """From the upload to the preview, and from the confirmation to the last row written. CPU is that of the worker and
    of PostgreSQL together."""
    sender, content = _sender(), _file(ROWS)
    batch = _send(sender, content)
    figures = {"rows": float(ROWS), "file_mb": round(len(content) / 1e6, 1)}
    figures |= _part("preview", probe, batch)
    services.confirm(batch_id=batch.pk, without_refused=False, by=sender, now=timezone.now())
    figures |= _part("write", probe, batch)
    batch.refresh_from_db()
    if batch.state != Batch.State.APPLIED:
        raise RuntimeError(f"{batch.state}: {batch.note}")
    cpu = sum(value for name, value in figures.items() if name.endswith("_cpu_s"))
    return figures | {"cpu_s": cpu, "peak_mb": max(figures["preview_peak_mb"], figures["write_peak_mb"])}


def _part(name: str, probe: Any, batch: Batch) -> dict[str, float]:
    with probe.measure() as used:
        done = subprocess.run([sys.executable, "-c", WORK.format(batch.pk)], check=True, capture_output=True, text=True)
    own = json.loads(done.stdout.splitlines()[-1])
    seconds = own["wall_s"]
    return {
        f"{name}_s": round(seconds, 1),
        f"{name}_rows_per_s": round(ROWS / seconds, 1),
        f"{name}_worker_cpu_s": round(own["cpu_s"], 1),
        f"{name}_postgres_cpu_s": round(used.cpu_ms / 1000, 1),
        f"{name}_peak_mb": round(own["peak_mb"], 1),
    }


def work(batch_id: int) -> None:
    """In the process that is measured."""
    started, cpu = time.perf_counter(), time.process_time()
    services.work(batch_id=batch_id, now=timezone.now())
    told = {"wall_s": time.perf_counter() - started, "cpu_s": time.process_time() - cpu}
    sys.stdout.write(json.dumps(told | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}) + "\n")


def _sender() -> Person:
    return Position.objects.select_related("person").filter(unit__code=UNIT, role=ROLE)[0].person


def _send(sender: Person, content: bytes) -> Batch:
    upload = SimpleUploadedFile("doan-vien.xlsx", content)
    unit = Unit.objects.get(code=UNIT)
    importer = queries.importers()[LIST]
    with translation.override("vi"):
        return services.send(importer=importer, unit=unit, upload=upload, by=sender, now=timezone.now())


def _file(rows: int) -> bytes:
    """Invented members, in every branch below the unit."""
    unit = Unit.objects.get(code=UNIT)
    branches = [
        one
        for one in queries.named(queries.importers()[LIST], unit, _sender(), timezone.localdate())
        if one.type.branch
    ]
    file = BytesIO()
    with translation.override("vi"):
        template.write(
            queries.importers()[LIST], {one.code: one.name for one in branches}, file, _members(rows, branches)
        )
    return file.getvalue()


def _members(rows: int, branches: list[Unit]) -> Iterator[tuple[str, dict[str, str]]]:
    chance = random.Random(2026)  # noqa: S311 no secret
    words = [person["full_name"].split() for person in demo.data("people")["people"]]
    for number in range(rows):
        branch = branches[number % len(branches)]
        yield (
            "",
            {
                "ho_ten": " ".join([chance.choice(words)[0], chance.choice(words)[1], chance.choice(words)[-1]]),
                "ngay_sinh": f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(1996, 2010)}",
                "gioi_tinh": chance.choice(("Nam", "Nữ")),
                "cccd": f"099{number:09}",
                "dien_thoai": f"09{number:08}",
                "dan_toc": "Kinh",
                "nghe_nghiep": "Học sinh",
                "chi_doan": f"{branch.code} · {branch.name}",
                "ngay_vao_doan": f"26/03/{chance.randint(2015, 2026)}",
                "so_the": f"99{number:08}",
            },
        )
