import threading
from http.server import ThreadingHTTPServer

import pytest


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    """Every test has a file store of its own."""
    settings.CLAMD = ""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def version(db, now):
    """A published form of one question."""
    from doanso.blocks.eforms import services  # apps are there only when Django is
    from doanso.blocks.eforms.tests.making import field, source

    return services.define(code="T-1", name="Thử", definition=source(field("text")), by=None, now=now)


@pytest.fixture
def desk():
    """A small site that shows one form at `desk.url` and keeps what is posted."""
    from doanso.blocks.eforms.tests.site import Desk, Handler  # apps are there only when Django is

    desk = Desk()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"desk": desk}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    desk.url = f"http://127.0.0.1:{server.server_port}/"
    yield desk
    server.shutdown()
    thread.join()
    server.server_close()
