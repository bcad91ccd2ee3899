"""The worker process: `python -m doanso.config.worker`. SIGTERM lets running jobs finish first."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doanso.config.settings")

import django

from doanso.config.background import DEAD_AFTER_S, HEARTBEAT_S
from doanso.config.translations import compile_translations

CONCURRENCY = 4
GRACE_S = 10


def main() -> None:
    compile_translations()
    django.setup()
    from procrastinate.contrib.django import app  # needs Django's models

    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(
            concurrency=CONCURRENCY,
            shutdown_graceful_timeout=GRACE_S,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT_S,
            stalled_worker_timeout=DEAD_AFTER_S,
        )


if __name__ == "__main__":
    main()
