# Two commands on a fresh machine: `make demo` and `make test`. Nothing is assumed beyond python3 (3.11+), pip and make.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTHON ?= python3
ROOMS := app config crawler dashboard dedup domain legal outreach pipelines sandbox signals storage trends

.PHONY: demo test check serve bench lock services clean
demo: services
	$(BIN)/peil demo

test: services check
	$(BIN)/pytest

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

serve: $(READY)
	$(BIN)/peil serve

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks

services: $(READY)
	@sh scripts/services.sh install

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This python3 cannot make virtual environments. Debian: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The peers that benchmarks measure against are not needed to run Peilmoment.
$(VENV)/.bench: $(READY) requirements-bench.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

# For maintainers: write the locks anew from pyproject.toml.
lock:
	pip install --quiet uv
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra dev --extra bench pyproject.toml -o requirements-bench.lock

clean:
	rm -rf $(VENV) var build dist *.egg-info
