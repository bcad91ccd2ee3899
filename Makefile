# `make help` lists what there is. Needs Python 3.11 or newer with venv; nothing else for `make demo`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
BENCH ?= dossier

.DEFAULT_GOAL := help
.PHONY: help demo test check bench fmt pins translations

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/installed: requirements/base.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/installed ## Install, load invented data, start everything, print address and accounts
	@$(BIN)/doanso demo

test: $(VENV)/installed-dev ## Install what tests need and run them all
	@$(BIN)/python tools/check_machine.py
	$(BIN)/python -m pytest -n 3 --dist worksteal

check: $(VENV)/installed-dev ## All that CI does: lint, contracts, migrations, translations, pins, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PATH="$(BIN):$$PATH" lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python tools/build_static.py --check
	$(BIN)/python tools/check_translations.py
	$(BIN)/python tools/check_pins.py
	$(MAKE) test

bench: $(VENV)/installed ## Measure: make bench BENCH=dossier
	@$(BIN)/doanso bench $(BENCH)

fmt: $(VENV)/installed-dev ## Format, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translations: $(VENV)/installed-dev ## Collect the interface's sentences into each app's locale/vi
	$(BIN)/python tools/check_translations.py --write

pins: $(VENV)/installed-dev ## Choose versions anew from pyproject.toml
	$(BIN)/python tools/check_pins.py --write
