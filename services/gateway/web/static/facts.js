// The facts of a call as a table to sort and filter, and the numbers that are none.

import { el, pause, say, counted, select } from './dom.js';
import { exportButtons } from './export.js';
import * as format from './format.js';
import { rejection } from './ledger.js';
import { verdictWord } from './review.js';
import { fragment } from './text.js';

const COLUMNS = [
  { name: 'place', title: 'Fact', order: (f) => f.evidence?.value?.start ?? 0 },
  { name: 'value', title: 'Value', order: (f) => [f.value?.unit ?? '', format.numeric(f.value)] },
  { name: 'period', title: 'Period', order: (f) => format.periodOrder(f.period?.label) },
  { name: 'basis', title: 'Basis', order: (f) => format.basis(f) || '~' },
];

const FILTERS = [
  ['status', 'Status', (f) => format.status(f)],
  ['concept', 'Concept', (f) => f.concept],
  ['period', 'Period', (f) => f.period?.label ?? ''],
  ['basis', 'Basis', (f) => format.basis(f)],
];

// More rows than these are shown when they are asked for: a table of many
// thousands takes seconds to lay out.
const ROWS_SHOWN = 1000;
// As many as a screen shows are there at first, the others when those are seen.
const ROWS_AT_FIRST = 60;

function compare(a, b) {
  if (Array.isArray(a)) return compare(a[0], b[0]) || compare(a[1], b[1]);
  if (typeof a === 'number' && typeof b === 'number')
    return (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0) || a - b;
  return a < b ? -1 : a > b ? 1 : 0;
}

export class FactTable {
  constructor(facts, labels, transcript) {
    this.facts = facts;
    this.labels = labels;
    this.transcript = transcript;
    this.shownRows = ROWS_AT_FIRST;
    this.rows = new Map(); // of a fact's name, its row
    this.words = new Map(
      facts.map((f) => [
        f,
        `${format.subject(labels, f)} ${f.evidence?.quote ?? ''} ${f.speakerName ?? ''}`.toLowerCase(),
      ]),
    );
    this.sorted = { column: COLUMNS[0], down: false };
    this.chosen = { text: '' };
    this.body = el('tbody', { 'aria-busy': 'true' });
    this.heads = COLUMNS.map((c) =>
      el(
        'th',
        { scope: 'col', class: c.name },
        el('button', { type: 'button', onclick: () => this.sortBy(c) }, c.title),
      ),
    );
    this.count = el('span', { class: 'quiet', 'aria-live': 'polite' });
    this.table = el(
      'table',
      { class: 'facts' },
      el('caption', { class: 'hidden' }, 'Facts of the call'),
      el('thead', {}, el('tr', {}, this.heads)),
      this.body,
    );
    this.element = el(
      'div',
      { class: 'facts-tab' },
      this.filters(),
      el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of facts' }, this.table),
    );
    this.draw();
  }

  filters() {
    const choices = FILTERS.map(([name, title, of]) => {
      const values = [...new Set(this.facts.map(of))].sort((a, b) =>
        name === 'period'
          ? format.periodOrder(a) - format.periodOrder(b)
          : compare(this.shown(name, a), this.shown(name, b)),
      );
      return select(title, [['*', 'All'], ...values.map((v) => [v, this.shown(name, v)])], '*', (v) =>
        this.choose(name, v === '*' ? undefined : v),
      );
    });
    const words = el('input', {
      type: 'search',
      placeholder: 'word or speaker',
      oninput: pause(80, () => this.choose('text', words.value.toLowerCase().trim())),
    });
    return el(
      'div',
      { class: 'filters' },
      el('label', { class: 'field wide' }, el('span', {}, 'Find in facts'), words),
      choices,
      el(
        'div',
        { class: 'tools' },
        this.count,
        exportButtons(this.transcript),
      ),
    );
  }

  shown(name, value) {
    if (!value) return 'not said';
    return { concept: format.conceptLabel(this.labels, value), period: format.period(value) }[name] ?? value;
  }

  choose(name, value) {
    this.chosen[name] = value;
    this.draw();
    say(this.count.textContent);
  }

  sortBy(column) {
    this.sorted = { column, down: this.sorted.column === column && !this.sorted.down };
    this.draw();
  }

  /** visible is the facts that the filters leave, in the order of the table. */
  visible() {
    const { column, down } = this.sorted;
    const out = this.facts.filter(
      (f) =>
        FILTERS.every(([name, , of]) => this.chosen[name] === undefined || of(f) === this.chosen[name]) &&
        (!this.chosen.text || this.words.get(f).includes(this.chosen.text)),
    );
    out.sort((a, b) => compare(column.order(a), column.order(b)));
    return down ? out.reverse() : out;
  }

