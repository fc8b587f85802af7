"""The tables and triggers of ``vault.db``, version by version.

A vault of an older version is brought up to date when a command that writes opens it, one step after the other in one
transaction, so that a stopped upgrade leaves the old version whole.
"""

from __future__ import annotations

VERSION = 3
"""Kept in the database as ``user_version``."""

FIRST: tuple[str, ...] = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
    """CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  source TEXT NOT NULL,
  reading TEXT NOT NULL,
  hmac_key BLOB NOT NULL CHECK (length(hmac_key) = 32),
  received_at TEXT NOT NULL
) STRICT""",
    """CREATE TABLE salts (
  document TEXT NOT NULL REFERENCES documents (id),
  portion TEXT NOT NULL,
  text_digest TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  PRIMARY KEY (document, portion, text_digest)
) STRICT""",
    """CREATE TABLE releases (
  id TEXT PRIMARY KEY,
  document TEXT NOT NULL REFERENCES documents (id),
  status TEXT NOT NULL CHECK (status IN ('released', 'draft')),
  name TEXT NOT NULL,
  folder TEXT NOT NULL,
  files TEXT NOT NULL,
  manifest TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('publishing', 'published', 'stands', 'abandoned')),
  at TEXT NOT NULL
) STRICT""",
    "CREATE TABLE outbox (n INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, seq INTEGER UNIQUE) STRICT",
    "CREATE TABLE mark (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT",
    "CREATE INDEX outbox_waiting ON outbox (n) WHERE seq IS NULL",
    "CREATE INDEX releases_by_document ON releases (document)",
    "CREATE INDEX releases_by_state ON releases (state)",
)
"""Version 1.

A release that was begun and that nobody takes up is closed as abandoned, with an event ``refused`` whose code is
``interrupted``: the log never ends at ``publishing``.

Salts go by the text too: if a later reader cuts a document otherwise, a portion's id may stand for other words, and a
salt once published with released words must not serve a withheld portion.
"""

_CONTRIBUTED = """EXISTS (SELECT 1 FROM acts WHERE acts.document = NEW.document AND acts.case_no = NEW.case_no
    AND acts.person = NEW.person AND (acts.revision = NEW.revision OR acts.undone_by IS NULL))"""

