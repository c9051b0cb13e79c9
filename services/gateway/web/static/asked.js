// What the page of a call shows, asked for before the page's own modules are here.

import { Refusal, conceptLabels, get, getText, list } from './api.js';

/** askForCall asks for everything that a call's page shows, as soon as its name is known. */
export async function askForCall([company, call, id], signal) {
  const name = id
    ? Promise.resolve(`companies/${company}/calls/${call}/transcripts/${id}`)
    : currentTranscript(company, call, signal);
  const source = name.then((n) => getText(`/v1/${n}`, { view: 'TRANSCRIPT_VIEW_FULL' }, signal));
  const transcript = source.then((text) => JSON.parse(text));
  // `-` in the path stands for what the transcript's own name tells.
  const companyId = company === '-' ? transcript.then((t) => t.name.split('/')[1]) : Promise.resolve(company);
  const [held, facts, labels, companyHeld, text] = await Promise.all([
    transcript,
    name.then((n) => list(`/v1/${n}/facts`, 'facts', {}, signal)),
    conceptLabels(),
    companyId.then((c) => get(`/v1/companies/${c}`, {}, signal)),
    source,
  ]);
  return { transcript: held, facts: facts.items, labels, company: companyHeld, source: text };
}

async function currentTranscript(company, call, signal) {
  const found = await get(`/v1/companies/${company}/calls/${call}`, {}, signal);
  if (!found.currentTranscript) throw new Refusal(404, { message: 'This call has no transcript.' });
  return found.currentTranscript;
}
