import json

import pytest
from click.testing import CliRunner

from api.cli import main


def run(*arguments):
    return CliRunner().invoke(main, arguments, env={"COLUMNS": "140"})


def test_path_speaks_both_languages():
    assert "of the role's needs covered" in run("path", "mlops", "--hours", "2").output
    assert "des besoins du métier couverts" in run("path", "mlops", "--hours", "2", "--lang", "fr").output


@pytest.mark.parametrize(("arguments", "key"), [
    (("search", "docker", "--json"), "items"), (("show", "docker-get-started", "--json"), "id"),
    (("path", "pdg", "--json"), "stages"), (("check", "--json"), "thin"),
])  # fmt: skip
def test_json(arguments, key):
    assert key in json.loads(run(*arguments).output)


@pytest.mark.parametrize(("arguments", "said"), [
    (("path", "xyzzy"), "No role is called 'xyzzy'"), (("show", "none-such"), "No resource has the id"),
    (("path", "mlops", "--level", "expert"), "'expert' is not one of"), (("search",), "Missing argument"),
])  # fmt: skip
def test_a_mistake_is_told_without_a_traceback(arguments, said):
    result = run(*arguments)
    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output


def test_search_says_what_it_corrected():
    assert "instead of “lerning”" in run("search", "machine", "lerning").output


def test_check_passes_on_the_real_files():
    assert run("check").exit_code == 0
