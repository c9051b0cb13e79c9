-- +goose Up

-- A company's row is never deleted and its names are never given to another:
-- one that was merged into another one stays, so that its old names lead there.
CREATE TABLE parser.companies (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    merged_into bigint REFERENCES parser.companies,
    display_name text NOT NULL DEFAULT '',
    ticker text NOT NULL DEFAULT '',
    exchange text NOT NULL DEFAULT '',
    cik text NOT NULL DEFAULT '',
    lei text NOT NULL DEFAULT '',
    isin text NOT NULL DEFAULT '',
    figi text NOT NULL DEFAULT '',
    -- Other names met, and those that a person gave.
    aliases text[] NOT NULL DEFAULT '{}',
    given_aliases text[] NOT NULL DEFAULT '{}',
    -- The fields that a person set: documents do not change them any more.
    set_by_hand text[] NOT NULL DEFAULT '{}',
    create_time timestamptz NOT NULL DEFAULT now(),
    update_time timestamptz NOT NULL DEFAULT now(),
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT company_name_form CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    CONSTRAINT company_not_into_itself CHECK (merged_into <> id),
    CONSTRAINT company_set_by_hand_known CHECK (
        set_by_hand <@ ARRAY['display_name', 'ticker', 'exchange', 'cik', 'lei', 'isin', 'figi']),
    CONSTRAINT company_update_after_create CHECK (update_time >= create_time)
);
CREATE INDEX companies_ticker ON parser.companies (ticker, exchange) WHERE ticker <> '';

-- Every name that a company ever had.
CREATE TABLE parser.company_names (
    name text PRIMARY KEY,
    company_id bigint NOT NULL REFERENCES parser.companies
);
CREATE INDEX company_names_company ON parser.company_names (company_id);

CREATE TABLE parser.calls (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    company_id bigint NOT NULL REFERENCES parser.companies,
    name text NOT NULL,
    merged_into bigint REFERENCES parser.calls,
    -- The event, from the current transcript.
    kind smallint NOT NULL DEFAULT 0,
    fiscal_year integer,
    fiscal_quarter smallint,
    fiscal_period text,
    event_date date,
    local_time text NOT NULL DEFAULT '',
    time_zone text NOT NULL DEFAULT '',
    start_time timestamptz,
    current_document bigint,
    create_time timestamptz NOT NULL DEFAULT now(),
    update_time timestamptz NOT NULL DEFAULT now(),
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT call_name_form CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    CONSTRAINT call_not_into_itself CHECK (merged_into <> id),
    CONSTRAINT call_kind_known CHECK (kind BETWEEN 0 AND 5),
    CONSTRAINT call_year_range CHECK (fiscal_year BETWEEN 1900 AND 2200),
    CONSTRAINT call_quarter_range CHECK (fiscal_quarter BETWEEN 1 AND 4),
    CONSTRAINT call_period_known CHECK (fiscal_period IN ('Q1', 'Q2', 'Q3', 'Q4', 'H1', 'H2', 'FY')),
    CONSTRAINT call_merged_has_no_current CHECK (merged_into IS NULL OR current_document IS NULL)
);
CREATE UNIQUE INDEX calls_company_name ON parser.calls (company_id, name) WHERE merged_into IS NULL;
CREATE INDEX calls_company ON parser.calls (company_id);

-- Every name that a call ever had, below every company that ever held it. A
-- name below a company is never given to another call.
CREATE TABLE parser.call_names (
    company_id bigint NOT NULL REFERENCES parser.companies,
    name text NOT NULL,
    call_id bigint NOT NULL REFERENCES parser.calls,
    PRIMARY KEY (company_id, name)
);
CREATE INDEX call_names_call ON parser.call_names (call_id);

-- The bytes as submitted and the text that was made of them, once.
CREATE TABLE parser.documents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256 bytea NOT NULL,
    content bytea NOT NULL,
    filename text NOT NULL,
    media_type text NOT NULL,
    -- NULL where the text is the content, byte for byte.
    text bytea,
    text_sha256 bytea NOT NULL,
    converter text NOT NULL,
    converter_version text NOT NULL,
    -- Spans of the lines that the converter wrote itself: start, end, start, end.
    labels integer[] NOT NULL DEFAULT '{}',
    -- Doubts of the converter.
    warnings jsonb NOT NULL DEFAULT '[]',
    -- What the first submitter said about the document.
    hints jsonb NOT NULL DEFAULT '{}',
    published_time timestamptz,
    vendor text NOT NULL DEFAULT '',
    source_uri text NOT NULL DEFAULT '',
    accept_time timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT documents_sha256 UNIQUE (sha256),
    CONSTRAINT document_sha256_size CHECK (octet_length(sha256) = 32 AND octet_length(text_sha256) = 32),
    CONSTRAINT document_content_size CHECK (octet_length(content) BETWEEN 1 AND 16777216),
    CONSTRAINT document_labels_paired CHECK (cardinality(labels) % 2 = 0)
);

