// Ingests a file, waits for its facts, prints them and verifies their evidence,
// over REST, with types made of the OpenAPI document:
//
//     npm install && npm run build && node dist/facts.js FILE
//
// CALLFACTS_URL and CALLFACTS_API_KEY say where the server is and which key it
// wants.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { connect, type schemas } from '@callfacts/client/rest';

const client = connect(process.env.CALLFACTS_URL, { key: process.env.CALLFACTS_API_KEY });

interface Name {
  company: string;
  call: string;
  transcript: string;
}

/** A resource's name in the parts that its path takes. */
function parse(name = ''): Name {
  const [, company = '', , call = '', , transcript = ''] = name.split('/');
  return { company, call, transcript };
}

/** Sends a file; gives the name of its transcript when its facts are there. */
async function ingest(path: string): Promise<Name> {
  const content = (await readFile(path)).toString('base64');
  const { data } = await client.POST('/v1/documents:ingest', { body: { content, filename: basename(path) } });
  const name = parse(data?.transcript?.name);
  for (;;) {
    const { data: extraction } = await client.GET('/v1/companies/{company}/calls/{call}/transcripts/{transcript}/extraction', {
      params: { path: name, query: { wait: '30s' } },
    });
    if (extraction?.state === 'STATE_SUCCEEDED') return name;
    if (extraction?.state === 'STATE_FAILED') throw new Error(`the extraction failed: ${extraction.error}`);
  }
}

/** All facts of a transcript, page by page, in order of the text. */
async function* facts(name: Name): AsyncGenerator<schemas['Fact']> {
  let pageToken: string | undefined;
  do {
    const { data } = await client.GET('/v1/companies/{company}/calls/{call}/transcripts/{transcript}/facts', {
      params: { path: name, query: { pageSize: 50, pageToken } },
    });
    yield* data?.facts ?? [];
    pageToken = data?.nextPageToken;
  } while (pageToken);
}

/** Whether the bytes that a fact names say what it quotes. */
function verified(text: Buffer, { quote, quoteSpan, value }: schemas['Evidence'] = {}): boolean {
  const start = quoteSpan?.start ?? 0;
  const end = quoteSpan?.end ?? 0;
  return text.subarray(start, end).toString() === quote && start <= (value?.start ?? 0) && (value?.end ?? 0) <= end;
}

async function main(path: string): Promise<number> {
  const name = await ingest(path);
  const { data: transcript } = await client.GET('/v1/companies/{company}/calls/{call}/transcripts/{transcript}', {
    params: { path: name, query: { view: 'TRANSCRIPT_VIEW_FULL' } },
  });
  const text = Buffer.from(transcript?.text ?? ''); // spans are bytes, and a string is UTF-16
  if (createHash('sha256').update(text).digest('hex') !== transcript?.textSha256) throw new Error('the text is not the one that was parsed');
  let count = 0;
  let good = 0;
  for await (const { concept, value, period, evidence } of facts(name)) {
    const quote = evidence?.quote?.trim().split(/\s+/).join(' ');
    console.log([concept, value?.low ?? '', value?.high ?? '', value?.unit ?? '', period?.label ?? '', quote].join('\t'));
    count++;
    if (verified(text, evidence)) good++;
  }
  console.log(`${count} facts, ${good} verified`);
  return good === count ? 0 : 1;
}

const [, , path, ...more] = process.argv;
if (!path || more.length > 0) {
  console.error('usage: facts.js FILE');
  process.exit(2);
}
try {
  process.exitCode = await main(path);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
