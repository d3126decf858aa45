-- +goose Up

-- Everything below is derived from the records (derive.go) and can be made
-- anew from them.

CREATE TABLE names (
    id   INTEGER PRIMARY KEY,
    type TEXT NOT NULL, -- record.EntityType
    name TEXT NOT NULL,
    UNIQUE (name, type)
);

-- The keys under which the words of a name are looked up.
CREATE TABLE name_words (
    word TEXT NOT NULL,
    name INTEGER NOT NULL REFERENCES names ON DELETE CASCADE,
    PRIMARY KEY (word, name)
) WITHOUT ROWID;
CREATE INDEX name_words_name ON name_words (name);

-- Who and what a version speaks of.
CREATE TABLE mentions (
    name    INTEGER NOT NULL REFERENCES names,
    version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    PRIMARY KEY (name, version)
) WITHOUT ROWID;
CREATE INDEX mentions_version ON mentions (version);

-- A statement's id is never used again: the index knows it as a document's
-- number.
CREATE TABLE statements (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    ref     TEXT NOT NULL, -- Statement.ID
    speaker INTEGER REFERENCES names,
    kind    TEXT NOT NULL,
    act     TEXT NOT NULL,
    day     INTEGER NOT NULL -- on which it was said, else published
);
CREATE INDEX statements_version ON statements (version);
CREATE INDEX statements_speaker ON statements (speaker, day);

CREATE TABLE relays (
    name      INTEGER NOT NULL REFERENCES names,
    statement INTEGER NOT NULL REFERENCES statements ON DELETE CASCADE,
    PRIMARY KEY (name, statement)
) WITHOUT ROWID;
CREATE INDEX relays_statement ON relays (statement);

CREATE TABLE commitments (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    ref     TEXT NOT NULL, -- Commitment.ID
    actor   INTEGER REFERENCES names,
    act     TEXT NOT NULL,
    due     INTEGER -- the last day, NULL where none is stated
);
CREATE INDEX commitments_version ON commitments (version);
CREATE INDEX commitments_actor ON commitments (actor, due);
CREATE INDEX commitments_due ON commitments (due) WHERE due IS NOT NULL;

-- The index of words (index.go): segments of package postings. Space 0 holds
-- versions, space 1 statements; a space's segments hold disjoint rising ranges
-- of documents.
CREATE TABLE segments (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    space     INTEGER NOT NULL,
    level     INTEGER NOT NULL,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    documents BLOB NOT NULL
);

CREATE TABLE blocks (
    id        INTEGER PRIMARY KEY,
    segment   INTEGER NOT NULL REFERENCES segments ON DELETE CASCADE,
    first     TEXT NOT NULL, -- the first term
    lists     BLOB NOT NULL,
    positions BLOB -- NULL where none of the terms has any
);
CREATE INDEX blocks_first ON blocks (segment, first);

-- +goose Down

DROP TABLE blocks;
DROP TABLE segments;
DROP TABLE commitments;
DROP TABLE relays;
DROP TABLE statements;
DROP TABLE mentions;
DROP TABLE name_words;
DROP TABLE names;
