#!/usr/bin/env node
// Ingests a file, waits for its facts, prints them and verifies their evidence,
// over gRPC:
//
//     node facts.mjs FILE
//
// CALLFACTS_SERVER and CALLFACTS_API_KEY say where the server is and which key
// it wants.

import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {basename} from 'node:path';

import {call, connect, facts as f, metrics as m, parser as p, reason, transcripts as t} from '@callfacts/client';

const {parser, metrics} = connect(process.env.CALLFACTS_SERVER, {key: process.env.CALLFACTS_API_KEY});

/** Sends a file; gives the name of its transcript when its facts are there. */
async function ingest(path) {
  const request = p.IngestDocumentRequest.fromPartial({content: await readFile(path), filename: basename(path)});
  const {transcript: {name}} = await call(parser, parser.ingestDocument, request);
  const wait = m.GetExtractionRequest.fromPartial({name: `${name}/extraction`, wait: {seconds: 30}});
  for (;;) {
    const {extraction: {state, error}} = await call(metrics, metrics.getExtraction, wait);
    if (state === f.Extraction_State.STATE_SUCCEEDED) return name;
    if (state === f.Extraction_State.STATE_FAILED) throw new Error(`the extraction failed: ${error}`);
  }
}

/** All facts of a transcript, page by page, in order of the text. */
async function* facts(parent) {
  let pageToken = '';
  do {
    const request = m.ListFactsRequest.fromPartial({parent, pageSize: 50, pageToken});
    const page = await call(metrics, metrics.listFacts, request);
    yield* page.facts;
    pageToken = page.nextPageToken;
  } while (pageToken);
}

/** Whether the bytes that a fact names say what it quotes. */
function verified(text, {quote, quoteSpan: {start, end}, value}) {
  return text.subarray(start, end).toString() === quote && start <= value.start && value.end <= end;
}

async function main(path) {
  const name = await ingest(path);
  const full = p.GetTranscriptRequest.fromPartial({name, view: t.TranscriptView.TRANSCRIPT_VIEW_FULL});
  const {transcript} = await call(parser, parser.getTranscript, full);
  const text = Buffer.from(transcript.text); // spans are bytes, and a string is UTF-16
  if (createHash('sha256').update(text).digest('hex') !== transcript.textSha256) throw new Error('the text is not the one that was parsed');
  let count = 0, good = 0;
  for await (const {concept, value, period, evidence} of facts(name)) {
    console.log([concept, value.low, value.high, value.unit, period?.label ?? '', evidence.quote.trim().split(/\s+/).join(' ')].join('\t'));
    count++;
    if (verified(text, evidence)) good++;
  }
  console.log(`${count} facts, ${good} verified`);
  return good === count ? 0 : 1;
}

if (process.argv.length !== 3) {
  console.error('usage: facts.mjs FILE');
  process.exit(2);
}
try {
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  console.error(reason(error) ? `${reason(error)}: ${error.details}` : error.message);
  process.exitCode = 1;
}
