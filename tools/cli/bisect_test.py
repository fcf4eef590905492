#!/usr/bin/env -S python3 -B
"""Bisects scratch repositories whose commits do more or less of the same work."""

import json
import signal
from pathlib import Path

from scratch_repository import PATIENCE_S, SANITIZED, Repository, run_tests, wait_for

CASE = "x/Work/impl:optimized/n:1"
# Four times the work, so that which is which is no matter of luck.
FAST, SLOW = "1000", "4000"


def work(repository: Repository, *amounts: str) -> list[str]:
    """A commit for each amount of work; of a word instead of a number, one with that file, too."""
    commits = []
    for i, amount in enumerate(amounts):
        texts = {"perf": "", "work": amount if amount.isdigit() else SLOW, "number": str(i)}
        commits.append(repository.commit(**texts | ({} if amount.isdigit() else {amount: ""})))
    return commits


def bisect(repository: Repository, good: str, bad: str, *words: str) -> tuple[int, str]:
    return repository.run("bisect", CASE, good, bad, "--target=//:x_perf", *words)


def records(repository: Repository) -> list[Path]:
    return list((repository.path / ".cache/pawl").glob("bisect-*"))


def expect_found(repository: Repository, code: int, said: str, commit: str) -> None:
    if SANITIZED in said:
        assert code == 2, (code, said)
    else:
        assert code == 0 and f"git show {commit}" in said, (code, said)
        assert not records(repository), "the record of what is answered to be removed"
    repository.expect_clean()


def test_finds_the_commit_that_made_it_slower(repository: Repository) -> None:
    commits = work(repository, FAST, FAST, FAST, FAST, SLOW, SLOW, SLOW)
    code, said = bisect(repository, commits[0], "HEAD")
    expect_found(repository, code, said, commits[4])


def test_finds_the_commit_that_made_it_faster(repository: Repository) -> None:
    commits = work(repository, SLOW, SLOW, FAST, FAST)
    code, said = bisect(repository, commits[0], "HEAD")
    expect_found(repository, code, said, commits[2])


def test_goes_around_what_does_not_build(repository: Repository) -> None:
    commits = work(repository, FAST, FAST, FAST, FAST, "broken", SLOW, SLOW, SLOW)
    code, said = bisect(repository, commits[0], "HEAD")
    if SANITIZED in said:
        return
    assert code == 5 and "ERROR: it is broken" in said, (code, said)
    assert "one of these 2" in said, said
    tail = said[said.index("one of these") :]
    assert commits[4][:7] in tail and commits[5][:7] in tail, said
    repository.expect_clean()


def test_of_what_is_unchanged_there_is_nothing_to_search_for(repository: Repository) -> None:
    commits = work(repository, FAST, FAST, FAST)
    code, said = bisect(repository, commits[0], "HEAD")
    if code == 5:  # a machine too noisy to tell
        assert "could not be told" in said, said
    else:
        assert code == 6 and "there is nothing to search for" in said or SANITIZED in said, (code, said)
    repository.expect_clean()


def test_the_older_end_has_to_build(repository: Repository) -> None:
    commits = work(repository, "broken", FAST)
    code, said = bisect(repository, commits[0], "HEAD")
    assert code == 2 and "GOOD, " in said and "does not build" in said, (code, said)
    repository.expect_clean()


def test_ends_in_the_wrong_order_are_a_usage_error(repository: Repository) -> None:
    commits = work(repository, FAST, SLOW)
    code, said = bisect(repository, "HEAD", commits[0])
    assert code == 2 and "exchange them" in said, (code, said)
    repository.expect_clean()


