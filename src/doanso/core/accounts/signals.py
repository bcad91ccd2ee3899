"""What others may hear about accounts. The audit trail, which stands above this app, listens."""

from django.dispatch import Signal

# Sent inside the transaction of the change, with the keywords
#   kind   "accounts.<what>": created, linked, password_set, deactivated, reactivated, signed_out_everywhere, signed_in,
#          sign_in_failed, language_chosen, second_factor_added, second_factor_removed, second_factor_reset,
#          recovery_codes_made, invited, link_made, introduced
#   target the accounts.User it happened to
#   by     the accounts.Person who did it; None for a visitor or the program itself
#   now    aware datetime
#   data   dict of plain values; never a password or a secret
account_event = Signal()
