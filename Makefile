# `make help` lists what there is. Each target sets up what it needs, once.
PYTHON ?= python3
SUBMISSION ?=
ASSIGNMENT ?=
OUT ?=
ARGS ?=

# What a user gives is data. value() takes it as it is written, so no $(shell ...) in it runs, and
# recipes get it through the environment, so no shell reads it as code.
override PYTHON := $(value PYTHON)
override SUBMISSION := $(value SUBMISSION)
override ASSIGNMENT := $(value ASSIGNMENT)
override OUT := $(value OUT)
override ARGS := $(value ARGS)
export PYTHON SUBMISSION ASSIGNMENT OUT ARGS

# Any other variable on the command line is a slip. It is told by its name; its value is never used.
# The nearest name is the one that has the same letters, but for two.
override comma := ,
override KNOWN := SUBMISSION, ASSIGNMENT, OUT, ARGS, PYTHON
override ALPHABET := A.a B.b C.c D.d E.e F.f G.g H.h I.i J.j K.k L.l M.m \
                     N.n O.o P.p Q.q R.r S.s T.t U.u V.v W.w X.x Y.y Z.z
override has = $(strip $(foreach letter,$(subst ., ,$2),$(findstring $(letter),$1)))
override letters = $(foreach cases,$(ALPHABET),$(if $(call has,$1,$(cases)),$(cases)))
override unlike = $(words $(filter-out $(call letters,$2),$(call letters,$1)) \
                          $(filter-out $(call letters,$1),$(call letters,$2)))
override NEAREST = $(strip $(foreach known,$(subst $(comma),,$(KNOWN)), \
                     $(if $(filter 0 1 2,$(call unlike,$(STRANGE),$(known))),$(known))))
override any_variable :=
override STRANGE := $(firstword $(foreach any_variable,$(.VARIABLES), \
                      $(if $(filter command,$(origin $(any_variable))),$(any_variable))))
ifneq ($(STRANGE),)
$(error make: no variable $(STRANGE)$(if $(NEAREST),; did you mean $(NEAREST)?,.) There are: $(KNOWN))
endif

override VENV := .venv
override RUN := $(VENV)/bin/python
override PIP := $(RUN) -m pip --disable-pip-version-check --quiet install --constraint .ci/lock.txt
# runs a command with what ARGS holds in the place of the word ARGS
override WITH_ARGS := $(RUN) -I -S grader/commands/from_make.py
# stamps of a finished set-up: make compares their dates, so a second call costs nothing
override CORE := $(VENV)/.core
override NOTEBOOK := $(VENV)/.notebook
override DEV := $(VENV)/.dev

.DEFAULT_GOAL := help
.PHONY: grade notebook class test lint format stubs release audit goldens bench bench-peers doctor clean help

grade: $(CORE) ## grade your work: make grade [SUBMISSION=path] [ASSIGNMENT=03] [ARGS=--seed=1]
	@$(WITH_ARGS) $(RUN) -m grader grade ARGS $${ASSIGNMENT:+"--assignment=$$ASSIGNMENT"} \
	  -- $${SUBMISSION:+"$$SUBMISSION"}

notebook: $(NOTEBOOK) ## set up what notebooks need: a kernel, and matplotlib for their pictures
	@echo "Open a notebook of assignments/ in VS Code, and choose the kernel $(VENV). For Jupyter, first run:"
	@echo "  $(RUN) -m ipykernel install --user --name flow-matching"

class: $(CORE) ## grade a class: make class SUBMISSION=download.zip OUT=results [ASSIGNMENT=03]
	@$(WITH_ARGS) $(RUN) -m grader class ARGS $${ASSIGNMENT:+"--assignment=$$ASSIGNMENT"} \
	  "--out=$${OUT:-class}" -- "$${SUBMISSION:?say which: make class SUBMISSION=download.zip}"

test: $(DEV) lint ## everything that must hold: lint, types, layers, tests, audit
	@$(WITH_ARGS) $(RUN) -m pytest -n 2 --dist worksteal ARGS

lint: $(DEV) ## style, types and the direction of imports
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) .ci/check_types.py
	@$(VENV)/bin/lint-imports --no-logo > $(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }

format: $(DEV) ## put the source into its one form
	@$(RUN) -m ruff check --fix --quiet || true
	@$(RUN) -m ruff format

stubs: $(CORE) ## make the stubs and notebooks in assignments/ anew from solutions/
	@$(RUN) -m grader stubs

release: $(CORE) ## what to hand out and to grade with, into dist/
	@$(WITH_ARGS) $(RUN) -m grader release ARGS

audit: $(DEV) ## grade the grader: make audit [ARGS="--fast --html audit.html"]
	@$(WITH_ARGS) $(RUN) -m grader audit ARGS

goldens: $(DEV) ## write the expected reports of tests/submissions anew
	@$(RUN) -m tests.goldens

bench: $(DEV) ## how long things take, as ratios in one run
	@$(RUN) -m tests.bench

bench-peers: $(DEV) ## this kit beside pytest, gradescope-utils, otter-grader, nbgrader
	@$(RUN) -m tests.bench.peers --setup
	@$(WITH_ARGS) $(RUN) -m tests.bench.peers ARGS

doctor: $(CORE) ## what this machine gives, what is missing, and the cure
	@$(RUN) -m grader doctor

clean: ## remove all that was set up or made
	rm -rf $(VENV) .venv-peers build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 13

$(CORE): pyproject.toml .ci/lock.txt grader/commands/pytest_words.py
	@echo "Setting up $(VENV): once, a minute or two." >&2
	@"$$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || { \
	  echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..." >&2; exit 2; }
	@test -x $(RUN) || "$$PYTHON" -m venv $(VENV)
	@$(PIP) setuptools
	@rm -rf *.egg-info # an older version's would still say what it offered
	@$(PIP) --no-build-isolation --editable .
	@$(RUN) -m grader.commands.pytest_words # or a submission's pytest.ini would be read
	@touch $@

$(NOTEBOOK): $(CORE)
	@$(PIP) --no-build-isolation --editable '.[notebook]'
	@touch $@

$(DEV): $(CORE)
	@$(PIP) --no-build-isolation --editable '.[dev]'
	@touch $@