  draw() {
    const facts = this.visible();
    this.body.replaceChildren(...facts.slice(0, this.shownRows).map((f) => this.row(f)));
    if (facts.length > this.shownRows && this.shownRows >= ROWS_SHOWN) this.body.append(this.moreRow(facts.length - this.shownRows));
    if (facts.length === 0)
      this.body.append(
        el(
          'tr',
          {},
          el(
            'td',
            { colspan: COLUMNS.length, class: 'quiet' },
            this.facts.length ? 'No fact is like that.' : 'No facts in this call.',
          ),
        ),
      );
    this.count.textContent =
      facts.length === this.facts.length
        ? counted(facts.length, 'fact')
        : `${facts.length} of ${counted(this.facts.length, 'fact')}`;
    for (const [i, c] of COLUMNS.entries()) {
      const sort = c === this.sorted.column ? (this.sorted.down ? 'descending' : 'ascending') : 'none';
      this.heads[i].setAttribute('aria-sort', sort);
    }
  }

  /** drawRest adds the rows that were not there at first. */
  drawRest() {
    this.shownRows = ROWS_SHOWN;
    this.draw();
    this.body.removeAttribute('aria-busy');
    this.choice(this.lit);
  }

  moreRow(n) {
    const all = () => {
      this.shownRows = Infinity;
      this.draw();
    };
    const button = el('button', { type: 'button', onclick: all }, `Show ${counted(n, 'more fact')}`);
    return el('tr', {}, el('td', { colspan: COLUMNS.length }, button));
  }

  /** row is the row of a fact. */
  row(f) {
    if (!this.rows.has(f.name)) this.rows.set(f.name, this.drawRow(f));
    return this.rows.get(f.name);
  }

  drawRow(f) {
    const status = format.status(f);
    const asked = f.speakerRole === 'SPEAKER_ROLE_ANALYST';
    const under = [format.members(f), format.comparison(f), ...format.qualifiers(f)]
      .filter(Boolean)
      .join(' · ');
    const verdict = verdictWord(f.verdict);
    return el(
      'tr',
      { 'data-fact': f.name, class: status === 'actual' ? undefined : 'ahead' },
      el(
        'th',
        { scope: 'row' },
        el(
          'a',
          { href: `/${f.name}` },
          [format.conceptLabel(this.labels, f.concept), format.measure(f)].filter(Boolean).join(' '),
        ),
        status !== 'actual' && status && el('span', { class: `tag ${status}` }, status),
        asked && el('span', { class: 'tag asked' }, 'asked'),
        verdict && el('span', { class: `tag verdict ${verdict}` }, verdict),
        under && el('span', { class: 'under' }, under),
      ),
      el('td', { class: 'value' }, format.quantity(f.value, f.measure)),
      el('td', { class: 'period' }, format.period(f.period?.label)),
      el('td', { class: 'basis' }, format.basis(f)),
    );
  }

  /** focus goes to the row of a fact: who was in what goes away goes on there. */
  focus(fact) {
    this.row(fact).querySelector('a').focus();
  }

  /** reviewed shows the verdict of a new review in the row of its fact. */
  reviewed(fact, verdict) {
    fact.verdict = verdict;
    const was = this.row(fact);
    const row = this.drawRow(fact);
    this.rows.set(fact.name, row);
    was.replaceWith(row);
    this.choice(fact);
  }

  /** choice marks the row of a fact as the one that is looked at. */
  choice(fact) {
    this.body.querySelector('[aria-selected]')?.removeAttribute('aria-selected');
    this.body.querySelector('.chosen')?.classList.remove('chosen');
    for (const link of this.table.querySelectorAll('a[aria-current]')) link.removeAttribute('aria-current');
    this.lit = fact;
    if (!fact) return;
    const row = this.row(fact);
    if (!row.isConnected && this.shownRows >= ROWS_SHOWN && this.visible().includes(fact)) {
      this.shownRows = Infinity;
      this.draw();
    }
    row.classList.add('chosen');
    row.querySelector('a').setAttribute('aria-current', 'true');
    if (row.isConnected) row.scrollIntoView({ block: 'nearest' });
  }
}

/** otherNumbers is the numbers that are no facts, the unresolved ones first. */
export function otherNumbers(marks, text) {
  const others = marks.filter((m) => m.facts.length === 0);
  const groups = Map.groupBy(others, (m) => (m.fate === 'unresolved' ? 'Unresolved' : rejection(m)));
  const order = [...groups.keys()].sort(
    (a, b) => (b === 'Unresolved') - (a === 'Unresolved') || groups.get(b).length - groups.get(a).length,
  );
  if (others.length === 0) return el('p', { class: 'quiet' }, 'Every number is part of a fact.');
  return el(
    'div',
    { class: 'others' },
    order.map((reason) =>
      el(
        'section',
        {},
        el('h3', {}, reason, ' ', el('span', { class: 'quiet' }, groups.get(reason).length)),
        el(
          'ul',
          {},
          groups.get(reason).map((m) => el('li', {}, el('a', { href: fragment(m) }, around(text, m)))),
        ),
      ),
    ),
  );
}

// around is a number with a few of the words before and behind it.
function around(text, { start, end }) {
  const before = text
    .slice(Math.max(0, start - 48), start)
    .replace(/^\uFFFD+/, '')
    .split('\n')
    .at(-1)
    .replace(/^\S*\s/, '');
  const after = text
    .slice(end, Math.min(text.length, end + 32))
    .replace(/\uFFFD+$/, '')
    .split('\n')[0]
    .replace(/\s\S*$/, '');
  return [before, el('b', {}, text.slice(start, end)), after];
}
