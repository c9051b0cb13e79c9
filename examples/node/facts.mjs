#!/usr/bin/env node
// Ingests a file, waits for its facts, prints them and verifies their evidence:
//
//     node facts.mjs FILE
//
// Only Node is needed, 18 or later. CALLFACTS_URL and CALLFACTS_API_KEY say
// where the server is and which key it wants.

import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {basename} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

const url = process.env.CALLFACTS_URL ?? 'http://127.0.0.1:8080';
const attempts = 5;

/** What the API refused: `reason` is what to branch on. */
class ApiError extends Error {
  constructor({code, reason, message}) {
    super(`${reason || code}: ${message}`);
    Object.assign(this, {code, reason});
  }
}

/** One request. Every method here may be repeated: ingest knows its bytes. */
async function call(method, path, parameters = {}, body) {
  const target = new URL(`/v1/${path}`, url);
  for (const [name, value] of Object.entries(parameters)) if (value) target.searchParams.set(name, value);
  const headers = {};
  if (body) headers['Content-Type'] = 'application/octet-stream';
  if (process.env.CALLFACTS_API_KEY) headers.Authorization = `Bearer ${process.env.CALLFACTS_API_KEY}`;
  for (let attempt = 1; ; attempt++) {
    let response;
    try {
      response = await fetch(target, {method, headers, body, signal: AbortSignal.timeout(60_000)});
    } catch (error) {
      if (attempt === attempts) throw error;
    }
    if (response?.ok) return response.json();
    if (response && (![429, 503].includes(response.status) || attempt === attempts)) throw new ApiError(await response.json());
    await sleep(100 * 2 ** attempt);
  }
}

/** Sends a file; gives the name of its transcript when its facts are there. */
async function ingest(path) {
  const {transcript} = await call('POST', 'documents:ingest', {filename: basename(path)}, await readFile(path));
  for (;;) {
    const {state, error} = await call('GET', `${transcript.name}/extraction`, {wait: '30s'});
    if (state === 'STATE_SUCCEEDED') return transcript.name;
    if (state === 'STATE_FAILED') throw new Error(`the extraction failed: ${error}`);
  }
}

/** All facts of a transcript, page by page, in order of the text. */
async function* facts(transcript) {
  let pageToken = '';
  do {
    const page = await call('GET', `${transcript}/facts`, {pageSize: 50, pageToken});
    yield* page.facts ?? [];
    pageToken = page.nextPageToken;
  } while (pageToken);
}

/** Whether the bytes that a fact names say what it quotes. */
function verified(text, {evidence: {quote, quoteSpan: {start = 0, end}, value}}) {
  return text.subarray(start, end).toString() === quote && start <= (value.start ?? 0) && value.end <= end;
}

const [path] = process.argv.slice(2);
if (!path) {
  console.error('usage: facts.mjs FILE');
  process.exit(2);
}
try {
  const name = await ingest(path);
  const transcript = await call('GET', name, {view: 'TRANSCRIPT_VIEW_FULL'});
  const text = Buffer.from(transcript.text); // spans are bytes, and a string is UTF-16
  if (createHash('sha256').update(text).digest('hex') !== transcript.textSha256) throw new Error('the text is not the one that was parsed');
  let count = 0, good = 0;
  for await (const fact of facts(name)) {
    const {low = '', high = '', unit = ''} = fact.value;
    console.log([fact.concept, low, high, unit, fact.period?.label ?? '', fact.evidence.quote.trim().split(/\s+/).join(' ')].join('\t'));
    count++;
    if (verified(text, fact)) good++;
  }
  console.log(`${count} facts, ${good} verified`);
  process.exitCode = good === count ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
