"""What `bazel test` must leave behind: its exit code, the log, test.xml, and commands that work when pasted."""

import re

from scenarios import OPTIMIZED, Row, Scenario
from stranger import WORDS, Gate, Workspace, expect

TESTS_FAILED = 3  # Bazel's exit code: everything was built, a test failed
ELEMENT = {"regressed": "failure", "new": "failure", "missing": "failure", "error": "error"}
SKIPPED = ("unstable", "incomparable", "not-measured")


def block(log: str, row: Row) -> str:
    """The row's lines in the log: a header, then indented ones."""
    header = re.escape(f"{row.verdict}  {row.case}  {row.comparison}")
    found = re.search(rf"^{header}\n((?:  .*\n)+)", log, re.MULTILINE)
    expect(found, f"the log to say `{row.verdict}  {row.case}  {row.comparison}`")
    return found[1]


def check_xml(workspace: Workspace, gate: Gate) -> None:
    """test.xml has one testcase per row and per failure of the run, with the verdict's element and word."""
    result = workspace.result(gate)
    verdicts = {f"{row['case_name']} {row['comparison']}": row["verdict"] for row in result["rows"]}
    expect(len(verdicts) == len(result["rows"]), "no row to be in result.json twice")
    if result["errors"]:
        verdicts["run"] = "error"
    cases = workspace.test_cases(gate)
    expect([case.get("classname") for case in cases] == [gate.target] * len(verdicts), f"one testcase per row, of {gate.target}")
    for case in cases:
        verdict = verdicts.get(case.get("name", ""))
        expect(verdict, f"testcase {case.get('name')} to be a row of result.json")
        element = "skipped" if verdict in SKIPPED else ELEMENT.get(verdict)
        expect([child.tag for child in case] == ([element] if element else []), f"{case.get('name')} to be <{element}>")
        for child in case:
            expect(child.get("message", "").startswith(verdict), f"the <{element}> message to start with `{verdict}`")


def check_attempts(workspace: Workspace, gate: Gate) -> None:
    """test.xml is of the last attempt, which judges nothing; result.json is of the first, whose verdict stands."""
    result = workspace.result(gate)
    expect(result["rows"] and not result["errors"], "result.json to be the first attempt's")
    failures = [child.tag for case in workspace.test_cases(gate) for child in case]
    expect(failures == ["error"], f"test.xml to hold one error; it holds {failures}")


def check_limit(workspace: Workspace, row: Row, text: str) -> None:
    found = re.search(r"written in ([\w/.]+):(\d+)\b", text)
    expect(found, f"{row.comparison} to say in which file and line its bound is written")
    line = (workspace.path / found[1]).read_text().splitlines()[int(found[2]) - 1]
    expect(row.limit in line, f"{found[1]}:{found[2]} to hold {row.limit}; it is: {line}")


def command(text: str, name: str) -> str:
    found = re.search(rf"^  {name}: +(.*)$", text, re.MULTILINE)
    expect(found, f"a command to {name} it")
    return found[1]


def check_explain(workspace: Workspace, gate: Gate, row: Row, text: str) -> None:
    explain = command(text, "explain")
    expect(explain.startswith(f"bazel run {workspace.pawl} -- "), f"an explain command with {workspace.pawl}; it is: {explain}")
    expect(workspace.paste(explain) == 0, f"`{explain}` to work")
    block(workspace.log, row)
    metric, function = row.explained
    if not metric:
        return
    # From the profiles that the gate left and those that `.accept` kept: nothing is run again.
    expect(workspace.output(gate, "profiles.json") is not None, "the gate to leave profiles.json beside its result")
    first = re.search(rf"^{metric} per iteration, by .+, accepted -> .+\n(?:  note: .+\n)?  (\+.*)$", workspace.log, re.MULTILINE)
    expect(first, f"explain to list what changed {metric} since they were accepted")
    expect(function in first[1], f"explain to name {function} first; it names: {first[1]}")


