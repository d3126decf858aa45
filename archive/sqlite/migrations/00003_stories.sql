-- +goose Up

-- The stories as package story/keeper has found them. What they are made of is
-- the note isnad.stories.

CREATE TABLE stories (
    id      INTEGER PRIMARY KEY,
    key     TEXT NOT NULL UNIQUE, -- Story.ID
    title   TEXT NOT NULL,
    first   INTEGER NOT NULL, -- at of its first article
    last    INTEGER NOT NULL,
    size    INTEGER NOT NULL, -- articles
    outlets INTEGER NOT NULL,
    claims  INTEGER NOT NULL,
    origins INTEGER NOT NULL,
    whole   BLOB -- compressed by zstd; NULL where an article of it was removed
);
CREATE INDEX stories_last ON stories (last, id);

CREATE TABLE story_articles (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    story   INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    place   INTEGER NOT NULL
);
CREATE INDEX story_articles_story ON story_articles (story, place);

-- What ended, and where its id leads.
CREATE TABLE story_ends (
    key   TEXT PRIMARY KEY,
    other TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX story_ends_other ON story_ends (other);

CREATE TABLE story_events (
    id    INTEGER PRIMARY KEY,
    at    INTEGER NOT NULL,
    kind  TEXT NOT NULL,
    story TEXT NOT NULL,
    other TEXT NOT NULL
);
CREATE INDEX story_events_story ON story_events (story);
CREATE INDEX story_events_other ON story_events (other);

-- +goose Down

DROP TABLE story_events;
DROP TABLE story_ends;
DROP TABLE story_articles;
DROP TABLE stories;
