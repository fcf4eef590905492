"""A bursty load: the episodes that a neighbour on a shared machine makes."""

import contextlib
import multiprocessing
import os
import random
import time


def _burst(seed: int) -> None:
    """Spins and sleeps in turn, 20 ms to 2 s each."""
    draw = random.Random(seed)
    while True:
        end = time.monotonic() + draw.uniform(0.02, 2)
        while time.monotonic() < end:
            sum(i * i for i in range(10000))
        time.sleep(draw.uniform(0.02, 2))


@contextlib.contextmanager
def on_all_cpus(seed: int):
    """Loads the machine inside the `with`. One burner more than there are CPUs, so that now and then all are busy."""
    burners = [multiprocessing.Process(target=_burst, args=(seed + i,), daemon=True) for i in range((os.cpu_count() or 1) + 1)]
    for burner in burners:
        burner.start()
    try:
        yield
    finally:
        for burner in burners:
            burner.terminate()