SECOND: tuple[str, ...] = (
    """CREATE TABLE people (
  name TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  system_user TEXT UNIQUE,
  password TEXT,
  added_at TEXT NOT NULL
) STRICT""",
    """CREATE TABLE roles (
  person TEXT NOT NULL REFERENCES people (name),
  role TEXT NOT NULL CHECK (role IN ('reviewer', 'approver', 'auditor', 'admin')),
  PRIMARY KEY (person, role)
) STRICT""",
    """CREATE TABLE policies (
  sha256 TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT""",
    """CREATE TABLE cases (
  number TEXT PRIMARY KEY,
  requester TEXT NOT NULL,
  policy TEXT NOT NULL REFERENCES policies (sha256),
  due TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  opened_by TEXT NOT NULL,
  opened_at TEXT NOT NULL
) STRICT""",
    """CREATE TABLE reviews (
  document TEXT NOT NULL REFERENCES documents (id),
  case_no TEXT NOT NULL REFERENCES cases (number),
  state TEXT NOT NULL CHECK (state IN ('received', 'proposed', 'in review', 'submitted', 'approved', 'published',
                                       'returned', 'quarantined')),
  persons TEXT NOT NULL CHECK (persons IN ('none', 'one-person', 'two-person')),
  version INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  submitted_by TEXT NOT NULL,
  plan TEXT NOT NULL,
  policy TEXT NOT NULL REFERENCES policies (sha256),
  PRIMARY KEY (document, case_no)
) STRICT""",
    """CREATE TABLE acts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document TEXT NOT NULL,
  case_no TEXT NOT NULL,
  revision INTEGER NOT NULL,
  bulk TEXT NOT NULL,
  portion TEXT NOT NULL,
  span TEXT NOT NULL,
  word TEXT NOT NULL CHECK (word IN ('confirm', 'release', 'downgrade', 'redact', 'refer', 'withhold')),
  decided TEXT NOT NULL,
  basis TEXT NOT NULL,
  because TEXT NOT NULL,
  harm TEXT NOT NULL,
  person TEXT NOT NULL,
  at TEXT NOT NULL,
  undone_by TEXT,
  undone_at TEXT,
  FOREIGN KEY (document, case_no) REFERENCES reviews (document, case_no)
) STRICT""",
    """CREATE TABLE approvals (
  document TEXT NOT NULL,
  case_no TEXT NOT NULL,
  revision INTEGER NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  person TEXT NOT NULL,
  at TEXT NOT NULL,
  revoked_by TEXT,
  FOREIGN KEY (document, case_no) REFERENCES reviews (document, case_no)
) STRICT""",
    """CREATE TABLE words (
  document TEXT NOT NULL,
  case_no TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('submitted', 'returned', 'referred', 'answered', 'withdrawn', 'echo')),
  portion TEXT NOT NULL,
  agency TEXT NOT NULL,
  text TEXT NOT NULL,
  person TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT""",
    "ALTER TABLE releases ADD COLUMN case_no TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE releases ADD COLUMN determination TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE releases ADD COLUMN asked TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE releases ADD COLUMN withdrawn_at TEXT",
    "ALTER TABLE documents ADD COLUMN purged_at TEXT",
    "CREATE INDEX acts_by_review ON acts (document, case_no)",
    "CREATE INDEX approvals_by_review ON approvals (document, case_no)",
    "CREATE INDEX words_by_review ON words (document, case_no)",
    """CREATE TRIGGER approval_by_another BEFORE INSERT ON approvals
WHEN (SELECT persons FROM reviews WHERE document = NEW.document AND case_no = NEW.case_no) IS NOT 'one-person'
  AND (""" + _CONTRIBUTED + """ OR (SELECT submitted_by FROM reviews
       WHERE document = NEW.document AND case_no = NEW.case_no) = NEW.person)
BEGIN SELECT RAISE(ABORT, 'approved by somebody who decided'); END""",
    """CREATE TRIGGER approval_of_what_was_submitted BEFORE INSERT ON approvals
WHEN NOT EXISTS (SELECT 1 FROM reviews WHERE document = NEW.document AND case_no = NEW.case_no
                 AND revision = NEW.revision AND state = 'submitted')
BEGIN SELECT RAISE(ABORT, 'approved without being submitted'); END""",
    """CREATE TRIGGER approval_only_revoked BEFORE UPDATE ON approvals
WHEN OLD.revoked_by IS NOT NULL OR NEW.revoked_by IS NULL OR (NEW.document, NEW.case_no, NEW.revision, NEW.digest,
     NEW.person, NEW.at) IS NOT (OLD.document, OLD.case_no, OLD.revision, OLD.digest, OLD.person, OLD.at)
BEGIN SELECT RAISE(ABORT, 'an approval is revoked, never changed'); END""",
    """CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals
BEGIN SELECT RAISE(ABORT, 'an approval is never removed'); END""",
    """CREATE TRIGGER acts_only_undone BEFORE UPDATE ON acts
WHEN (NEW.id, NEW.document, NEW.case_no, NEW.revision, NEW.bulk, NEW.portion, NEW.span, NEW.word,
      NEW.person, NEW.at) IS NOT (OLD.id, OLD.document, OLD.case_no, OLD.revision, OLD.bulk, OLD.portion, OLD.span,
      OLD.word, OLD.person, OLD.at)
  OR (OLD.undone_by IS NOT NULL AND (NEW.undone_by, NEW.undone_at) IS NOT (OLD.undone_by, OLD.undone_at))
BEGIN SELECT RAISE(ABORT, 'an act is undone, never changed'); END""",
    """CREATE TRIGGER acts_words_stay BEFORE UPDATE OF decided, basis, because, harm ON acts
WHEN (SELECT purged_at FROM documents WHERE id = OLD.document) IS NULL
BEGIN SELECT RAISE(ABORT, 'the words of an act are never changed'); END""",
    """CREATE TRIGGER acts_stay BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'an act is never removed'); END""",
    """CREATE TRIGGER acts_in_review BEFORE INSERT ON acts
WHEN NOT EXISTS (SELECT 1 FROM reviews WHERE document = NEW.document AND case_no = NEW.case_no
                 AND revision = NEW.revision AND state IN ('proposed', 'in review', 'returned'))
BEGIN SELECT RAISE(ABORT, 'decided outside a review'); END""",
    """CREATE TRIGGER review_approved BEFORE UPDATE OF state ON reviews
WHEN NEW.state = 'approved' AND NOT EXISTS (SELECT 1 FROM approvals WHERE document = NEW.document
     AND case_no = NEW.case_no AND revision = NEW.revision AND revoked_by IS NULL)
BEGIN SELECT RAISE(ABORT, 'approved by nobody'); END""",
    """CREATE TRIGGER review_published BEFORE UPDATE OF state ON reviews
WHEN NEW.state = 'published' AND NEW.persons = 'two-person' AND OLD.state IS NOT 'approved'
BEGIN SELECT RAISE(ABORT, 'published without approval'); END""",
    """CREATE TRIGGER review_persons_stay BEFORE UPDATE OF persons ON reviews
WHEN NEW.persons IS NOT OLD.persons AND NEW.revision IS OLD.revision
BEGIN SELECT RAISE(ABORT, 'how many persons decide changes with a new plan only'); END""",
    """CREATE TRIGGER reviews_begin BEFORE INSERT ON reviews
WHEN NEW.state NOT IN ('received', 'proposed')
  OR EXISTS (SELECT 1 FROM reviews WHERE document = NEW.document AND case_no = NEW.case_no)
BEGIN SELECT RAISE(ABORT, 'a review begins once, and at its beginning'); END""",
    """CREATE TRIGGER acts_are_added BEFORE INSERT ON acts
WHEN EXISTS (SELECT 1 FROM acts WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an act is never replaced'); END""",
    """CREATE TRIGGER approvals_are_added BEFORE INSERT ON approvals
WHEN EXISTS (SELECT 1 FROM approvals WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'an approval is never replaced'); END""",
    """CREATE TRIGGER reviews_stay BEFORE DELETE ON reviews
BEGIN SELECT RAISE(ABORT, 'a review is never removed'); END""",
)
"""What version 2 adds: people and their roles, cases, reviews, acts, approvals, and what people wrote.

A *review* is a document in a case; an *act* is what a person decided of one portion, with the decision it came to
(``decided``) and a keyed digest of what it was made on (``basis``). ``INSERT OR REPLACE`` passes triggers on UPDATE and
DELETE, so the triggers on INSERT refuse what is there already.
"""

