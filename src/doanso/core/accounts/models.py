"""Who there is (Person) and who may sign in (User)."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doanso.lib import identity, text


class Sex(models.TextChoices):
    MALE = "M", _("Male")
    FEMALE = "F", _("Female")


class Precision(models.TextChoices):
    """How much of a date of birth is known: of older people often only the year."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


class Person(models.Model):
    """One human being, once; memberships and positions hang on it. May exist without an account."""

    code = models.CharField(max_length=20, unique=True, null=True, blank=True)
    full_name = models.CharField(_("full name"), max_length=120)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    search_key = models.CharField(max_length=130, editable=False, db_index=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    cccd = models.CharField(_("citizen number"), max_length=12, null=True, blank=True, unique=True)
    phone = models.CharField(_("phone"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    ethnicity = models.CharField(_("ethnic group"), max_length=40, blank=True)
    job = models.CharField(_("occupation"), max_length=120, blank=True)
    address = models.JSONField(_("address"), default=dict, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", help_text="Is the same human."
    )

    class Meta:
        indexes = [GinIndex(SearchVector("search_key", config="simple"), name="person_words")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the name in NFC and the two derived keys in step with it, whoever writes."""
        self.keep_keys()
        super().save(*args, **kwargs)

    def keep_keys(self) -> None:
        """What `save` does first; whoever writes many at once does it too."""
        self.full_name = text.clean_name(self.full_name)
        self.sort_key = text.name_sort_key(self.full_name)
        self.search_key = text.fold(self.full_name)

    @property
    def birth_words(self) -> str:
        """As much of the date of birth as is known: 26/03/1990, 03/1990 or 1990."""
        style = {Precision.DAY: "%d/%m/%Y", Precision.MONTH: "%m/%Y", Precision.YEAR: "%Y"}[self.birth_precision]
        return self.date_of_birth.strftime(style) if self.date_of_birth else ""

    @property
    def masked_cccd(self) -> str:
        return identity.mask_cccd(self.cccd or "")


class User(AbstractUser):
    """An account: signs in with e-mail, or with `username`, which holds the phone number (or a code)."""

    first_name = None
    last_name = None
    email = models.EmailField(_("e-mail"), null=True, blank=True)  # noqa: DJ001 the constraint below: unique, or none
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="user")
    language = models.CharField(_("language"), max_length=2, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once", condition=~models.Q(email=None)),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Addresses are compared in lower case; no address is NULL, so that several accounts may be without."""
        self.email = self.email.lower() if self.email else None
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.person.full_name if self.person else self.username

    def get_short_name(self) -> str:
        return self.get_full_name().split()[-1]

    def get_absolute_url(self) -> str:
        return reverse("accounts:profile")
