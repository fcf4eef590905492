#!/usr/bin/env python3
"""Holds the session of docs/worker-protocol.md with a real worker: every line of it, and the greeting's fields."""

import os
import pathlib
import re
import subprocess
import unittest

PAGE = pathlib.Path("docs/worker-protocol.md").read_text(encoding="utf-8")
WORKER = "tools/worker/protocol_session_bench"


def table(title: str) -> list[list[str]]:
    """The rows of the section's only table, cell by cell, without its head."""
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


class Session:
    """A worker, asked line by line."""

    def __init__(self) -> None:
        requests, self.requests = os.pipe()
        responses, worker_responses = os.pipe()
        # The worker wants 3 and 4; pipes are above them here, so neither dup2 overwrites the other's source.
        ends = [os.dup(one) for one in (requests, worker_responses)]
        while min(ends) <= 4:
            ends = [os.dup(one) for one in ends]
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec 3<&{ends[0]} 4>&{ends[1]}; exec "$@"', "worker", WORKER, "--pawl_worker"], pass_fds=ends)
        for descriptor in (requests, worker_responses, *ends):
            os.close(descriptor)
        self.responses = os.fdopen(responses, encoding="utf-8")

    def ask(self, line: str) -> None:
        os.write(self.requests, line.encode() + b"\n")

    def hear(self) -> str:
        return self.responses.readline().removesuffix("\n")

    def end(self) -> int:
        os.close(self.requests)
        self.responses.close()
        return self.process.wait()


class ProtocolSessionTest(unittest.TestCase):
    def test_the_session_goes_as_written(self) -> None:
        lines = PAGE.split("## A session\n")[1].split("```")[1].strip().splitlines()
        self.assertGreater(len(lines), 20)
        session = Session()
        session.hear()
        for line in lines:
            text = line[2:].replace("→", "\t")
            if line.startswith("> "):
                session.ask(text)
            else:
                self.assertRegex(session.hear(), "^" + re.escape(text).replace(r"\#", r"[0-9.e+]+") + "$", line)
        self.assertEqual(session.hear(), "", "nothing but what the page shows is said")
        self.assertEqual(session.end(), 0)

    def test_the_greeting_has_the_fields_and_the_version_of_the_page(self) -> None:
        session = Session()
        word, version, *fields = session.hear().split("\t")
        self.assertEqual(word, "hello")
        self.assertIn(f"The worker speaks version {version},", PAGE)
        self.assertEqual([f"`{field.split('=')[0]}`" for field in fields], [row[0] for row in table("The greeting")])
        self.assertEqual(session.end(), 0, "a closed pipe ends the worker like `quit`")

    def test_every_request_of_the_page_is_known_and_no_other(self) -> None:
        """A request without its arguments is refused for that, and an unknown one by name."""
        words = {row[0].strip("`").split()[0] for row in table("Requests")[1:]} - {"quit"}
        source = pathlib.Path("tools/worker/serve.cc").read_text(encoding="utf-8")
        self.assertEqual(words | {"quit"}, set(re.findall(r'request\[0\] == "(\w+)"', source)))
        for word in words:
            session = Session()
            session.hear()
            session.ask(word)
            self.assertNotIn("unknown request", session.hear())
            session.end()


if __name__ == "__main__":
    unittest.main()
