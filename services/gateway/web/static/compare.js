// Two transcripts, of two vendors or two times, and the facts they do not agree on.

import { conceptLabels, list, post } from './api.js';
import { counted, el, select } from './dom.js';
import { findingsList, findingsOf } from './findings.js';
import * as format from './format.js';

function describe(t) {
  return [
    t.company?.name ?? 'Unnamed company',
    format.callTitle(t.event, t.name),
    t.vendor || t.layout?.name,
    t.current ? '' : 'superseded',
    format.day(t.acceptTime) && `accepted ${format.day(t.acceptTime)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

const companyOf = (name) => name.split('/calls/')[0];

function side(fact, labels, kind) {
  if (!fact) return el('td', { class: 'quiet' }, 'not there');
  return el(
    'td',
    { class: kind },
    el(
      'a',
      { href: `/${fact.name}`, title: fact.evidence?.quote },
      format.quantity(fact.value, fact.measure),
    ),
    ' ',
    [
      format.subject(labels, fact),
      format.period(fact.period?.label),
      format.basis(fact),
      format.comparison(fact),
      format.status(fact),
    ]
      .filter(Boolean)
      .join(' · '),
  );
}

function result(answer, labels) {
  const differences = answer.differences ?? [];
  const row = (d) =>
    el(
      'tr',
      {},
      el(
        'th',
        { scope: 'row' },
        !d.base
          ? 'only in the second'
          : !d.other
            ? 'only in the first'
            : `another ${(d.fields ?? []).join(', ').replaceAll('_', ' ')}`,
      ),
      side(d.base, labels, d.other ? '' : 'gone'),
      side(d.other, labels, d.base ? '' : 'new'),
    );
  return [
    el(
      'p',
      {},
      `${counted(answer.sameCount ?? 0, 'fact')} the same in both, ${counted(differences.length, 'difference')}.`,
    ),
    differences.length > 0 &&
      el(
        'div',
        { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Differences' },
        el(
          'table',
          { class: 'differences' },
          el(
            'thead',
            {},
            el(
              'tr',
              {},
              ['Difference', 'First', 'Second'].map((t) => el('th', { scope: 'col' }, t)),
            ),
          ),
          el('tbody', {}, differences.map(row)),
        ),
      ),
  ].filter(Boolean);
}

// numbersOf is whether two transcripts of one call have the same numbers at the
// same places.
async function numbersOf(base, other, signal, labels) {
  const [call, again] = [base, other].map((name) => name.split('/transcripts/')[0]);
  if (call !== again || base === other) return [];
  const [, company, , id] = call.split('/');
  const found = await findingsOf(company, id, signal, 'check = TRANSCRIPTS');
  const ours = found.filter((f) => (f.passages ?? []).every((p) => p.transcript === base || p.transcript === other));
  return [
    el(
      'section',
      { class: 'block', 'aria-labelledby': 'numbers' },
      el('div', { class: 'heading' }, el('h2', { id: 'numbers' }, 'Numbers, word by word')),
      findingsList(ours, labels),
    ),
  ];
}

export async function page({ main, signal, navigate }) {
  const asked = new URLSearchParams(location.search);
  const [held, labels] = await Promise.all([
    list('/v1/companies/-/calls/-/transcripts', 'transcripts', {}, signal, 1000),
    conceptLabels(),
  ]);
  const transcripts = held.items.toSorted((a, b) => a.name.localeCompare(b.name));
  const [base, other] = [asked.get('base') ?? '', asked.get('other') ?? ''];
  const ofCompany = (t) => companyOf(t.name) === companyOf(base);
  // Beside a call, others of its company are the likely ones.
  const likely = transcripts.toSorted((a, b) => ofCompany(b) - ofCompany(a));
  const options = (list) => [['', 'Choose …'], ...list.map((t) => [t.name, describe(t)])];
  const choose = (name) => (value) => {
    asked.set(name, value);
    // Beside a transcript, another of its call is the likely one.
    const sister = transcripts.find(
      (t) => t.name !== value && t.name.startsWith(`${value.split('/transcripts/')[0]}/`),
    );
    if (name === 'base' && !asked.get('other') && sister) asked.set('other', sister.name);
    navigate(`/compare?${asked}`, { focus: false });
  };
  let answer = [
    el(
      'p',
      { class: 'quiet' },
      'Two transcripts of one call show what a correction or another vendor changed; those of two calls show what was said anew.',
    ),
  ];
  if (base && other)
    answer = result(
      await post(
        '/v1/transcripts:compare',
        { base: { transcript: base }, other: { transcript: other } },
        signal,
      ),
      labels,
    );
  if (base && other) answer.push(...(await numbersOf(base, other, signal, labels)));
  if (base && other && companyOf(base) !== companyOf(other))
    answer.unshift(
      el('p', { class: 'notice' }, 'These are calls of two companies: what one says is hardly said by the other.'),
    );
  main.replaceChildren(
    el('h1', {}, 'Compare transcripts'),
    el(
      'div',
      { class: 'filters-row' },
      select('First', options(transcripts), base, choose('base')),
      select('Second', options(likely), other, choose('other')),
    ),
    ...answer,
  );
  return {};
}
