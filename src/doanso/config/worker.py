"""The worker process: `python -m doanso.config.worker`. SIGTERM lets running jobs finish first."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doanso.config.settings")

CONCURRENCY = 4
GRACE_S = 20


def main() -> None:
    from django.core.wsgi import get_wsgi_application  # settings first; this also sets Django up

    from doanso.config.translations import compile_translations

    compile_translations()
    get_wsgi_application()
    from procrastinate.contrib.django import app  # needs Django's models

    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(concurrency=CONCURRENCY, shutdown_graceful_timeout=GRACE_S)


if __name__ == "__main__":
    main()
