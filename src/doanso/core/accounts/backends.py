"""Who signs in, and who is signed in."""

from allauth.account.auth_backends import AuthenticationBackend

from doanso.core.accounts import sessions
from doanso.core.accounts.models import User
from doanso.lib import rows


class Accounts(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        users = [sessions.read_along(user_id)]
        if users == [None]:
            users = rows.select(User, "accounts_user.id = %s", user_id, related=("person",), without=sessions.UNREAD)
        return users[0] if users and self.user_can_authenticate(users[0]) else None
