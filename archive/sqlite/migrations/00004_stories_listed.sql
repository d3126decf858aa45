-- +goose Up

-- Stories are large rows: lists are made from this index alone.
CREATE INDEX stories_listed ON stories (last, id, size, first) WHERE whole IS NOT NULL;
DROP INDEX stories_last;

-- +goose Down

CREATE INDEX stories_last ON stories (last, id);
DROP INDEX stories_listed;