-- What documents, and persons by way of UpdateCompany, say that tells companies
-- apart. It stays when a document is deleted: it may come again.
CREATE TABLE parser.claims (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id bigint REFERENCES parser.documents,
    company_id bigint REFERENCES parser.companies,
    kind text NOT NULL,
    value text NOT NULL,
    -- The two in one: a document's id, or a company's, negative.
    member bigint NOT NULL GENERATED ALWAYS AS (coalesce(document_id, -company_id)) STORED,
    CONSTRAINT claim_of_one CHECK (num_nonnulls(document_id, company_id) = 1),
    CONSTRAINT claim_kind_known CHECK (
        kind IN ('merged', 'hint', 'cik', 'lei', 'isin', 'figi', 'listing', 'alias', 'name', 'symbol')),
    CONSTRAINT claim_value_set CHECK (value <> '')
);
CREATE INDEX claims_value ON parser.claims (kind, value);
CREATE UNIQUE INDEX claims_member ON parser.claims (member, kind, value);

-- Where a document's transcript is, and which revision is the latest.
CREATE TABLE parser.transcripts (
    document_id bigint PRIMARY KEY REFERENCES parser.documents,
    name text NOT NULL,
    call_id bigint NOT NULL REFERENCES parser.calls,
    revision integer NOT NULL,
    -- The greatest (accept_time, sha256) of a call is its current one.
    accept_time timestamptz NOT NULL,
    sha256 bytea NOT NULL,
    effective_time timestamptz NOT NULL,
    vendor text NOT NULL,
    layout text NOT NULL,
    -- Why it belongs to its company: the claim that it shares.
    match_kind text NOT NULL DEFAULT '',
    match_value text NOT NULL DEFAULT '',
    -- A person moved it: its own claims place it no more.
    pinned boolean NOT NULL DEFAULT false,
    delete_time timestamptz,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT transcripts_name UNIQUE (name),
    CONSTRAINT transcript_name_of_hash CHECK (name = encode(substring(sha256 FROM 1 FOR 8), 'hex')),
    CONSTRAINT transcript_revision_positive CHECK (revision >= 1)
);
CREATE INDEX transcripts_call ON parser.transcripts (call_id, accept_time DESC, sha256 DESC);
CREATE INDEX transcripts_accepted ON parser.transcripts (accept_time DESC, document_id DESC) WHERE delete_time IS NULL;

ALTER TABLE parser.calls ADD FOREIGN KEY (current_document) REFERENCES parser.transcripts DEFERRABLE INITIALLY DEFERRED;

-- Calls that a transcript was in before: its old names resolve.
CREATE TABLE parser.transcript_places (
    document_id bigint NOT NULL REFERENCES parser.documents,
    call_id bigint NOT NULL REFERENCES parser.calls,
    PRIMARY KEY (document_id, call_id)
);

-- What one version of the parser made of a document. System time: the revision
-- that this installation had at a time t is the one whose interval holds t.
CREATE TABLE parser.revisions (
    document_id bigint NOT NULL REFERENCES parser.documents,
    revision integer NOT NULL,
    parser_version text NOT NULL,
    recorded_from timestamptz NOT NULL DEFAULT now(),
    recorded_to timestamptz,
    layout text NOT NULL,
    layout_score smallint NOT NULL,
    layout_reason text NOT NULL,
    company_name text NOT NULL,
    ticker text NOT NULL,
    exchange text NOT NULL,
    event_kind smallint NOT NULL,
    fiscal_year integer,
    fiscal_quarter smallint,
    fiscal_period text,
    event_date date,
    local_time text NOT NULL,
    time_zone text NOT NULL,
    start_time timestamptz,
    evidence jsonb NOT NULL,
    conflicts jsonb NOT NULL,
    warnings jsonb NOT NULL,
    PRIMARY KEY (document_id, revision),
    CONSTRAINT revision_positive CHECK (revision >= 1),
    CONSTRAINT revision_recorded_order CHECK (recorded_to > recorded_from),
    CONSTRAINT revision_score_range CHECK (layout_score BETWEEN 0 AND 100),
    CONSTRAINT revision_kind_known CHECK (event_kind BETWEEN 0 AND 5),
    CONSTRAINT revision_quarter_range CHECK (fiscal_quarter BETWEEN 1 AND 4),
    CONSTRAINT revision_period_known CHECK (fiscal_period IN ('Q1', 'Q2', 'Q3', 'Q4', 'H1', 'H2', 'FY'))
);
CREATE UNIQUE INDEX revisions_latest ON parser.revisions (document_id) WHERE recorded_to IS NULL;

