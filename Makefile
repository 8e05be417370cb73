# `make run` starts OpenKAM with sample data; `make test` checks everything. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
FIND_PYTHON = for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3
PYTHON ?= $(shell $(FIND_PYTHON))
VENV := .venv
BIN := $(VENV)/bin
DATA ?= data
PORT ?= 8000
FRONTEND := $(shell find frontend -type f 2>/dev/null)
CATALOGUES := $(wildcard src/openkam/locale/*/LC_MESSAGES/django.po)
BUILT := src/openkam/web/static/dist/.built

.PHONY: help setup setup-dev run test test-long check format messages bench wheel clean

help: ## list what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.installed $(BUILT) $(CATALOGUES:.po=.mo) ## make the environment, build the front end, nothing else

setup-dev: setup $(VENV)/.installed-dev

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) scripts/preflight.py
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --no-index -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.installed: package.json package-lock.json
	@$(PYTHON) scripts/preflight.py
	npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(BUILT): node_modules/.installed $(FRONTEND)
	node frontend/build.mjs
	@touch $@

%.mo: %.po $(VENV)/.installed
	@$(BIN)/python scripts/messages.py compile
	@touch $@

run: setup ## start OpenKAM with the sample company
	@$(BIN)/openkam demo --data-dir $(DATA) --port $(PORT)

test: setup-dev ## check everything: style, types, contracts, tests on SQLite and PostgreSQL, browser
	@$(BIN)/python scripts/test.py

test-long: setup-dev ## the whole of the slow proofs too: kills, big files, Spark, the wheel
	@$(BIN)/python scripts/test.py --long

check: setup-dev ## format, lint, types, import contracts, translations, migrations
	@$(BIN)/python scripts/check.py

format: setup-dev ## rewrite the code in the project's format
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

messages: setup-dev ## gather the texts of the code into the catalogues
	$(BIN)/python scripts/messages.py update && $(BIN)/python scripts/messages.py compile

bench: setup-dev ## ratios of the important paths, measured in one run
	$(BIN)/python -m bench

wheel: setup-dev ## dist/openkam-*.whl with the front end in it
	$(BIN)/python -m build --wheel --no-isolation --outdir dist

clean: ## remove what was built; data stays
	rm -rf $(VENV) $(VENV)-spark node_modules src/openkam/web/static/dist dist build
