# make run    set up on a fresh machine and do the main job: open the app, or without a screen diagnose this computer
# make test   set up and check everything
# make diagnose  diagnose every emulated home: table and confusion matrix (three quarters of an hour)
# make screenshots  draw every page of the app in every state, measured in emulated homes
# make bench  measure accuracy and speed beside named peers

VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench diagnose screenshots clean

run: $(VENV)/.app
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" = Darwin ]; then $(BIN)/latencylab; \
	else $(BIN)/latencylab --probe local; status=$$?; [ $$status -le 1 ]; fi

test: $(VENV)/.dev
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports
	@$(BIN)/mypy --platform linux --cache-dir .mypy_cache/linux
	@for system in win32 darwin; do \
	  $(BIN)/mypy --platform $$system --cache-dir .mypy_cache/$$system latencylab probes ui || exit 1; done

diagnose: $(VENV)/.dev
	@$(BIN)/python -m tests.scenarios

bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks

screenshots: $(VENV)/.dev
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.ui.screens screenshots

$(VENV)/.app: pyproject.toml
	@python=$$(sh .ci/system run) && $$python -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml
	@python=$$(sh .ci/system test) && $$python -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(VENV)/.app $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
