# `make help` lists what there is. Each target sets up what it needs, once.
PYTHON ?= python3
SUBMISSION ?=
ASSIGNMENT ?=
ARGS ?=

VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --quiet install --constraint .ci/constraints.txt
# stamps of a finished set-up: make compares their dates, so a second call costs nothing
CORE := $(VENV)/.core
DEV := $(VENV)/.dev

.DEFAULT_GOAL := help
.PHONY: grade test lint format stubs audit goldens bench doctor clean help

grade: $(CORE) ## grade your work: make grade [SUBMISSION=path] [ASSIGNMENT=03] [ARGS=--seed=1]
	@$(RUN) -m grader grade $(SUBMISSION) $(if $(ASSIGNMENT),--assignment $(ASSIGNMENT)) $(ARGS)

test: $(DEV) lint ## everything that must hold: lint, types, layers, tests, audit
	@$(RUN) -m pytest -n 2 --dist worksteal $(ARGS)
	@$(RUN) -m grader audit --fast

lint: $(DEV) ## style, types and the direction of imports
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy
	@for file in assignments/*/checks.py assignments/*/misconceptions.py solutions/*/[a-z]*.py; do \
	  case $$file in */mutants.py|*/equivalents.py) continue;; esac; \
	  $(RUN) -m mypy --no-error-summary $$file || exit 1; done
	@$(VENV)/bin/lint-imports --no-logo > $(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }

format: $(DEV) ## put the source into its one form
	@$(RUN) -m ruff check --fix --quiet || true
	@$(RUN) -m ruff format

stubs: $(CORE) ## make the stubs in assignments/ anew from solutions/
	@$(RUN) -m grader stubs

audit: $(DEV) ## grade the grader: make audit [ARGS="--fast --html audit.html"]
	@$(RUN) -m grader audit $(ARGS)

goldens: $(DEV) ## write the expected reports of tests/submissions anew
	@$(RUN) -m tests.goldens

bench: $(DEV) ## how long things take, as ratios in one run
	@$(RUN) -m tests.bench

doctor: $(CORE) ## what this machine gives, what is missing, and the cure
	@$(RUN) -m grader doctor

clean: ## remove all that was set up or made
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(CORE): pyproject.toml .ci/constraints.txt
	@echo "Setting up $(VENV): once, a minute or two." >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..." >&2; exit 2; }
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(PIP) --editable .
	@touch $@

$(DEV): $(CORE)
	@$(PIP) --editable '.[dev]'
	@touch $@
