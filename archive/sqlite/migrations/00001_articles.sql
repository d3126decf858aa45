-- +goose Up

-- Times are seconds since 1970. Days are days since 1970 in the zone that the
-- article states.

CREATE TABLE articles (
    id  INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE -- Article.ID
);

-- A version's id is never used again: the index knows it as the document's
-- number, and numbers rise in the order of keeping.
CREATE TABLE versions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    article    INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    newest     INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    outlet     TEXT NOT NULL,
    url        TEXT NOT NULL,
    title      TEXT NOT NULL,
    published  INTEGER, -- NULL where unknown
    zone       INTEGER NOT NULL,
    precision  TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    at         INTEGER NOT NULL, -- published, else first_seen
    day        INTEGER NOT NULL, -- of at
    UNIQUE (article, number)
);

CREATE INDEX versions_at ON versions (at, id) WHERE newest;
CREATE INDEX versions_outlet ON versions (outlet, at) WHERE newest;

-- Both are compressed by zstd.
CREATE TABLE records (
    version INTEGER PRIMARY KEY REFERENCES versions ON DELETE CASCADE,
    json    BLOB NOT NULL
);

CREATE TABLE pages (
    version INTEGER PRIMARY KEY REFERENCES versions ON DELETE CASCADE,
    json    BLOB NOT NULL
);

CREATE TABLE states (
    name TEXT PRIMARY KEY,
    note BLOB NOT NULL
) WITHOUT ROWID;

-- +goose Down

DROP TABLE states;
DROP TABLE pages;
DROP TABLE records;
DROP TABLE versions;
DROP TABLE articles;
