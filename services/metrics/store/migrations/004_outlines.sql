-- +goose Up

-- What the answers over several facts need of a transcript besides them: who
-- spoke where and for how long, what was asked, what was said of guidance without
-- a number. Written with the facts of its extraction, and never changed.
CREATE TABLE metrics.outlines (
	extraction_id bigint PRIMARY KEY REFERENCES metrics.extractions,
	outline       jsonb  NOT NULL CHECK (jsonb_typeof(outline) = 'object')
);
