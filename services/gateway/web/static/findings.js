// Checks over facts: whether what was said fits together, with the arithmetic.

import { list } from './api.js';
import { el } from './dom.js';
import * as format from './format.js';
import { Text, fragment, span } from './text.js';

const CHECKS = {
  FINDING_CHECK_SHARES: 'Shares of a whole',
  FINDING_CHECK_PARTS: 'Parts of a total',
  FINDING_CHECK_SHARE: 'A share',
  FINDING_CHECK_GROWTH: 'Growth',
  FINDING_CHECK_CHANGE: 'A change',
  FINDING_CHECK_RATIO: 'A ratio',
  FINDING_CHECK_MIDPOINT: 'A midpoint',
  FINDING_CHECK_ANSWER: 'An answer',
  FINDING_CHECK_TRANSCRIPTS: 'Two transcripts',
};
const VERDICTS = [
  ['FINDING_VERDICT_INCONSISTENT', 'inconsistent', 'Does not fit'],
  ['FINDING_VERDICT_CONSISTENT', 'consistent', 'Fits'],
  ['FINDING_VERDICT_NOT_CHECKABLE', 'unknown', 'Cannot be checked'],
];

/** findingsOf is the findings of a call, or of all calls of a company with `-`. */
export async function findingsOf(company, call, signal, filter = '') {
  const path = `/v1/companies/${company}/calls/${call}/findings`;
  return (await list(path, 'findings', { filter }, signal, 5000)).items;
}

// passage is a place in one of two transcripts, with its words on hover.
function passage({ transcript, span: whole, value, text }) {
  const [at, number] = [span(whole), value && span(value)];
  const words = number && new Text(text).slice(number.start - at.start, number.end - at.start);
  return el(
    'li',
    {},
    el('a', { href: `/${transcript}${fragment(number ?? at)}`, title: text }, words || 'the passage'),
    ' ',
    el('span', { class: 'quiet' }, `in transcript ${transcript.split('/').at(-1).slice(0, 8)}`),
  );
}

function finding(f, labels, kind) {
  const facts = f.passages ? [] : (f.facts ?? []);
  return el(
    'li',
    { class: `finding ${kind}` },
    el(
      'div',
      {},
      el('b', {}, CHECKS[f.check] ?? 'A check'),
      ' ',
      [format.conceptLabel(labels, f.concept ?? ''), format.period(f.period)].filter(Boolean).join(', '),
      f.reason &&
        el('span', { class: 'quiet' }, ` · ${format.enumerated(f.reason, 'NOT_CHECKABLE_REASON_')}`),
    ),
    f.arithmetic && el('div', { class: 'arithmetic' }, f.arithmetic),
    el(
      'ul',
      { class: 'chips' },
      facts.map((x) =>
        el(
          'li',
          {},
          el('a', { href: `/${x.name}`, title: x.evidence?.quote }, format.quantity(x.value, x.measure)),
          ' ',
          el('span', { class: 'quiet' }, format.subject(labels, x)),
        ),
      ),
      (f.passages ?? []).map(passage),
    ),
  );
}

/** notesOf is what does not fit, by the name of the fact that was checked. */
export function notesOf(findings) {
  const notes = new Map();
  for (const f of findings) {
    const [checked] = f.facts ?? [];
    if (f.verdict !== 'FINDING_VERDICT_INCONSISTENT' || !checked) continue;
    notes.set(checked.name, [
      ...(notes.get(checked.name) ?? []),
      `Does not fit: ${f.arithmetic.replace(/: inconsistent$/, '')}`,
    ]);
  }
  return notes;
}

/** findingsList draws findings, those that do not fit first and unfolded. */
export function findingsList(findings, labels) {
  if (findings.length === 0) return el('p', { class: 'quiet' }, 'Nothing was said that could be checked.');
  return el(
    'div',
    { class: 'findings' },
    VERDICTS.map(([verdict, kind, words]) => {
      const same = findings.filter((f) => f.verdict === verdict);
      return (
        same.length > 0 &&
        el(
          'details',
          { open: kind === 'inconsistent' },
          el('summary', { class: kind }, el('h3', {}, words, ' ', el('span', { class: 'quiet' }, same.length))),
          el(
            'ul',
            {},
            same.map((f) => finding(f, labels, kind)),
          ),
        )
      );
    }),
  );
}
