"""Who signs in, and who is signed in."""

from allauth.account.auth_backends import AuthenticationBackend

from doanso.core.accounts.models import User


class Accounts(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """With the person in the same query: every page of somebody signed in asks for both."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
