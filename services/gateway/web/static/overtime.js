// One measure of a company over time, and the choice of it.

import { list } from './api.js';
import { chart } from './chart.js';
import { el, pause, select } from './dom.js';
import * as format from './format.js';
import { VIEWS, axisName, drawable, marks } from './series.js';

function mostFirst(values) {
  const counts = new Map();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([v]) => v);
}

/** OverTime draws the series of the concept that is chosen; its address says which. */
export class OverTime {
  constructor({ company, concepts, first, labels, signal }) {
    Object.assign(this, { company, concepts, labels, signal });
    const asked = new URLSearchParams(location.search);
    this.chosen = {
      concept: asked.get('concept') ?? first,
      view: asked.get('view') ?? 'value',
      basisName: asked.get('basis') ?? undefined,
      axis: asked.get('parts') ?? '',
      annual: asked.get('annual') === 'true',
    };
    this.drawing = el('div', {});
    this.element = el(
      'section',
      { class: 'block', 'aria-labelledby': 'over-time' },
      el('h2', { id: 'over-time', class: 'hidden' }, 'Over time'),
      this.drawing,
    );
    this.fits = new ResizeObserver(pause(100, () => this.fit()));
    this.fits.observe(this.drawing);
  }

  /** load gets the series of the chosen concept, and draws them. */
  async load() {
    const { concept } = this.chosen;
    const { items } = await list(
      '/v1/series:query',
      'series',
      { companies: this.company, concept, allParts: true },
      this.signal,
    );
    if (concept !== this.chosen.concept) return;
    this.marks = marks(items);
    this.draw();
  }

  /** choose shows another concept. */
  async choose(concept) {
    this.chosen = { ...this.chosen, concept, axis: '', from: undefined, to: undefined };
    await this.load();
    this.keep();
  }

  // options is what there is to choose, given what is chosen before it. The whole
  // is always there, and never gives way to a part unasked.
  options() {
    const { chosen } = this;
    const settle = (name, values) => {
      if (values.length > 0 && !values.includes(chosen[name])) chosen[name] = values[0];
      return values;
    };
    const axes = settle('axis', [...new Set(['', ...this.marks.map((m) => m.axis)])].sort());
    let left = this.marks.filter((m) => m.axis === chosen.axis);
    const narrow = (name, order) => {
      const values = settle(name, order([...new Set(left.map((m) => m[name]))]));
      left = left.filter((m) => m[name] === chosen[name]);
      return values;
    };
    const views = narrow('view', (values) => [...VIEWS.keys()].filter((v) => values.includes(v)));
    const years = narrow('annual', (values) => values.sort());
    const told = left.filter((m) => m.actual);
    const bases = settle('basisName', mostFirst((told.length ? told : left).map((m) => m.basisName)));
    return { views, years, axes, bases };
  }

  draw() {
    const { views, years, axes, bases } = this.options();
    const drawn = drawable(this.marks, this.chosen);
    // A few periods need no looking closer.
    const ends = drawn.every.length > 4 ? drawn.every.map((p) => [p, format.period(p)]) : [];
    this.chosen.from = drawn.periods[0];
    this.chosen.to = drawn.periods.at(-1);
    const concepts = this.concepts
      .map((c) => [c, format.conceptLabel(this.labels, c)])
      .sort((a, b) => a[1].localeCompare(b[1]));
    // What is drawn is named, also where there is nothing else of it.
    const choice = (label, name, options) =>
      options.length > (name === 'view' ? 0 : 1) &&
      select(label, options, String(this.chosen[name]), (value) => this.set(name, value));
    const focused = this.drawing.contains(document.activeElement)
      ? document.activeElement.closest('label')?.firstChild.textContent
      : undefined;
    this.drawing.replaceChildren(
      el(
        'div',
        { class: 'controls' },
        choice('Measure', 'concept', concepts),
        choice(
          'What of it',
          'view',
          views.map((v) => [v, VIEWS.get(v)]),
        ),
        choice(
          'Basis',
          'basisName',
          bases.map((b) => [b, b || 'not said']),
        ),
        choice(
          'Parts',
          'axis',
          axes.map((a) => [a, a ? `by ${axisName(a)}` : 'the whole']),
        ),
        choice(
          'Periods',
          'annual',
          years.map((a) => [String(a), a ? 'Years' : 'Quarters']),
        ),
        choice('From', 'from', ends.slice(0, -1)),
        choice('To', 'to', ends.slice(1)),
      ),
      drawn.periods.length > 0 ? this.figure(drawn) : this.nothing(axes),
    );
    for (const label of this.drawing.querySelectorAll('label'))
      if (label.firstChild.textContent === focused) label.querySelector('select').focus();
  }

