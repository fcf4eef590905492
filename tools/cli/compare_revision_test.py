#!/usr/bin/env -S python3 -B
"""Compares a scratch repository with its revisions: what is built beside it is removed again, whatever happens."""

import os
import signal
import subprocess
from pathlib import Path

from scratch_repository import PATIENCE_S, SANITIZED, Repository, run_tests, wait_for


def compare(repository: Repository, *words: str) -> tuple[int, str]:
    return repository.run("compare", "--against=HEAD~1", *words)


def test_a_revision_is_compared_and_removed(repository: Repository) -> None:
    repository.commit("perf", "old")
    repository.commit("perf")
    code, said = compare(repository, "--filter=^doctor/Arithmetic")
    assert said.startswith("comparing this tree with "), said
    assert "(old and perf)" in said, said
    if SANITIZED in said:
        assert code == 1, (code, said)
        repository.expect_clean()
        return
    assert " 1 ok;" in said and "(identical binary)" in said or " 1 unstable;" in said, said
    assert code == 0, (code, said)
    assert "shutdown" in (repository.fake / "log").read_text(), "its server to be ended"
    repository.expect_clean()


def test_what_lies_beside_the_repository_lies_beside_the_revision(repository: Repository) -> None:
    """As a local_repository(path = "../pawl") needs it; and it is there still when the revision is removed."""
    beside = repository.path.parent / "pawl"
    beside.mkdir()
    (beside / "WORKSPACE").write_text("")
    repository.commit("perf", neighbour="pawl/WORKSPACE")
    repository.commit("perf")
    code, said = compare(repository, "--filter=^doctor/Arithmetic")
    assert code == 0 or SANITIZED in said, (code, said)
    assert (beside / "WORKSPACE").exists(), "what lies beside to be left alone"
    repository.expect_clean()


def test_a_work_tree_that_is_not_there_now_is_left_alone(repository: Repository) -> None:
    """As one on a disk that is not mounted."""
    repository.commit("perf", "old")
    other = repository.path.parent / "other"
    repository.git("worktree", "add", "--quiet", "--detach", str(other))
    other.rename(other.with_name("elsewhere"))
    repository.commit("perf")
    compare(repository, "--filter=^doctor/Arithmetic")
    assert str(other) in repository.git("worktree", "list"), "the other work tree to be known still"
    other.with_name("elsewhere").rename(other)
    repository.git("worktree", "remove", "--force", str(other))
    repository.expect_clean()


def test_a_revision_that_does_not_build_says_so(repository: Repository) -> None:
    repository.commit("perf", "broken")
    repository.commit("perf")
    code, said = compare(repository)
    assert code == 1 and "does not build here" in said and "ERROR: it is broken" in said, (code, said)
    repository.expect_clean()


def test_a_manual_perf_test_is_compared_by_name_only(repository: Repository) -> None:
    repository.commit("perf", "manual", "old")
    repository.commit("perf", "manual")
    code, said = compare(repository)
    assert code != 0 and "there is no perf_test in //..." in said, (code, said)
    code, said = compare(repository, "//:x_perf", "--filter=^doctor/Arithmetic")
    assert code == 0 or SANITIZED in said, (code, said)
    repository.expect_clean()


def test_a_revision_without_pawl_says_so(repository: Repository) -> None:
    repository.commit("readme")
    repository.commit("perf")
    code, said = compare(repository)
    assert code == 1 and "has no Pawl at all" in said and "--against=PATH" in said, (code, said)
    repository.expect_clean()


def test_what_is_no_revision_is_a_usage_error(repository: Repository) -> None:
    repository.commit("perf")
    code, said = compare(repository)
    assert code == 2 and "is no revision of this repository" in said, (code, said)


def hanging(repository: Repository) -> tuple[subprocess.Popen[str], Path]:
    repository.commit("perf", "slow")
    repository.commit("perf")
    pawl = repository.start("compare", "--against=HEAD~1")
    wait_for("the build of the revision", lambda: repository.hanging_build() is not None)
    build = repository.hanging_build()
    assert build
    return pawl, build


def test_an_interruption_ends_the_build_and_removes_it(repository: Repository) -> None:
    pawl, build = hanging(repository)
    pawl.send_signal(signal.SIGINT)
    assert pawl.wait(PATIENCE_S) == -signal.SIGINT, "the end by SIGINT to be visible"
    wait_for("the end of the build", lambda: not build.exists())
    repository.expect_clean()


def test_what_a_killed_comparison_left_the_next_one_removes(repository: Repository) -> None:
    pawl, build = hanging(repository)
    pawl.kill()
    pawl.wait(PATIENCE_S)
    os.kill(int(build.name), signal.SIGKILL)
    assert repository.git("worktree", "list").count("\n") == 2, "something to be left"
    repository.commit("perf", "newer")
    repository.commit("perf")
    code, said = compare(repository, "--filter=^doctor/Arithmetic")
    assert code == 0 or SANITIZED in said, (code, said)
    repository.expect_clean()


run_tests(globals(), worker="tools/doctor/kernels_bench", sources=["x.cc"])
