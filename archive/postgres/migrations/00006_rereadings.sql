-- +goose Up

-- New readings of versions by workers of package ingest/river, until all are
-- put in the place of the records at once. They are JSON, compressed by zstd.
CREATE TABLE rereadings (
    version bigint PRIMARY KEY REFERENCES versions ON DELETE CASCADE,
    json    bytea NOT NULL
);
ALTER TABLE rereadings ALTER json SET STORAGE EXTERNAL;

-- +goose Down

DROP TABLE rereadings;
