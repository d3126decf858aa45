-- +goose Up

-- Pages that wait for a worker of package ingest/river, whose jobs name them by
-- their digest. They are compressed by zstd.
CREATE TABLE queued_pages (
    digest bytea PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT now(),
    json   bytea NOT NULL
);
ALTER TABLE queued_pages ALTER json SET STORAGE EXTERNAL;

-- +goose Down

DROP TABLE queued_pages;
