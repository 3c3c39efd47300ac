# Two commands: `make lab` opens the course, `make test` proves it.
# Everything is installed into .venv, from requirements.lock.

PYTHON ?= python3
VENV := .venv
PORT ?=
ARGS :=
# The version of PyTorch that `make lock` keeps.
TORCH := 2.13.0

START := notebooks/00-start-here.ipynb
BIN := $(VENV)/bin/python
PIP := $(BIN) -m pip --disable-pip-version-check -qq
STAMP := $(VENV)/.installed
TRUSTED := $(VENV)/.trusted

.DEFAULT_GOAL := help
.PHONY: help lab test notebooks bench lock clean check-python

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /make \1|/p' $(firstword $(MAKEFILE_LIST)) \
	    | while IFS='|' read -r name text; do printf '  %-16s %s\n' "$$name" "$$text"; done

# --allow-root, because Jupyter refuses root without it; without a display
# nothing could open a browser, so the address is printed instead.
# A PORT that was asked for is used or refused, never replaced by the next one.
# Encryption is asked for because recent kernels warn loudly without it.
lab: $(STAMP) ## Open the course in JupyterLab (PORT=8888 picks the port)
	@$(trust_notebooks)
	@set -- --LabApp.default_url=/lab/tree/$(START) --log-level=WARN \
	    --KernelManager.transport_encryption=auto; \
	if [ -n "$(PORT)" ]; then \
	    set -- "$$@" --port=$(PORT) --ServerApp.port_retries=0; \
	fi; \
	if [ "$$(id -u)" = 0 ]; then set -- "$$@" --allow-root; fi; \
	if [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ] && [ "$$(uname)" != Darwin ]; then \
	    set -- "$$@" --no-browser; \
	    echo "No display here: open the address below in a browser. Ctrl+C stops it."; \
	fi; \
	exec $(BIN) -m jupyterlab "$$@"

# Three workers, each with whole files (but see conftest.py), so that a notebook
# keeps one kernel; a worker that waits for a browser leaves its core to another.
test: $(STAMP) ## Run all tests and every notebook (ARGS='-k trace' picks some)
	@$(BIN) -m pytest -n 3 --dist loadfile $(ARGS)

notebooks: $(STAMP) ## Run all notebooks anew and scrub what they store
	@$(BIN) tools/notebooks.py run

bench: $(STAMP) ## Time the fast cells against torch.nn and teaching code
	@$(BIN) -m benchmarks $(ARGS)

# Jupyter shows rich output only from notebooks that are trusted. Only those
# that changed since the last time are signed again.
define trust_notebooks
newer=; if [ -e $(TRUSTED) ]; then newer="-newer $(TRUSTED)"; fi; \
find notebooks -name .ipynb_checkpoints -prune -o -name '*.ipynb' $$newer \
    -exec $(BIN) -m jupyter trust {} + >/dev/null && touch $(TRUSTED)
endef

# The stamp comes last and goes first, so an interrupted install never counts
# as done; without it the environment is made anew, as half a package in it
# could pass for a whole one.
$(STAMP): pyproject.toml requirements.lock | check-python
	@if [ -e $@ ]; then \
	    rm -f $@; echo "Updating $(VENV) ..."; \
	else \
	    echo "Creating $(VENV) and installing the course, once; this takes some minutes ..."; \
	    $(PYTHON) -m venv --clear $(VENV); \
	fi
	@$(PIP) install -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

check-python:
	@command -v $(PYTHON) >/dev/null || { \
	    echo "Cannot find $(PYTHON): install Python 3.11 or newer, or name yours: make lab PYTHON=/path/to/python3"; \
	    exit 1; } >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	    echo "rnnkit needs Python 3.11 or newer, but $(PYTHON) is Python $$version: name a newer one: make lab PYTHON=/path/to/python3"; \
	    exit 1; } >&2
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	    echo "$(PYTHON) has no venv module: install it (on Debian and Ubuntu: apt install python3-venv)"; \
	    exit 1; } >&2

# setuptools is kept in the lock: with it the package itself is installed
# without fetching anything more. Local labels such as +cpu are taken off.
lock: check-python ## Renew requirements.lock with the newest versions
	@echo "Resolving in a fresh environment; this takes some minutes ..."
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	$(PYTHON) -m venv "$$scratch" && \
	"$$scratch/bin/python" -m pip install -qq --disable-pip-version-check \
	    --upgrade setuptools torch==$(TORCH) -e '.[course,test]' && \
	"$$scratch/bin/python" -m pip freeze --all --exclude pip --exclude-editable \
	    > "$$scratch/frozen" && \
	{ echo '# The exact set that was tested, renewed by `make lock`.'; \
	  sed 's/+[a-z0-9.]*$$//' "$$scratch/frozen"; } > requirements.lock
	@echo "Wrote requirements.lock"

clean: ## Remove .venv and caches (never a notebook)
	@rm -rf .venv .pytest_cache .hypothesis rnnkit.egg-info
	@find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
