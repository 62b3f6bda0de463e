-- Append-only by what is never issued: there is no UPDATE and no DELETE of an outcome in unstuck. No triggers, because
-- Citus has none on distributed tables; `REVOKE UPDATE, DELETE, TRUNCATE ON outcome FROM ...` is the operator's to issue.
-- Shards by `failure` (with Citus: `SELECT create_distributed_table('outcome', 'failure')`): no sequence, no counter, no
-- reference to another table, nothing that every row would touch.
-- `digest` is SHA-256 of `line`, the outcome as one line of JSON.
CREATE TABLE outcome (
    failure TEXT NOT NULL,
    digest BYTEA NOT NULL,
    approach TEXT NOT NULL,
    -- The failure that it became, where it did: `line` says so too, and this finds it from that end.
    became TEXT,
    line TEXT NOT NULL,
    PRIMARY KEY (failure, digest)
);

CREATE INDEX outcome_by_what_it_became ON outcome (became, failure) WHERE became IS NOT NULL;