def check_reproduce(workspace: Workspace, gate: Gate, row: Row, text: str) -> None:
    """Runs the printed command as it is: the fault is still there."""
    if row.comparison.startswith("claim:"):  # no `.accept` changes what stands in a BUILD file
        expect(re.match(r"[\w/.]+:\d+, ", command(text, "edit")), "the line to edit")
        expect("\n  accept:" not in text, "no command to accept a claim")
    elif row.verdict != "error":
        accept = command(text, "accept")
        expect(accept.startswith(gate.accept), f"`{gate.accept}`; it is: {accept}")
    reproduce = command(text, "reproduce")
    expect(reproduce.startswith(f"bazel test {gate.target}"), f"a reproduce command for {gate.target}; it is: {reproduce}")
    expect(workspace.paste(reproduce) == TESTS_FAILED, f"`{reproduce}` to fail like the gate")
    block(workspace.log, row)
    if row.verdict != "missing":  # a case that is no more cannot be run alone
        cases = {one["case_name"] for one in workspace.result(gate)["rows"]}
        expect(cases == {row.case}, f"`{reproduce}` to judge that case alone; it judged {sorted(cases)}")


def check_fallback(workspace: Workspace, gate: Gate, why: str, level: str) -> None:
    """Time is compared live where the accepted binary is at hand; else the run says why, once, and no row of time is ok."""
    result = workspace.result(gate)
    rows = [row for row in result["rows"] if row["comparison"] == "time"]
    live = {row["verdict"] for row in rows}
    warnings = [text for text in result["warnings"] if "compared with stored numbers only" in text]
    if why:
        expect(len(warnings) == 1 and why in warnings[0], f"one warning to say `{why}`; there are {warnings}")
        expect(live == {"not-measured"}, f"every row of time to be not-measured; they are {live}")
    else:
        expect(not warnings, f"time to be compared live; there are {warnings}")
        expect(live and "not-measured" not in live, f"rows of time that were compared; they are {live}")
    expect(all(level in row["level"] for row in rows), f"every row of time to be decided at `{level}`; they are {rows}")


def check_red(workspace: Workspace, scenario: Scenario) -> None:
    gate = scenario.gate
    expect(re.search(rf"^{gate.target} +FAILED", workspace.log, re.MULTILINE), f"Bazel to list {gate.target} as FAILED")
    (check_attempts if scenario.attempts else check_xml)(workspace, gate)
    if scenario.sentence:
        expect(re.search(scenario.sentence, workspace.log, re.MULTILINE), f"the log to say: {scenario.sentence}")
    if any(row.comparison == "time" for row in scenario.rows) or scenario.fallback:
        check_fallback(workspace, scenario.gate, scenario.fallback, scenario.level)
    texts = [block(workspace.log, row) for row in scenario.rows]
    for row, text in zip(scenario.rows, texts):
        expect(row.says in text, f"{row.comparison} of {row.case} to say: {row.says}")
        if row.limit:
            check_limit(workspace, row, text)
    for row, text in zip(scenario.rows, texts):
        check_explain(workspace, gate, row, text)
    for row, text in zip(scenario.rows, texts):  # last: it replaces the result that `explain` reads
        check_reproduce(workspace, gate, row, text)


def check_shards(workspace: Workspace, shards: int) -> None:
    """Every row is judged by exactly one shard, and one without cases says so."""
    results = [workspace.result(WORDS, f"shard_{i + 1}_of_{shards}/") for i in range(shards)]
    rows = [f"{row['case_name']} {row['comparison']}" for result in results for row in result["rows"]]
    expect(len(set(rows)) == len(rows), "no row to be judged by two shards")
    expect({row.split()[0] for row in rows} >= {OPTIMIZED, "BM_CountBlanks"}, "every case to have its shard")
    for i, result in enumerate(results):
        idle = not result["rows"]
        expect(idle == (i == shards - 1), f"the last shard alone to be without cases; shard {i + 1} has {result['rows']}")
        expect(("has no cases" in result["idle"]) == idle, f"shard {i + 1} to say whether it has cases")


def check(workspace: Workspace, scenario: Scenario) -> None:
    code = workspace.run(["bazel", "test", scenario.gate.target, *scenario.arguments])
    expect(not re.search(rf"^{scenario.gate.target} .*\(cached\)", workspace.log, re.MULTILINE), "no gate to be served from a cache")
    if scenario.rows or scenario.sentence:
        expect(code == TESTS_FAILED, f"`bazel test` to exit with {TESTS_FAILED} (a test failed); it exited with {code}")
        check_red(workspace, scenario)
    else:
        expect(code == 0, f"`bazel test` to pass; it exited with {code}")
        if scenario.shards:
            check_shards(workspace, scenario.shards)
        else:
            check_xml(workspace, scenario.gate)
            check_fallback(workspace, scenario.gate, scenario.fallback, scenario.level)