THIRD: tuple[str, ...] = (
    "DROP TRIGGER approval_by_another",
    """CREATE TRIGGER approval_by_another BEFORE INSERT ON approvals
WHEN (SELECT persons FROM reviews WHERE document = NEW.document AND case_no = NEW.case_no) IS NOT 'one-person'
  AND (""" + _CONTRIBUTED + """ OR EXISTS (SELECT 1 FROM acts WHERE acts.document = NEW.document
       AND acts.case_no = NEW.case_no AND acts.undone_by = NEW.person) OR (SELECT submitted_by FROM reviews
       WHERE document = NEW.document AND case_no = NEW.case_no) = NEW.person)
BEGIN SELECT RAISE(ABORT, 'approved by somebody who decided'); END""",
    """CREATE TRIGGER review_persons_never_fewer BEFORE UPDATE OF persons ON reviews
WHEN OLD.persons = 'two-person' AND NEW.persons IS NOT 'two-person'
BEGIN SELECT RAISE(ABORT, 'a review of two persons stays one'); END""",
)
"""What version 3 changes: to take a decision back counts as having decided, and a review never comes to ask for fewer
persons."""

STEPS: dict[int, tuple[str, ...]] = {1: FIRST, 2: SECOND, 3: THIRD}
"""Version → the statements that lead to it from the one before (from nothing: version 1)."""
