# make book   makes the book in _build/html
# make test   makes the book and runs every test, a file at a time
# make quick    runs the unit tests that need no book and no browser, in under a minute
# make house    prints the structure of the library in figures
# make freeze   writes the frozen findings of the tests again, and the numbers of README and other documents, after a number has moved
# make picture   takes the picture of the book's first page that README shows; needs Chromium
# make mutants   changes the code that computes, audits, takes in and protects, a place at a time, and says which changes no test notices
# Needs Python 3.11, 3.12 or 3.13, git and make; everything else goes into .venv.

PYTHON := $(shell for python in python3.12 python3.13 python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin

.PHONY: book test quick check house freeze picture mutants lock clean

book: .venv/ready
	$(BIN)/cohortbook build

test: book
	$(BIN)/python -m pytest -n auto --dist loadfile

quick: .venv/ready
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow" $(addprefix tests/,exact study findings audit intake exhibits)

check: .venv/ready
	$(BIN)/cohortbook check

house: .venv/ready
	@$(BIN)/python tests/house.py

freeze: book
	$(BIN)/python tests/freeze.py

picture: book
	$(BIN)/python tests/picture.py

# All modules, which takes hours, or those named, and fewer changes of each: make mutants MODULES="audit intake/consent" SAMPLE=6.
# make mutants MODULES=--listed says which listed survivors match nothing any more.
# The tool is kept beside the locked packages, not among them; what else it needs is locked already.
mutants: .venv/mutants
	PYTHONPATH=.venv/mutants nice $(BIN)/python tests/mutants.py $(MODULES) $(if $(SAMPLE),--sample $(SAMPLE))

.venv/mutants: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target $@ cosmic-ray==8.7.0 stevedore==5.5.0
	touch $@

.venv/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and was not found"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch .venv/ready

# Renews the lock after a change of pyproject.toml; needs uv (https://docs.astral.sh/uv).
lock:
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile pyproject.toml --extra test --universal --python-version 3.11 \
		--fork-strategy fewest --generate-hashes --no-annotate --output-file requirements.lock

clean:
	rm -rf .venv _build book/executed
