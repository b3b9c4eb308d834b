"""The onboarding in docs/hr.md, call by call, against a real server."""

import json
import os
import re
import subprocess
from pathlib import Path

from tests.client.receiver import receiver
from tests.test_docs import within

TEXT = (Path(__file__).parents[2] / "docs" / "hr.md").read_text()
BLOCK = re.compile(r"```(sh|python)\n(.*?)\n```(?:\n\n```json\n(.*?)\n```)?", re.S)
HOOK = "https://portal.acme.example/parcours"
BREAK = "--- end of a block ---"
DELIVERED = (
    'until call "$URL/api/v1/webhooks/$WEBHOOK/deliveries?state=delivered" | grep -q path.completed; do sleep 0.1; done'
)
"""What a notice of somebody must wait for before she is erased: it would not be sent any more."""


def blocks(language, hook):
    """Return the blocks in a language, each with what it says at last."""
    found = [(text.replace(HOOK, hook), said) for kind, text, said in BLOCK.findall(TEXT) if kind == language]
    assert len(found) >= 10
    return found


def last(text):
    """Return the last of the JSON values that a text holds."""
    found, rest = None, text.strip()
    while rest:
        found, end = json.JSONDecoder().raw_decode(rest)
        rest = rest[end:].strip()
    return found


def completions(told):
    """Return the notices of completed paths."""
    return [each for each, _ in told if json.loads(each)["type"] == "path.completed"]


def test_the_calls_for_curl_do_what_they_say(served, tmp_path):
    portal = {"URL": served.url, "KEY": served.key("acme")}
    with receiver() as (hook, told):
        found = blocks("sh", hook)
        texts = [text for text, _ in found]
        texts[-1] = f"{DELIVERED}\n{texts[-1]}"
        script = "set -euo pipefail\n" + f"\necho; echo '{BREAK}'\n".join(texts)
        done = subprocess.run(["bash", "-c", script], env={**os.environ, **portal}, cwd=tmp_path, timeout=120,
                              check=False, capture_output=True, text=True)  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr
        for (text, said), real in zip(found, done.stdout.split(BREAK), strict=True):
            assert not said or within(json.loads(said), last(real)), (text, real)
        assert len(completions(told)) == 1


def test_the_calls_for_python_do_what_they_say(served, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("URL", served.url)
    monkeypatch.setenv("KEY", served.key("globex"))
    with receiver() as (hook, told):
        names = {}
        *calls, goodbye = (
            compile(text.replace('"acme"', '"globex"'), "docs/hr.md", "exec") for text, _ in blocks("python", hook)
        )
        for each in calls:
            exec(each, names)
        told.wait(3)
        exec(goodbye, names)
        names["parcours"].close()
        assert len(completions(told)) == 1
        body, headers = told[0]
        assert names["read"](body, headers)["type"] == "path.assigned"
