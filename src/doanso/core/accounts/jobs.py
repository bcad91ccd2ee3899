from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app


@app.periodic(cron="10 19 * * *")  # 02:10 in Vietnam
@app.task(name="accounts.clear_sessions", queueing_lock="accounts.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Forgets sign-ins that are over; a table would grow with every visitor."""
    SessionStore.clear_expired()
