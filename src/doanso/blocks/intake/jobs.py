from django.utils import timezone
from procrastinate.contrib.django import app

from doanso.blocks.intake import services


@app.task(name="intake.work")
def work(batch_id: int) -> None:
    """Read, check or write a batch; a run that a crash broke off left nothing and is simply run again."""
    wait = services.work(batch_id=batch_id, now=timezone.now())
    if wait:
        app.configure_task("intake.work", lock=f"intake:{batch_id}", schedule_in={"seconds": wait}).defer(
            batch_id=batch_id
        )
