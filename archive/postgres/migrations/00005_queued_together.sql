-- +goose Up

-- Whether a page waits in a job with others; those that were queued before have
-- jobs of their own.
ALTER TABLE queued_pages ADD together boolean NOT NULL DEFAULT FALSE;

-- +goose Down

ALTER TABLE queued_pages DROP together;
