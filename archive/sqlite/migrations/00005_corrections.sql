-- +goose Up

-- What people have corrected, of an article all in one row, and of names, which
-- belong to no article, in that of ''. It is JSON of package correction.
CREATE TABLE corrections (
    article TEXT PRIMARY KEY, -- Article.ID
    list    BLOB NOT NULL
) WITHOUT ROWID;

-- +goose Down

DROP TABLE corrections;
