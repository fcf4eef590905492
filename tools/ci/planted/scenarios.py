"""The faults that `run` plants, one after the other, and what `bazel test` must say about each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stranger import SEARCH, WORDS, Gate

OPTIMIZED = "words/Tidy/impl:optimized/lines:64"
LIBRARY = "//:words"
FIND = "index_fixture/Find/700"
TYPE = "words/Tidier/impl:optimized"


@dataclass(frozen=True)
class Row:
    """A case x comparison that must be in the log and in test.xml."""

    verdict: str
    case: str
    comparison: str
    says: str = ""  # part of its text
    limit: str = ""  # part of the line where its stored number or its claim is written; empty: it names none
    explained: tuple[str, str] = ("", "")  # a metric, and the function that `explain` lists first as the one that changed it


@dataclass(frozen=True)
class Scenario:
    """Green if it expects neither rows nor a sentence."""

    name: str  # also that of its patch, if it changes a source and names no other
    rows: tuple[Row, ...] = ()
    sentence: str = ""  # a regular expression; the failure of the whole run
    arguments: tuple[str, ...] = ()  # of `bazel test`
    damage: Callable[[Path], None] | None = None  # what it does to the stored baseline
    patch: str = ""  # that of another scenario
    damage_binary: Callable[[Path], None] | None = None  # what it does to the accepted binary in its store
    level: str = ""  # a part of the level of every row of time
    fallback: str = ""  # a part of the warning that says why time is compared with stored numbers only
    gate: Gate = WORDS
    rebuilds: bool = False  # Pawl is built in the workspace, once more under other flags: minutes
    attempts: bool = False  # Bazel starts the gate again when it fails
    shards: int = 0  # that its patch splits the test into; the last one has no cases


def _remove(baseline: Path) -> None:
    baseline.unlink()


def _truncate(baseline: Path) -> None:
    text = baseline.read_text()
    baseline.write_text(text[: len(text) // 2])


def _flip_a_byte(binary: Path) -> None:
    content = bytearray(binary.read_bytes())
    content[len(content) // 2] ^= 1
    binary.chmod(0o644)
    binary.write_bytes(content)


def _stored(metric: str, case: str = OPTIMIZED) -> str:
    return f'"case":"{case}","metric":"{metric}"'


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "slowdown",
        (Row("regressed", OPTIMIZED, "time", "with accepted sha256:", _stored("time_ratio"), ("instructions", "append_tidied")),),
    ),
    # Below what a stored time can tell.
    Scenario(
        "small_slowdown",
        (Row("regressed", OPTIMIZED, "time", "with accepted sha256:", _stored("time_ratio"), ("instructions", "append_tidied")),),
    ),
    # Large, since the noise of the hour in which the numbers were accepted widens the limit of the ratio.
    Scenario(
        "slowdown_without_binary",
        (Row("regressed", OPTIMIZED, "time_ratio", "in place of live pairs", _stored("time_ratio"), ("instructions", "append_tidied")),),
        damage_binary=Path.unlink,
        fallback=" is not in ",
    ),
    # Green, and visibly no comparison.
    Scenario("lost_binary", patch="other_binary", damage_binary=Path.unlink, fallback=" is not in "),
    Scenario("damaged_binary", patch="other_binary", damage_binary=_flip_a_byte, fallback="was damaged"),
    Scenario("other_binary", level="e-process over"),
    Scenario(
        "allocation",
        (
            Row(
                "regressed",
                OPTIMIZED,
                "allocations",
                "baseline 1, current 2 (+100",
                _stored("allocations"),
                ("allocations", "one_pass_tidier::tidy"),
            ),
            Row("regressed", OPTIMIZED, "claim:allocations <= 1", "the claim is broken", '"allocations <= 1"'),
        ),
    ),
    Scenario(
        "worse_counter",
        (
            Row(
                "regressed",
                OPTIMIZED,
                "compression_ratio",
                "the same in every slice",
                _stored("compression_ratio"),
            ),
        ),
    ),
    Scenario(
        "larger_type",
        (Row("regressed", TYPE, "sizeof", "baseline 1\u00a0B, current 2\u00a0B (+100", f'"case":"{TYPE}","metric":"sizeof"'),),
    ),
    Scenario(
        "larger_library",
        (Row("regressed", LIBRARY, "binary_size", limit=f'"case":"{LIBRARY}","metric":"binary_size"'),),
    ),
    # In a library whose benchmarks know nothing of Pawl, each instrument sees it.
    Scenario(
        "unmodified",
        (
            Row("regressed", FIND, "allocations", limit=_stored("allocations", FIND)),
            Row("regressed", FIND, "instructions", limit=_stored("instructions", FIND)),
            Row("regressed", FIND, "time", "with accepted sha256:"),
        ),
        gate=SEARCH,
    ),
    Scenario("leak", (Row("regressed", OPTIMIZED, "leaked_bytes", limit=_stored("leaked_bytes")),)),
    Scenario("wrong_answer", (Row("error", OPTIMIZED, "run", "outputs differ"),)),
    Scenario("crash", (Row("error", OPTIMIZED, "run", "SIGSEGV"),)),
    Scenario(
        "missing_baseline",
        (
            Row(
                "new",
                "BM_CountBlanks",
                "allocations",
                f"there is no stored baseline {WORDS.baseline_file}",
            ),
        ),
        damage=_remove,
    ),
    Scenario(
        "damaged_baseline",
        sentence=rf"{WORDS.baseline_file}:\d+: .*damaged: restore it from version control. If it is lost, delete it and run: {WORDS.accept}$",
        damage=_truncate,
    ),
    Scenario(
        "broken_claim",
        (Row("regressed", OPTIMIZED, "claim:allocations <= 0", "the claim is broken", '"allocations <= 0"'),),
    ),
    Scenario(
        "renamed_case",
        (
            Row("new", "BM_CountBlank", "allocations", "did you rename it from BM_CountBlanks?"),
            Row("missing", "BM_CountBlanks", "allocations", "did you rename it to BM_CountBlank?", '"BM_CountBlanks"'),
        ),
    ),
    Scenario(
        "empty_filter",
        sentence='the filter "NoSuchCase" matches none of the 5 cases',
        arguments=("--test_filter=NoSuchCase",),
    ),
    # The first attempt's verdict stands, however often Bazel tries again.
    Scenario(
        "retries",
        sentence=r"an attempt before this one failed.* its verdict stands in .*/test_attempts/attempt_1\.log",
        arguments=("--flaky_test_attempts=3",),
        damage=_remove,
        attempts=True,
    ),
    Scenario("shards", shards=3),
    Scenario("dead_code", (Row("error", "BM_Nothing", "run", "optimised away"),)),
    # Green, since the gate refuses to measure what was built without optimization.
    Scenario("debug", arguments=("--compilation_mode=dbg",), rebuilds=True),
)
