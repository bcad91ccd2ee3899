"""Who signs in, and who is signed in."""

from allauth.account.auth_backends import AuthenticationBackend

from doanso.core.accounts.models import Person, User
from doanso.lib import rows


class Accounts(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """With the person: every page of somebody signed in asks for both."""
        users = rows.select(User, "id = %s", user_id)
        if not users or not self.user_can_authenticate(users[0]):
            return None
        if users[0].person_id:
            users[0].person = rows.one(Person, "id = %s", users[0].person_id)
        return users[0]