CREATE TABLE parser.speakers (
    document_id bigint NOT NULL,
    revision integer NOT NULL,
    index integer NOT NULL,
    id text NOT NULL,
    name text NOT NULL,
    role smallint NOT NULL,
    title text NOT NULL,
    firm text NOT NULL,
    status smallint NOT NULL,
    label text NOT NULL,
    aliases text[] NOT NULL,
    candidates text[] NOT NULL,
    evidence jsonb NOT NULL,
    PRIMARY KEY (document_id, revision, index),
    FOREIGN KEY (document_id, revision) REFERENCES parser.revisions,
    CONSTRAINT speaker_index_positive CHECK (index >= 0),
    CONSTRAINT speaker_role_known CHECK (role BETWEEN 0 AND 5),
    CONSTRAINT speaker_status_known CHECK (status BETWEEN 0 AND 3),
    CONSTRAINT speaker_unidentified_nameless CHECK (status <> 3 OR name = ''),
    CONSTRAINT speaker_resolved_named CHECK (status <> 1 OR name <> '' OR role = 1)
);

CREATE TABLE parser.turns (
    document_id bigint NOT NULL,
    revision integer NOT NULL,
    index integer NOT NULL,
    speaker integer NOT NULL,
    section smallint NOT NULL,
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    -- start, end, start, end.
    safe_harbor integer[] NOT NULL,
    PRIMARY KEY (document_id, revision, index),
    FOREIGN KEY (document_id, revision, speaker) REFERENCES parser.speakers,
    CONSTRAINT turn_index_range CHECK (index BETWEEN 0 AND 19999),
    CONSTRAINT turn_section_known CHECK (section BETWEEN 0 AND 3),
    CONSTRAINT turn_span_order CHECK (0 <= span_start AND span_start < span_end),
    CONSTRAINT turn_safe_harbor_paired CHECK (cardinality(safe_harbor) % 2 = 0)
);

CREATE TABLE parser.exchanges (
    document_id bigint NOT NULL,
    revision integer NOT NULL,
    index integer NOT NULL,
    questioner integer NOT NULL,
    first_turn integer NOT NULL,
    last_turn integer NOT NULL,
    answerers integer[] NOT NULL,
    PRIMARY KEY (document_id, revision, index),
    FOREIGN KEY (document_id, revision, questioner) REFERENCES parser.speakers,
    FOREIGN KEY (document_id, revision, first_turn) REFERENCES parser.turns,
    FOREIGN KEY (document_id, revision, last_turn) REFERENCES parser.turns,
    CONSTRAINT exchange_index_positive CHECK (index >= 0),
    CONSTRAINT exchange_order CHECK (first_turn <= last_turn)
);

CREATE TABLE parser.segments (
    document_id bigint NOT NULL,
    revision integer NOT NULL,
    index integer NOT NULL,
    kind smallint NOT NULL,
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    -- NULL where the segment is of no turn.
    turn integer,
    PRIMARY KEY (document_id, revision, index),
    FOREIGN KEY (document_id, revision) REFERENCES parser.revisions,
    CONSTRAINT segment_index_positive CHECK (index >= 0),
    CONSTRAINT segment_kind_known CHECK (kind BETWEEN 1 AND 9),
    CONSTRAINT segment_span_order CHECK (0 <= span_start AND span_start < span_end)
);

-- The feed of changes. Transactions commit in another order than that of their
-- numbers; a reader takes what is below the oldest one that still runs, in the
-- order (transaction, id), and misses nothing.
CREATE TABLE parser.changes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    kind text NOT NULL,
    document_id bigint NOT NULL REFERENCES parser.documents,
    change_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (transaction, id),
    CONSTRAINT change_kind_known CHECK (kind IN ('created', 'revised', 'changed', 'deleted'))
);
