# The only door: `make run` to try Afterword, `make test` to check it.

OLD_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c '$(OLD_ENOUGH)' 2>/dev/null && echo $$p && break; done)
PROVE_SECONDS ?= 3600
PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check
COMPILE := .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --quiet

.PHONY: run install test check prove bench reference pin

run: install  ## set up, then start with a demonstration practice
	@.venv/bin/afterword demo

install: .venv/installed  ## everything that running needs

test: .venv/installed-dev  ## set up, then every check; starts what it needs by itself
	@.venv/bin/python -m tests.setup_machine
	@$(MAKE) --no-print-directory check
	.venv/bin/python -m pytest -n 2 -rs

check: .venv/installed-dev  ## the checks that run nothing
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

prove: .venv/installed-dev  ## the counted promises, at length
	PROVE_SETS=300000 .venv/bin/python -m pytest tests/promises/test_ignorance_never_helps.py
	@rm -f .venv/proved.jsonl
	PROVE_SECONDS=$(PROVE_SECONDS) PROVE_GATE=$(CURDIR)/.venv/proved.jsonl \
		.venv/bin/python -m pytest tests/simulation/test_the_gate.py
	.venv/bin/python -m tests.simulation.reliability .venv/proved.jsonl

bench: .venv/installed-bench  ## measure beside peers; never fails on a time
	.venv/bin/python -m tests.benchmarks

reference: .venv/installed  ## write docs/reference anew from the code and the packs
	.venv/bin/python -m afterword.config.reference

pin: .venv/installed-dev  ## choose versions anew, with their hashes
	$(COMPILE) --upgrade --extra server --output-file requirements/server.txt
	$(COMPILE) --upgrade --extra server --extra dev --output-file requirements/dev.txt \
		--constraint requirements/server.txt
	$(COMPILE) --upgrade --extra bench --output-file requirements/bench.txt \
		--constraint requirements/dev.txt

.venv/installed: requirements/server.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Afterword needs Python 3.11 or later. Install it, \
	or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c '$(OLD_ENOUGH)' || { echo "$(PYTHON) is not Python 3.11 or later, \
	which Afterword needs." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements/server.txt
	$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

.venv/installed-dev: .venv/installed requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

.venv/installed-bench: .venv/installed-dev requirements/bench.txt
	$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@
