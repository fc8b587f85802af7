"""The audit log's speed: appends, checking, twenty writers. Ratios against a peer in the same run say most.

Usage: python benchmarks/audit.py [EVENTS]   (default 200,000 events for the check)
"""

from __future__ import annotations

import multiprocessing
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from redact.audit.events import Event
from redact.audit.log import AuditLog, create_log
from redact.audit.verification import verify
from redact.review.workspace import Workspace

DETAILS = {"action": "withhold", "codes": ["(b)(1)", "1.4(d)"], "rules": ["current-classified"], "version": 3,
           "because": "ab" * 32}
COLUMNS = "seq, at, actor, kind, case_id, document, portion, details, previous, hash"
WRITERS = 20


def event(number: int) -> Event:
    return Event(f"2026-11-23T18:{number // 60 % 60:02}:{number % 60:02}.000Z", "os:ann", "confirmed", "F-2026-14",
                 "d-mb3xk5q2w7ao", f"p{number % 99 + 1}", DETAILS)


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU time, ours and the system's for us."""
    start = time.process_time()
    work()
    return time.process_time() - start


def appends(folder: Path, batch: int) -> tuple[float, float]:
    """Events a second by wall clock and by CPU, with so many in each commit."""
    path = folder / f"appends-{batch}.db"
    create_log(path)
    commits = max(2000 // batch, 20)
    batches = [[event(number) for number in range(batch)] for _ in range(commits)]
    with AuditLog(path, write=True) as log:
        start = time.perf_counter()
        used = cpu(lambda: [log.append(events) for events in batches])
        wall = time.perf_counter() - start
    return commits * batch / wall, commits * batch / used


def fetch_and_hash(path: Path) -> None:
    """The peer of the check: every row fetched as bytes, its columns joined and hashed; nothing compared."""
    connection = sqlite3.connect(path)
    connection.text_factory = bytes
    for row in connection.execute(f"SELECT {COLUMNS} FROM events ORDER BY seq"):
        sha256(b"".join(row[1:])).digest()
    connection.close()


def check(folder: Path, events: int) -> None:
    path = folder / "check.db"
    create_log(path)
    with AuditLog(path, write=True) as log:
        for start in range(0, events, 10_000):
            log.append([event(number) for number in range(start, min(start + 10_000, events))])
    peers, ours = [], []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(5):
        peers.append(cpu(lambda: fetch_and_hash(path)))
        ours.append(cpu(lambda: verify(path)))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    peer, own = min(peers), min(ours)
    print(f"check of {events:,} events: {events / own:,.0f} a second; peer (fetch and hash only) "
          f"{events / peer:,.0f}; {peer / own:.2f} of its rate; memory grew by {grown / 1024:.0f} MB")


def write(path: Path, writer: int, events: int) -> None:
    with Workspace.open(path) as workspace:
        for number in range(events):
            with workspace.transaction() as change:
                change.record("exported", actor=f"writer{writer}", details={"events": number})


def twenty_writers(folder: Path, events: int = 20) -> None:
    """Processes that each commit one event at a time to one workspace: vault, outbox and log."""
    path = folder / "w"
    Workspace.open(path).close()
    processes = [multiprocessing.Process(target=write, args=(path, writer, events)) for writer in range(WRITERS)]
    start = time.perf_counter()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    wall = time.perf_counter() - start
    with Workspace.open_to_read(path) as workspace:
        found = workspace.verify()
    failed = sum(process.exitcode != 0 for process in processes)
    print(f"{WRITERS} writers, {events} events each, one a commit: {WRITERS * events / wall:,.0f} a second; "
          f"{failed} failed, {found.events - 1} events, the log is {'whole' if found.ok else 'NOT whole'}")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for batch in (1, 10, 100, 1000):
            wall, used = appends(folder, batch)
            print(f"appends, {batch:4} a commit: {wall:8,.0f} a second by the clock, {used:8,.0f} a CPU second")
        check(folder, int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
        twenty_writers(folder)


if __name__ == "__main__":
    main()
