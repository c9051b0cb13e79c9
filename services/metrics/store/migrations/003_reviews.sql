-- +goose Up

-- What persons said about facts. A review hangs on the reading, whose id is the
-- same in every extraction that reads it, and outlives them all.
CREATE TABLE metrics.reviews (
	id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	transcript_id text        COLLATE "C" NOT NULL REFERENCES metrics.transcripts,
	fact_id       text        COLLATE "C" NOT NULL CHECK (fact_id ~ '^[a-z0-9]{16}$'),
	verdict       int2        NOT NULL CHECK (verdict BETWEEN 1 AND 3), -- accepted, rejected, corrected
	author        text        NOT NULL CHECK (author <> ''),
	reason        text        NOT NULL CHECK (reason <> '' OR verdict = 1),
	correction    jsonb       CHECK ((correction IS NOT NULL) = (verdict = 3)),
	reviewed      jsonb       NOT NULL,
	review_time   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX reviews_fact ON metrics.reviews (transcript_id, fact_id, id DESC);
