# SPDX-License-Identifier: MIT
"""Nothing in the repository points to one machine or to a registry, or gives a secret away."""

import re

import pytest

from tests.repository.files import repository_files, text_of

# Spelt so that this file does not name what it looks for.
UNWANTED = {
    "a path of one machine": re.compile(
        r"(?<![\w.$*:<])/(?:home|root|work|Users|opt|mnt|srv)/[\w.]|(?<![\w.])[A-Z]:\\\\?Users"
    ),
    "a registry of packages": re.compile(
        r"\b(?:pypi|pythonhosted|npmjs|anaconda|debian|ubuntu|conda-forge|quay|docker)"
        r"\.(?:org|com|io|net)\b",
        re.IGNORECASE,
    ),
    "a secret": re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:ghp|gho|glpat|xox[abp]|sk)[-_]\w{16,}"
        r"|\bAKIA[0-9A-Z]{16}\b|[?&]token=[0-9a-f]{16,}|https?://[^/\s@]+:[^/\s@]+@"
    ),
}

EXAMPLES = {
    "a path of one machine": "see /" + "home/somebody/notes",
    "a registry of packages": "https://" + "pypi" + ".org/simple",
    "a secret": "http://127.0.0.1:8888/?token=" + "0123456789abcdef" * 2,
}


# The checks of the notebooks are tested with paths that they refuse.
EXAMPLES_OF_PATHS = "tests/notebooks/test_notebook_checks.py"


def findings(text: str, pattern: re.Pattern[str]) -> list[str]:
    """The lines of the text in which the pattern occurs, with their numbers."""
    lines = enumerate(text.splitlines(), start=1)
    return [f"{number}: {line.strip()[:100]}" for number, line in lines if pattern.search(line)]


@pytest.mark.parametrize("what", UNWANTED)
def test_an_example_is_found(what: str) -> None:
    assert findings(EXAMPLES[what], UNWANTED[what])


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_names(what: str) -> None:
    found = {}
    for name in repository_files():
        if name != EXAMPLES_OF_PATHS and (text := text_of(name)) is not None:
            found[name] = findings(text, UNWANTED[what])
    assert {name: lines for name, lines in found.items() if lines} == {}
