-- +goose Up

-- A company's own part of the taxonomy, under its name of today: facts of older
-- extractions keep the revision that they were read by in their engine_version.
CREATE TABLE metrics.taxonomies (
	company     text        COLLATE "C" PRIMARY KEY CHECK (company ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
	source      text        NOT NULL CHECK (octet_length(source) <= 100000),
	revision    text        COLLATE "C" NOT NULL CHECK (revision ~ '^([0-9a-f]{8})?$' AND (revision = '') = (source = '')),
	version     int8        NOT NULL CHECK (version >= 1),
	update_time timestamptz NOT NULL
);