  set(name, value) {
    if (name === 'concept') {
      this.choose(value).catch((e) => this.fail(e));
      return;
    }
    this.chosen[name] = name === 'annual' ? value === 'true' : value;
    if (name !== 'from' && name !== 'to') this.chosen.from = this.chosen.to = undefined;
    this.draw();
    this.keep();
  }

  fail(e) {
    if (!this.signal.aborted) this.drawing.append(el('p', { class: 'notice refused' }, e.message));
  }

  // fit draws the chart again where the room for it has changed.
  fit() {
    const drawn = this.drawing.querySelector('.chart');
    const room = this.drawing.clientWidth;
    if (drawn && room && Math.abs(drawn.viewBox.baseVal.width - room) > 8) this.draw();
  }

  keep() {
    const { concept, view, basisName, axis, annual } = this.chosen;
    const asked = new URLSearchParams({ concept, view });
    if (basisName) asked.set('basis', basisName);
    if (axis) asked.set('parts', axis);
    if (annual) asked.set('annual', 'true');
    history.replaceState(null, '', `/${this.company}?${asked}`);
  }

  // nothing says so where there is nothing to draw, and offers the parts.
  nothing(axes) {
    const parts = this.chosen.axis ? [] : axes.filter(Boolean);
    if (parts.length === 0)
      return el('p', { class: 'quiet' }, 'Nothing was said of this for a quarter or a year.');
    const offer = (axis) =>
      el('button', { type: 'button', onclick: () => this.set('axis', axis) }, `By ${axisName(axis)}`);
    return el(
      'p',
      { class: 'tools' },
      'Of the whole company nothing was said of this for a quarter or a year; of its parts, something was: ',
      parts.map(offer),
    );
  }

  figure(drawn) {
    const words = el(
      'div',
      { class: 'words', 'aria-live': 'polite' },
      el('span', { class: 'quiet' }, 'Point at a mark for the words that say it; open it for the place.'),
    );
    const look = (mark) => words.replaceChildren(...this.words(mark));
    const amounts =
      this.chosen.view === 'share' ||
      (this.chosen.view === 'value' && !/percent|ratio|\/|days/.test(drawn.unit ?? ''));
    const title = `${format.conceptLabel(this.labels, this.chosen.concept)}, ${VIEWS.get(this.chosen.view).toLowerCase()}, by period`;
    return el(
      'figure',
      { 'aria-label': title },
      chart(drawn, { width: this.drawing.clientWidth || 960, amounts, look, title }),
      this.key(drawn),
      words,
    );
  }

  key({ lines }) {
    const guided = lines.length === 1 && lines[0].guided.size > 0;
    const computed = lines.some((l) => [...l.actuals.values()].some((a) => !a.fact));
    const names =
      lines.length > 1 || lines[0].name
        ? lines.map((l, i) => el('span', {}, el('i', { class: `s${i + 1}` }), l.name || 'Whole'))
        : [el('span', {}, el('i', {}), 'Actual')];
    return el(
      'figcaption',
      { class: 'key' },
      names,
      computed && el('span', {}, el('i', { class: 'hollow' }), 'Computed from the levels'),
      guided && el('span', {}, el('i', { class: 'band' }), 'Guided, as said last'),
    );
  }

  words({ label, value, measure, fact, others, against }) {
    const head = `${format.period(label)}: ${format.quantity(value, measure)}`;
    if (!fact)
      return [
        el('span', { class: 'quiet' }, head),
        `Nobody said it: it follows from the levels of ${format.period(against)} and ${format.period(label)}.`,
      ];
    const unsaid = format.status(fact) !== 'actual' && format.basis(fact) === '' && this.chosen.basisName;
    return [
      el(
        'span',
        { class: 'quiet' },
        [
          head,
          format.status(fact),
          unsaid && 'basis not said',
          fact.speakerName,
          format.day(fact.effectiveTime),
        ]
          .filter(Boolean)
          .join(' · '),
      ),
      `“${fact.evidence?.quote ?? ''}”`,
      ...others.map((o) =>
        el(
          'span',
          { class: 'doubt quiet' },
          'Elsewhere: ',
          el('a', { href: `/${o.name}` }, format.quantity(o.value, o.measure)),
          `, ${format.day(o.effectiveTime)}`,
        ),
      ),
    ];
  }
}
