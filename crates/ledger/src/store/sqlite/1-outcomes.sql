-- Append-only: an outcome is never changed. `digest` is SHA-256 of `line`, the outcome as one line of JSON.
CREATE TABLE outcome (
    failure TEXT NOT NULL,
    digest BLOB NOT NULL,
    approach TEXT NOT NULL,
    -- The failure that it became, where it did: `line` says so too, and this finds it from that end.
    became TEXT,
    line TEXT NOT NULL,
    PRIMARY KEY (failure, digest)
) WITHOUT ROWID;

CREATE INDEX outcome_by_what_it_became ON outcome (became, failure) WHERE became IS NOT NULL;

CREATE TRIGGER outcome_is_never_changed BEFORE UPDATE ON outcome
BEGIN SELECT RAISE(ABORT, 'an outcome is never changed: append a new one'); END;

CREATE TRIGGER outcome_is_never_deleted BEFORE DELETE ON outcome
BEGIN SELECT RAISE(ABORT, 'an outcome is never deleted: append a new one'); END;

-- What `unstuck run` and `unstuck try` remember between two runs of a command. Hashes and ids only.
CREATE TABLE pending (
    command TEXT NOT NULL,
    project TEXT NOT NULL,
    failure TEXT NOT NULL,
    approach TEXT,
    environment TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (command, project)
) WITHOUT ROWID;
