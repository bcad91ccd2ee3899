from django.contrib.auth.hashers import ScryptPasswordHasher


class FastScrypt(ScryptPasswordHasher):
    """Cheap to make; the real server can check it all the same, since the cost stands in the hash."""

    work_factor = 2**4
