// What a company said that it would do, what each statement did to the one
// before, and what came of it.

import { list } from './api.js';
import { el } from './dom.js';
import * as format from './format.js';

const RESULTS = {
  GUIDANCE_RESULT_ABOVE: 'above',
  GUIDANCE_RESULT_WITHIN: 'within',
  GUIDANCE_RESULT_BELOW: 'below',
};
const REASONS = {
  NOT_COMPARABLE_REASON_NO_ACTUAL: 'no actual told',
  NOT_COMPARABLE_REASON_BASIS_DIFFERS: 'actual on another basis',
  NOT_COMPARABLE_REASON_BASIS_NOT_STATED: 'basis not said',
  NOT_COMPARABLE_REASON_LONG_TERM: 'no period named',
};

/** guidanceOf is the guidance of a company. */
export async function guidanceOf(company, signal) {
  return (await list(`/v1/companies/${company}/guidance`, 'guidance', {}, signal, 2000)).items;
}

function range({ low = '', high = '', fact, action }, { unit, measure }) {
  if (!fact && !low && !high) return action === 'GUIDANCE_ACTION_WITHDRAWN' ? 'withdrawn' : 'no number';
  return format.quantity(
    { low, high, unit, bound: fact?.value?.bound, precision: fact?.value?.precision },
    measure,
  );
}

function statement(entry, guidance) {
  const action = format.enumerated(entry.action, 'GUIDANCE_ACTION_');
  const claimed = format.enumerated(entry.claimedAction, 'GUIDANCE_ACTION_');
  const quote = entry.fact?.evidence?.quote ?? entry.quote;
  const at = entry.fact
    ? `/${entry.fact.name}`
    : entry.quoteSpan && `/${entry.transcript}#bytes=${entry.quoteSpan.start ?? 0}-${entry.quoteSpan.end}`;
  const text = range(entry, guidance);
  return el(
    'li',
    {},
    at ? el('a', { href: at, title: quote }, text) : text,
    ' ',
    el(
      'span',
      { class: 'quiet' },
      el('span', { class: 'when' }, format.day(entry.effectiveTime)),
      [action, claimed && claimed !== action && `called ${claimed}`].filter(Boolean).map((w) => ` · ${w}`),
    ),
  );
}

function outcome({ outcome: o, unit, measure }) {
  if (!o) return '';
  const result = RESULTS[o.result];
  const actual =
    o.actual &&
    el(
      'a',
      { href: `/${o.actual.name}`, title: o.actual.evidence?.quote },
      format.quantity(o.actual.value, o.actual.measure),
    );
  const by =
    o.by &&
    format.number(o.by, unit === 'percent' || measure === 'MEASURE_GROWTH' ? 'percentage_points' : unit);
  return [
    actual,
    ' ',
    result
      ? el('span', { class: `outcome ${result}` }, result, by && ` by ${by}`)
      : el(
          'span',
          { class: 'quiet' },
          REASONS[o.reason] ?? format.enumerated(o.reason, 'NOT_COMPARABLE_REASON_'),
        ),
  ];
}

/** guidanceTable draws the guidance, the latest period first, long-term goals last. */
export function guidanceTable(guidance, labels) {
  const late = (g) => (g.period?.label === 'LT' ? 0 : format.periodOrder(g.period?.label));
  const rows = guidance
    .toSorted((a, b) => late(b) - late(a) || a.concept.localeCompare(b.concept))
    .map((g) =>
      el(
        'tr',
        {},
        el('td', { class: 'for' }, format.period(g.period?.label) || el('span', { class: 'quiet' }, 'not said')),
        el(
          'th',
          { scope: 'row' },
          format.subject(labels, g),
          format.basis(g) && el('span', { class: 'tag' }, format.basis(g)),
          [format.comparison(g), ...format.qualifiers(g)]
            .filter(Boolean)
            .map((w) => el('span', { class: 'tag' }, w)),
        ),
        el(
          'td',
          {},
          el(
            'ol',
            {},
            (g.entries ?? []).map((e) => statement(e, g)),
          ),
        ),
        el('td', {}, outcome(g)),
      ),
    );
  return el(
    'section',
    { class: 'block', 'aria-labelledby': 'guided' },
    el('div', { class: 'heading' }, el('h2', { id: 'guided' }, 'What was guided, and what came of it')),
    el(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of guidance' },
      el(
        'table',
        { class: 'ledger' },
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            ['For', 'Measure', 'Said', 'Outcome'].map((t) => el('th', { scope: 'col' }, t)),
          ),
        ),
        el('tbody', {}, rows),
      ),
    ),
  );
}