def test_the_perf_test_is_the_one_whose_baseline_has_the_case(repository: Repository) -> None:
    first = repository.commit(perf="", work=FAST)
    record = {"case": CASE, "metric": "allocations", "value": 1, "key": "k"}
    baseline = '{"schema": 1, "target": "//:x_perf", "records": [\n' + json.dumps(record) + "\n]}\n"
    second = repository.commit(**{"perf": "", "work": SLOW, "stored.json": baseline})
    code, said = repository.run("bisect", CASE, first, second)
    expect_found(repository, code, said, second)
    code, said = repository.run("bisect", CASE.replace("Work", "Wok"), first, second)
    assert code == 2 and f"did you mean {CASE}?" in said, (code, said)


def test_goes_on_after_an_interruption(repository: Repository) -> None:
    """The build of the commit that is tried first hangs until it is interrupted; afterwards it does not."""
    commits = work(repository, FAST, FAST, "slow", SLOW, SLOW)
    pawl = repository.start("bisect", CASE, commits[0], "HEAD", "--target=//:x_perf")
    hangs_or_ended = lambda: repository.hanging_build() is not None or pawl.poll() is not None
    wait_for("a build that hangs, or the end", hangs_or_ended, patience_s=200)  # a run on this machine may go first
    build = repository.hanging_build()
    if build is None:
        assert SANITIZED in pawl.communicate()[0]
        return
    pawl.send_signal(signal.SIGINT)
    said, _ = pawl.communicate(timeout=PATIENCE_S)
    assert pawl.returncode == -signal.SIGINT, pawl.returncode
    assert "interrupted: the first changed commit is one of 4" in said and "goes on from here" in said, said
    wait_for("the end of the build", lambda: not build.exists())
    repository.expect_clean()
    assert len(records(repository)) == 1, "the record to be kept"
    (repository.fake / "patient").write_text("")
    code, said = bisect(repository, commits[0], "HEAD")
    assert "going on where an earlier run ended, after 1 commits" in said, said
    expect_found(repository, code, said, commits[2])


def test_a_commit_whose_plan_cannot_be_read_is_skipped(repository: Repository) -> None:
    commits = work(repository, FAST, "foreign", SLOW)
    code, said = bisect(repository, commits[0], "HEAD")
    if SANITIZED not in said:
        assert code == 5 and "this Pawl cannot read" in said and "one of these 2" in said, (code, said)
    repository.expect_clean()


def test_a_case_that_the_older_end_lacks_is_said_with_the_nearest(repository: Repository) -> None:
    commits = work(repository, FAST, SLOW)
    code, said = repository.run("bisect", "x/Wrok/impl:optimized/n:1", commits[0], "HEAD", "--target=//:x_perf")
    assert code == 2, (code, said)
    assert SANITIZED in said or f"GOOD, {commits[0][:7]}" in said and f"did you mean {CASE}?" in said, said
    repository.expect_clean()


def test_a_repository_that_git_names_to_its_children_is_left_alone(repository: Repository) -> None:
    """As in a hook, or `git rebase --exec`."""
    commits = work(repository, FAST, SLOW)
    branch = repository.git("rev-parse", "--abbrev-ref", "HEAD")
    repository.environment["GIT_DIR"] = str(repository.path / ".git")
    code, said = bisect(repository, commits[0], "HEAD")
    del repository.environment["GIT_DIR"]
    expect_found(repository, code, said, commits[1])
    assert repository.git("rev-parse", "--abbrev-ref", "HEAD") == branch


def test_a_damaged_record_is_said_and_not_believed(repository: Repository) -> None:
    commits = work(repository, FAST, FAST, SLOW)
    name = f"bisect-{commits[0][:7]}-{commits[2][:7]}-x-Work-impl-optimized-n-1.json"
    (repository.path / ".cache/pawl").mkdir(parents=True)
    (repository.path / ".cache/pawl/.gitignore").write_text("*\n")
    (repository.path / ".cache/pawl" / name).write_text('{"schema": 1')
    code, said = bisect(repository, commits[0], "HEAD")
    assert SANITIZED in said or "not the record of a bisection" in said and "beginning again" in said, said
    expect_found(repository, code, said, commits[2])


run_tests(globals(), worker="tools/cli/bisected_bench", sources=["x.cc", "work"])
