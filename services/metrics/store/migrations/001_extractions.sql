-- +goose Up

-- What the parser said last about each transcript: names as of today, when its
-- document was accepted, whether it is deleted. Written only by one who has read
-- the version before he asked the parser, so that old news never replaces newer.
CREATE TABLE metrics.transcripts (
	-- The first 16 hexadecimal digits of the document's SHA-256: it never
	-- changes, whatever becomes of the names of company and call.
	id          text        COLLATE "C" PRIMARY KEY CHECK (id ~ '^[0-9a-f]{16}$'),
	company     text        COLLATE "C" CHECK (company ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
	call        text        COLLATE "C" CHECK (call ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
	-- Of the transcripts of a call, the one accepted last is current.
	accept_time timestamptz,
	deleted     boolean     NOT NULL,
	version     int8        NOT NULL CHECK (version >= 1),
	-- One that was deleted before it was ever met has no names.
	CHECK (num_nulls(company, call, accept_time) IN (0, CASE WHEN deleted THEN 3 ELSE 0 END))
);
CREATE INDEX transcripts_call ON metrics.transcripts (company, call, accept_time DESC, id DESC);

-- What was extracted from one revision of one transcript by one version of the
-- engine, or why nothing could be. Exactly once: the unique key.
CREATE TABLE metrics.extractions (
	id                  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	transcript_id       text        COLLATE "C" NOT NULL CHECK (transcript_id ~ '^[0-9a-f]{16}$'),
	transcript_revision int4        NOT NULL CHECK (transcript_revision >= 1),
	-- Version of the engine, and after a plus sign the revision of the
	-- company's own taxonomy if it has one: 3+1f2e3d4c.
	engine_version      text        COLLATE "C" NOT NULL CHECK (engine_version <> ''),
	-- 2 succeeded, 3 failed. What is pending has no row.
	state               int2        NOT NULL CHECK (state IN (2, 3)),
	error               text        NOT NULL DEFAULT '' CHECK ((error <> '') = (state = 3)),
	fact_count          int4        NOT NULL DEFAULT 0 CHECK (fact_count >= 0),
	numeral_count       int4        NOT NULL DEFAULT 0 CHECK (numeral_count >= 0),
	unresolved_count    int4        NOT NULL DEFAULT 0 CHECK (unresolved_count BETWEEN 0 AND numeral_count),
	-- Market time: when the contents became known. Null where it failed before
	-- the parser told.
	effective_time      timestamptz CHECK (effective_time IS NOT NULL OR state = 3),
	finish_time         timestamptz NOT NULL,
	CHECK (state = 2 OR (fact_count, numeral_count) = (0, 0)),
	CONSTRAINT extractions_once UNIQUE (transcript_id, transcript_revision, engine_version)
);
-- Lists of facts go by it, newest call first, and read the facts of one
-- extraction after the other until a page is full.
CREATE INDEX extractions_newest ON metrics.extractions (effective_time DESC, transcript_id);

-- System time: which extraction of a transcript was the one in force, from when
-- to when. Facts are never changed; re-extraction closes the open interval of
-- the transcript and opens another, deletion closes it, revival opens a new one.
CREATE TABLE metrics.recordings (
	transcript_id text        COLLATE "C" NOT NULL REFERENCES metrics.transcripts,
	extraction_id bigint      NOT NULL REFERENCES metrics.extractions,
	recorded_from timestamptz NOT NULL,
	recorded_to   timestamptz NOT NULL DEFAULT 'infinity',
	PRIMARY KEY (transcript_id, recorded_from),
	CHECK (recorded_from < recorded_to)
);
-- A transcript has one extraction in force at most.
CREATE UNIQUE INDEX recordings_open ON metrics.recordings (transcript_id) WHERE recorded_to = 'infinity';
-- From a fact to its interval.
CREATE INDEX recordings_extraction ON metrics.recordings (extraction_id);

-- The facts. A row is written in the transaction of its extraction and never
-- changed. There is no foreign key: nobody else writes here, and its check of
-- each row would cost as much as the row.
CREATE TABLE metrics.facts (
	extraction_id     bigint      NOT NULL,
	ordinal           int4        NOT NULL CHECK (ordinal >= 0), -- place in order of the text
	transcript_id     text        COLLATE "C" NOT NULL,
	fact_id           text        COLLATE "C" NOT NULL CHECK (fact_id ~ '^[a-z0-9]{16}$'),

	concept           text        COLLATE "C" NOT NULL CHECK (concept <> ''),
	measure           int2        NOT NULL CHECK (measure BETWEEN 1 AND 4),    -- value, growth, change, share
	status            int2        NOT NULL CHECK (status BETWEEN 1 AND 4),     -- actual, guidance, target, hypothetical
	comparison        int2        NOT NULL CHECK (comparison BETWEEN 0 AND 3), -- open, sequential, year over year, other
	basis             int2        NOT NULL CHECK (basis BETWEEN 0 AND 2),      -- open, GAAP, non-GAAP
	basis_source      int2        NOT NULL CHECK (basis_source BETWEEN 0 AND 4),

	low               numeric,     -- an open end is null
	high              numeric,
	unit              text        COLLATE "C" NOT NULL,
	bound             int2        NOT NULL CHECK (bound BETWEEN 0 AND 4),      -- -, exact, approx, at least, at most
	form              int2        NOT NULL CHECK (form BETWEEN 0 AND 6),       -- number, range, plus-minus, band, flat, multiple, fraction
	precision         numeric     NOT NULL CHECK (precision >= 0),

	period            text        COLLATE "C" NOT NULL CHECK (period ~ '^[0-9A-Z]{0,12}$'), -- '' where the text does not tell
	period_start      date,
	period_end        date,

	-- One dimension an index: axes[1] is the kind of members[1].
	axes              int2[]      NOT NULL,
	members           text[]      COLLATE "C" NOT NULL,
	member_spans      int4[]      NOT NULL, -- start and end of each
	qualifiers        int2[]      NOT NULL,

	speaker           text        COLLATE "C" NOT NULL, -- id in the transcript
	speaker_name      text        NOT NULL,
	speaker_role      int2        NOT NULL CHECK (speaker_role BETWEEN 0 AND 5),
	turn              int4        NOT NULL CHECK (turn >= 0),

	-- Byte spans, half-open; null where the part was not said in so many words.
	value_start       int4        NOT NULL CHECK (value_start >= 0),
	value_end         int4        NOT NULL,
	sign_start        int4,
	sign_end          int4,
	bound_start       int4,
	bound_end         int4,
	unit_start        int4,
	unit_end          int4,
	concept_start     int4,
	concept_end       int4,
	period_span_start int4,
	period_span_end   int4,
	comparison_start  int4,
	comparison_end    int4,
	basis_start       int4,
	basis_end         int4,
	quote_start       int4        NOT NULL,
	quote_end         int4        NOT NULL,
	quote             text        NOT NULL,

	-- How the reading came about, and what was considered and not taken.
	rules             jsonb       NOT NULL,
	discarded         jsonb       NOT NULL,

	PRIMARY KEY (extraction_id, ordinal),
	CONSTRAINT facts_value CHECK (CASE num_nulls(low, high) WHEN 0 THEN low <= high ELSE num_nulls(low, high) = 1 END),
	CONSTRAINT facts_period CHECK (coalesce(period_start <= period_end, true)),
	CONSTRAINT facts_dimensions CHECK (cardinality(axes) = cardinality(members)
		AND cardinality(member_spans) = 2 * cardinality(members) AND 1 <= ALL (axes) AND 7 >= ALL (axes) AND '' <> ALL (members)),
	CONSTRAINT facts_qualifiers CHECK (1 <= ALL (qualifiers) AND 4 >= ALL (qualifiers)),
	CONSTRAINT facts_comparison CHECK (comparison = 0 OR measure IN (2, 3)),
	CONSTRAINT facts_basis CHECK (basis <> 0 OR basis_source = 0),
	CONSTRAINT facts_spans CHECK (value_start < value_end AND quote_start <= value_start AND value_end <= quote_end
		AND num_nulls(sign_start, sign_end) <> 1 AND num_nulls(bound_start, bound_end) <> 1
		AND num_nulls(unit_start, unit_end) <> 1 AND num_nulls(concept_start, concept_end) <> 1
		AND num_nulls(period_span_start, period_span_end) <> 1 AND num_nulls(comparison_start, comparison_end) <> 1
		AND num_nulls(basis_start, basis_end) <> 1
		AND coalesce(sign_start < sign_end, true) AND coalesce(bound_start < bound_end, true)
		AND coalesce(unit_start < unit_end, true) AND coalesce(concept_start < concept_end, true)
		AND coalesce(period_span_start < period_span_end, true) AND coalesce(comparison_start < comparison_end, true)
		AND coalesce(basis_start < basis_end, true)),
	CONSTRAINT facts_quote CHECK (octet_length(quote) = quote_end - quote_start)
);
-- A fact by its name.
CREATE INDEX facts_name ON metrics.facts (transcript_id, fact_id);
-- The facts of a concept, of a period, of a part: within an extraction where
-- they are many, all at once where they are few.
CREATE INDEX facts_concept ON metrics.facts (concept, extraction_id);
CREATE INDEX facts_period_label ON metrics.facts (period, extraction_id);
CREATE INDEX facts_members ON metrics.facts USING gin (members);

-- The ledger: every numeral of the speech with its one fate. No foreign key, as
-- for facts.
CREATE TABLE metrics.numerals (
	extraction_id bigint NOT NULL,
	ordinal       int4   NOT NULL CHECK (ordinal >= 0),
	start         int4   NOT NULL CHECK (start >= 0),
	"end"         int4   NOT NULL,
	turn          int4   NOT NULL CHECK (turn >= 0),
	fate          int2   NOT NULL CHECK (fate BETWEEN 1 AND 3), -- fact, rejected, unresolved
	reason        text   NOT NULL CHECK (reason = '' OR fate = 2),
	facts         int4[] NOT NULL, -- their ordinals
	PRIMARY KEY (extraction_id, ordinal),
	CHECK (start < "end"),
	CHECK (cardinality(facts) = 0 OR fate = 1)
);

-- The feed: what came into force and what ceased to be. A reader goes by
-- (xid, id) and stops below the oldest transaction that still runs, so that it
-- loses no row that commits out of order.
CREATE TABLE metrics.changes (
	id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	xid           xid8        NOT NULL DEFAULT pg_current_xact_id(),
	transcript_id text        COLLATE "C" NOT NULL,
	extraction_id bigint      NOT NULL,
	-- 1 in force, 2 no longer in force, 3 renamed.
	kind          int2        NOT NULL CHECK (kind BETWEEN 1 AND 3),
	change_time   timestamptz NOT NULL
);
CREATE INDEX changes_order ON metrics.changes (xid, id);
