# One command each: `make demo` shows the program at work, `make test` proves it, `make soak` does so for longer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT := demo-out

.PHONY: demo test lint soak bench clean

$(BIN)/redact: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=...)"; exit 1; }
	@echo "Making the environment in $(VENV), which takes a minute ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(BIN)/redact

demo: $(BIN)/redact
	@$(BIN)/python examples/demo.py $(OUT)

test: $(BIN)/redact lint
	$(BIN)/python -m pytest -n 2 --dist loadfile -m 'not soak'

lint: $(BIN)/redact
	$(BIN)/ruff check .
	$(BIN)/mypy --strict redact

soak: $(BIN)/redact
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -n 2 --dist load
	@$(MAKE) --no-print-directory bench

bench: $(BIN)/redact
	@for program in benchmarks/*.py; do echo "== $$program"; $(BIN)/python "$$program" || exit 1; done

clean:
	rm -rf $(VENV) $(OUT) .pytest_cache .mypy_cache .ruff_cache .hypothesis
