"""The format in one place: which types there are, which keys each may have, and how far everything may go."""

import re

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

MAX_PAGES = 20
MAX_SECTIONS = 20
MAX_FIELDS = 300
MAX_COLUMNS = 20
MAX_ROWS = 500
MAX_OPTIONS = 300
MAX_LABEL = 500
MAX_TEXT = 20_000
MAX_EXPRESSION = 500
MAX_MB = 50
MAX_FILES = 20
MAX_DECIMALS = 6
MAX_NUMBER = 10**15 - 1

COMMON = {"key", "type", "label", "help", "missing", "required", "show_if", "check", "message"}
WRITTEN = {"min_length", "max_length", "prefill"}
TYPES: dict[str, set[str]] = {
    "text": COMMON | WRITTEN | {"computed"},
    "long_text": COMMON | WRITTEN,
    "number": COMMON | {"min", "max", "decimals", "unit", "prefill", "computed"},
    "money": COMMON | {"min", "max", "words", "prefill", "computed"},
    "date": COMMON | {"min", "max", "prefill"},
    "partial_date": COMMON | {"min", "max", "prefill"},
    "month": COMMON | {"min", "max"},
    "choice": COMMON | {"options", "style", "prefill"},
    "many_choice": COMMON | {"options", "min", "max"},
    "yes_no": COMMON,
    "likert5": COMMON,
    "file": COMMON | {"max_mb", "max_files", "accept"},
    "photo": COMMON | {"max_mb"},
    "signature": COMMON | {"max_mb"},
    "person_name": COMMON | {"prefill"},
    "cccd": COMMON | {"prefill", "matches"},
    "phone": COMMON | {"prefill"},
    "email": COMMON | {"prefill"},
    "address": COMMON | {"detail", "prefill"},
    "unit": COMMON | {"unit_types", "tree", "within", "prefill"},
    "person": COMMON | {"prefill"},
    "table": COMMON | {"columns", "min_rows", "max_rows", "totals", "sort"},
    "group": COMMON | {"fields"},
    "note": {"key", "type", "label", "text", "show_if"},
    "consent": COMMON | {"text", "version"},
}
NESTING = {"table", "group"}
NOT_IN_TABLES = NESTING | {"note", "consent", "signature", "address", "many_choice"}
NOT_IN_GROUPS = NESTING
SUMMED = {"number", "money"}
SORTS = {"vn_given_name"}
STYLES = {"radio", "select"}
FILE_KINDS = ("pdf", "image", "office", "text")
PREFILLS = {
    "person.full_name",
    "person.date_of_birth",
    "person.sex",
    "person.cccd",
    "person.phone",
    "person.email",
    "person.address",
    "person.ethnicity",
    "person.job",
    "member.unit",
}
DEFAULTS = {
    "text": {"max_length": 200},
    "long_text": {"max_length": 5_000},
    "file": {"max_mb": 10, "max_files": 1, "accept": FILE_KINDS},
    "photo": {"max_mb": 5, "max_files": 1, "accept": ("image",)},
    "signature": {"max_mb": 2, "max_files": 1, "accept": ("image",)},
    "table": {"max_rows": 100, "min_rows": 1},
    "consent": {"version": "1"},
}
PAGE_KEYS = {"key", "title", "show_if", "sections"}
SECTION_KEYS = {"key", "title", "help", "show_if", "fields"}
FORM_KEYS = {"code", "title", "intro", "pages", "checks", "anonymous", "offline"}
CHECK_KEYS = {"check", "message", "at"}
