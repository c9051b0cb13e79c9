-- +goose Up

-- The words of what is said in each turn of the latest revision, folded by the
-- service before they are parsed: the database's locale does not matter.
CREATE TABLE parser.turn_words (
    document_id bigint NOT NULL REFERENCES parser.documents,
    turn integer NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (document_id, turn)
);
CREATE INDEX turn_words_words ON parser.turn_words USING gin (words);
