// Every concept by period, in one table.

import { el } from './dom.js';
import * as format from './format.js';
import { sideways } from './sideways.js';

const AHEAD = new Set(['FACT_STATUS_GUIDANCE', 'FACT_STATUS_TARGET']);

// better tells whether a statement of one thing is to be shown before another:
// the more precise, then the later.
function better(a, b) {
  const width = ({ value: { low, high, precision, bound } }) =>
    low === undefined || high === undefined || bound === 'BOUND_AT_LEAST' || bound === 'BOUND_AT_MOST'
      ? Infinity
      : Number(high) - Number(low) + 2 * Number(precision ?? 0);
  return width(a) - width(b) || (b.effectiveTime ?? '').localeCompare(a.effectiveTime ?? '');
}

function later(a, b) {
  return (b.effectiveTime ?? '').localeCompare(a.effectiveTime ?? '');
}

// rowsOf puts facts about the whole into rows by concept and basis.
function rowsOf(facts) {
  const rows = new Map();
  for (const f of facts) {
    const key = `${f.concept}|${format.basis(f)}`;
    if (!rows.has(key)) rows.set(key, { concept: f.concept, basisName: format.basis(f), cells: new Map() });
    const { cells } = rows.get(key);
    if (!cells.has(f.period.label)) cells.set(f.period.label, []);
    cells.get(f.period.label).push(f);
  }
  const told = (row) => [...row.cells.values()].filter((c) => c.some((f) => !AHEAD.has(f.status))).length;
  return [...rows.values()].sort((a, b) => told(b) - told(a) || a.concept.localeCompare(b.concept));
}

function cell(facts = []) {
  const actual = facts.filter((f) => f.status === 'FACT_STATUS_ACTUAL').sort(better)[0];
  const fact = actual ?? facts.filter((f) => AHEAD.has(f.status)).sort(later)[0];
  return el(
    'td',
    { class: fact && !actual ? 'ahead' : undefined },
    fact &&
      el(
        'a',
        { href: `/${fact.name}`, title: fact.evidence?.quote },
        format.quantity(fact.value).replace(/ a share$/, ''),
      ),
  );
}

/** levelsOf is what was told of the whole company for a quarter or a year, and is a level. */
export function levelsOf(facts) {
  return facts.filter(
    (f) =>
      f.measure === 'MEASURE_VALUE' &&
      !f.dimensions?.length &&
      !f.qualifiers?.length &&
      f.speakerRole !== 'SPEAKER_ROLE_ANALYST' &&
      f.value &&
      format.isQuarterOrYear(f.period?.label),
  );
}

/** matrix draws levels of the whole company; `choose(concept)` is called for a concept that is picked. */
export function matrix(levels, labels, choose) {
  const periods = [...new Set(levels.map((f) => f.period.label))].sort(
    (a, b) => format.periodOrder(a) - format.periodOrder(b),
  );
  const rows = rowsOf(levels).map(({ concept, basisName, cells }) =>
    el(
      'tr',
      {},
      el(
        'th',
        { scope: 'row' },
        el(
          'button',
          { type: 'button', onclick: () => choose(concept) },
          format.conceptLabel(labels, concept),
        ),
        basisName && el('span', { class: 'tag' }, basisName),
      ),
      periods.map((p) => cell(cells.get(p))),
    ),
  );
  if (rows.length === 0) return '';
  const actual = new Set(levels.filter((f) => f.status === 'FACT_STATUS_ACTUAL').map((f) => f.period.label));
  const newest = periods.findLast((p) => actual.has(p));
  const table = el(
    'table',
    { class: 'matrix' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('th', { scope: 'col' }, 'Measure'),
        periods.map((p) => el('th', { scope: 'col', class: p === newest && 'newest' }, format.period(p))),
      ),
    ),
    el('tbody', {}, rows),
  );
  const { region, tools } = sideways(table, 'Table of measures by period', ['Earlier', 'Later']);
  return el(
    'section',
    { class: 'block', 'aria-labelledby': 'matrix' },
    el(
      'div',
      { class: 'heading' },
      el('h2', { id: 'matrix' }, 'Every measure by period'),
      el('span', { class: 'key' }, el('span', {}, el('i', { class: 'band' }), 'guided only')),
      tools,
    ),
    region,
  );
}

/** showNewest scrolls a matrix to the newest period of which something was told that was no outlook. */
export function showNewest(section) {
  const newest = section.querySelector('th.newest');
  if (newest) newest.closest('.scroll').scrollLeft = newest.offsetLeft + newest.offsetWidth - newest.closest('.scroll').clientWidth;
}
