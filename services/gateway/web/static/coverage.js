// Which concepts each call tells, and which were asked for in vain.

import { get } from './api.js';
import { counted, el } from './dom.js';
import * as format from './format.js';
import { sideways } from './sideways.js';
import { fragment, span } from './text.js';

/** coverageOf is the coverage of a company. */
export function coverageOf(company, signal) {
  return get(`/v1/companies/${company}/coverage`, {}, signal);
}

const askedAt = (call, concept) => `/${call.transcript}${fragment(span(concept.asked[0].span))}`;

// cell is what a call tells of a concept: how many facts, with the first on hover.
function cell(call, concept) {
  const label = format.callTitle(undefined, call.call ?? '');
  switch (concept.state) {
    case 'COVERAGE_STATE_STATED': {
      const [first] = concept.facts;
      return el(
        'td',
        { class: 'n' },
        el(
          'a',
          { href: `/${first.name}`, title: first.evidence?.quote, 'aria-label': `${counted(concept.facts.length, 'fact')}, ${label}` },
          concept.facts.length,
        ),
      );
    }
    case 'COVERAGE_STATE_ASKED_NOT_GIVEN':
      return el('td', { class: 'n asked' }, el('a', { href: askedAt(call, concept) }, 'asked'));
    case 'COVERAGE_STATE_NOT_PROCESSED':
      return el('td', { class: 'n quiet' }, 'not read yet');
    case 'COVERAGE_STATE_NO_TRANSCRIPT':
      return el('td', { class: 'n quiet none' }, el('span', { class: 'hidden' }, 'no transcript'));
    default:
      return el('td', { class: 'n quiet' }, '–');
  }
}

/** coverageTable draws the concepts that are asked for mostly by call. */
export function coverageTable(coverage, labels) {
  const calls = coverage.calls ?? [];
  const concepts = (calls[0]?.concepts ?? []).map((c) => c.concept);
  if (concepts.length === 0) return '';
  const head = (call) =>
    el(
      'th',
      { scope: 'col', class: 'n' },
      call.call
        ? el('a', { href: `/${call.call}` }, format.period(call.period) || call.call.split('/').at(-1))
        : [format.period(call.period), ' ', el('span', { class: 'under' }, 'no transcript')],
    );
  const table = el(
    'table',
    { class: 'matrix coverage' },
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Measure'), calls.map(head))),
    el(
      'tbody',
      {},
      concepts.map((id, i) =>
        el(
          'tr',
          {},
          el('th', { scope: 'row' }, format.conceptLabel(labels, id)),
          calls.map((call) => cell(call, call.concepts[i])),
        ),
      ),
    ),
  );
  const { region, tools } = sideways(table, 'Table of coverage', ['Earlier', 'Later']);
  return el(
    'section',
    { class: 'block', 'aria-labelledby': 'covered' },
    el(
      'div',
      { class: 'heading' },
      el('h2', { id: 'covered' }, 'What each call tells'),
      el('span', { class: 'key quiet' }, 'how many facts · asked: a question names it, and no number was given'),
      tools,
    ),
    region,
  );
}

/** coverageLines is the same of one call, in a line for each state. */
export function coverageLines(coverage, name, labels) {
  const call = (coverage.calls ?? []).find((c) => c.call === name);
  if (!call) return '';
  const line = (title, state, link) => {
    const these = call.concepts.filter((c) => c.state === `COVERAGE_STATE_${state}`);
    if (these.length === 0) return undefined;
    return [
      el('dt', {}, title),
      el(
        'dd',
        {},
        these.map((c, i) => {
          const text = format.conceptLabel(labels, c.concept);
          return [i > 0 && ', ', link ? el('a', { href: link(c) }, text) : text];
        }),
      ),
    ];
  };
  return el(
    'div',
    { class: 'statistics' },
    el('h3', {}, 'What is told'),
    el(
      'dl',
      { class: 'fields told' },
      line('Told', 'STATED', (c) => `/${c.facts[0].name}`),
      line('Asked, not given', 'ASKED_NOT_GIVEN', (c) => askedAt(call, c)),
      line('Not told', 'NOT_STATED'),
    ),
  );
}
