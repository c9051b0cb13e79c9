// The page of a company: a measure over time, what was guided, and every concept
// by period.

import { conceptLabels, get, list } from './api.js';
import { chart } from './chart.js';
import { counted, el, pause, select } from './dom.js';
import * as format from './format.js';
import { VIEWS, actuals, axisName, outlooks, partsOf, series, told } from './series.js';

const FIELDS = 'name,concept,measure,status,comparison,basis,value,period,dimensions,qualifiers,speakerRole,speakerName,evidence.quote,effectiveTime';
const MOST_FACTS = 20000;

async function load(id, signal) {
  const [company, calls, facts, labels] = await Promise.all([
    get(`/v1/companies/${id}`, {}, signal),
    list(`/v1/companies/${id}/calls`, 'calls', {}, signal, 1000),
    list(`/v1/companies/${id}/calls/-/transcripts/-/facts`, 'facts', { readMask: FIELDS }, signal, MOST_FACTS),
    conceptLabels(),
  ]);
  return { company, calls: calls.items, facts: told(facts.items), labels, held: facts.items.length, more: facts.more };
}

function mostFirst(values) {
  const counts = new Map();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([v]) => v);
}

class CompanyPage {
  constructor({ main, parameters }, data) {
    Object.assign(this, data);
    this.path = `/companies/${parameters[0]}`;
    this.drawing = el('div', {});
    this.chosen = this.fromAddress();
    main.replaceChildren(this.head(), this.chartBlock(), this.matrixBlock(), this.guidanceBlock());
    this.draw();
    this.fits = new ResizeObserver(pause(100, () => this.fit()));
    this.fits.observe(this.drawing);
  }

  fromAddress() {
    const asked = new URLSearchParams(location.search);
    return { concept: asked.get('concept') ?? mostFirst(this.facts.map((f) => f.concept))[0], view: asked.get('view') ?? 'value',
      basisName: asked.get('basis') ?? undefined, axis: asked.get('parts') ?? '', annual: asked.get('annual') === 'true' };
  }

  head() {
    const { company, calls } = this;
    const symbol = [company.exchange, company.ticker].filter(Boolean).join(': ');
    const ids = [['CIK', company.cik], ['LEI', company.lei], ['ISIN', company.isin], ['FIGI', company.figi]].filter(([, v]) => v).map(([k, v]) => `${k} ${v}`);
    const newest = calls.toSorted((a, b) => (b.event?.date ?? b.name).localeCompare(a.event?.date ?? a.name));
    return el('header', { class: 'company-head' },
      el('h1', {}, company.displayName || company.name),
      el('p', { class: 'quiet' }, [symbol, ...ids, counted(this.held, 'fact')].filter(Boolean).join(' · ')),
      this.more && el('p', { class: 'doubt' }, `The first ${counted(MOST_FACTS, 'fact')} are shown.`),
      el('ul', { class: 'chips', 'aria-label': 'Calls' }, newest.map((c) => el('li', {}, el('a', { href: `/${c.name}`, title: format.day(c.event?.date) || undefined }, format.callTitle(c.event, c.name))))));
  }

  label(concept) {
    return format.conceptLabel(this.labels, concept);
  }

  chartBlock() {
    if (this.facts.length === 0) return el('p', { class: 'quiet block' }, 'No fact with a period is held of this company.');
    return el('section', { class: 'block', 'aria-labelledby': 'over-time' }, el('div', { class: 'heading' }, el('h2', { id: 'over-time' }, 'Over time')), this.drawing);
  }

  // options is what there is to choose, given what is chosen before it.
  options() {
    const { concept } = this.chosen;
    const ofConcept = this.facts.filter((f) => f.concept === concept);
    const views = VIEWS.filter(([, , wanted]) => ofConcept.some(wanted));
    if (!views.some(([id]) => id === this.chosen.view)) this.chosen.view = views[0]?.[0] ?? 'value';
    const viewed = ofConcept.filter(VIEWS.find(([id]) => id === this.chosen.view)[2]);
    const years = [false, true].filter((annual) => viewed.some((f) => f.period.label.endsWith('FY') === annual));
    if (!years.includes(this.chosen.annual)) this.chosen.annual = years[0] ?? false;
    const timed = viewed.filter((f) => f.period.label.endsWith('FY') === this.chosen.annual);
    const axes = mostFirst(timed.map(partsOf).filter((a) => a !== undefined)).sort();
    if (!axes.includes(this.chosen.axis)) this.chosen.axis = axes[0] ?? '';
    const bases = mostFirst(timed.filter((f) => partsOf(f) === this.chosen.axis && f.status === 'FACT_STATUS_ACTUAL').map(format.basis));
    if (!bases.includes(this.chosen.basisName)) this.chosen.basisName = bases[0] ?? '';
    return { views, years, axes, bases };
  }

  draw() {
    if (this.facts.length === 0) return;
    const { views, years, axes, bases } = this.options();
    const set = (name) => (value) => {
      const at = document.activeElement?.closest('label')?.textContent;
      this.chosen[name] = name === 'annual' ? value === 'true' : value;
      this.draw();
      this.keep();
      for (const l of this.drawing.querySelectorAll('label')) if (at?.startsWith(l.firstChild.textContent)) l.querySelector('select').focus();
    };
    const concepts = mostFirst(this.facts.map((f) => f.concept)).map((c) => [c, this.label(c)]).sort((a, b) => a[1].localeCompare(b[1]));
    const choice = (label, name, options) => options.length > 1 && select(label, options, String(this.chosen[name]), set(name));
    this.drawing.replaceChildren(
      el('div', { class: 'controls' },
        choice('Measure', 'concept', concepts),
        choice('What of it', 'view', views.map(([id, text]) => [id, text])),
        choice('Basis', 'basisName', bases.map((b) => [b, b || 'not said'])),
        choice('Parts', 'axis', axes.map((a) => [a, a ? `by ${axisName(a)}` : 'the whole'])),
        choice('Periods', 'annual', years.map((a) => [String(a), a ? 'Years' : 'Quarters']))),
      this.figure());
  }

  // fit draws the chart again where the room for it has changed.
  fit() {
    const drawn = this.drawing.querySelector('.chart');
    if (drawn && Math.abs(drawn.viewBox.baseVal.width - this.drawing.clientWidth) > 8 && this.drawing.clientWidth) this.draw();
  }

  keep() {
    const { concept, view, basisName, axis, annual } = this.chosen;
    const asked = new URLSearchParams({ concept, view, basis: basisName });
    if (axis) asked.set('parts', axis);
    if (annual) asked.set('annual', 'true');
    history.replaceState(null, '', `${this.path}?${asked}`);
  }

  figure() {
    const drawn = series(this.facts, this.chosen);
    if (drawn.periods.length === 0) return el('p', { class: 'quiet' }, 'Nothing was said of this in a quarter or year.');
    const words = el('div', { class: 'words', 'aria-live': 'polite' }, el('span', { class: 'quiet' }, 'Point at a mark for the words that say it; open it for the place.'));
    const look = (fact, others) => words.replaceChildren(...this.words(fact, others));
    const amounts = this.chosen.view === 'share' || (this.chosen.view === 'value' && !/percent|ratio|\/|days/.test(drawn.unit ?? ''));
    const title = `${this.label(this.chosen.concept)} by period`;
    return el('figure', { 'aria-label': title }, chart(drawn, { width: this.drawing.clientWidth || 960, amounts, look, title }), this.key(drawn), words);
  }

  key({ lines }) {
    const guided = lines.some((l) => l.outlooks.size) && !(lines.length > 1);
    const names = lines.length > 1 || lines[0].name ? lines.map((l, i) => el('span', {}, el('i', { class: `s${i + 1}` }), l.name || 'Whole')) : [el('span', {}, el('i', {}), 'Actual')];
    return el('figcaption', { class: 'key' }, names, guided && el('span', {}, el('i', { class: 'band' }), 'Guided, as said last'));
  }

  words(fact, others) {
    const unsaid = format.status(fact) !== 'actual' && format.basis(fact) === '' && this.chosen.basisName;
    return [
      el('span', { class: 'quiet' }, [`${format.period(fact.period.label)}: ${format.quantity(fact.value, fact.measure)}`, format.status(fact), unsaid && 'basis not said', fact.speakerName, format.day(fact.effectiveTime)].filter(Boolean).join(' · ')),
      `“${fact.evidence?.quote ?? ''}”`,
      ...others.map((o) => el('span', { class: 'doubt quiet' }, 'Elsewhere: ', el('a', { href: `/${o.name}` }, format.quantity(o.value, o.measure)), `, ${format.day(o.effectiveTime)}`)),
    ];
  }

  // guidanceBlock sets what was said ahead beside what was said afterwards. It
  // judges only where both name the same basis.
  guidanceBlock() {
    const whole = this.facts.filter((f) => f.measure !== 'MEASURE_SHARE');
    const groups = new Map();
    for (const f of whole) {
      const key = [f.concept, f.measure, f.comparison ?? '', format.basis(f), format.members(f), f.value.unit].join('|');
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(f);
    }
    const rows = [...groups.values()].flatMap((facts) => {
      const said = actuals(facts);
      return [...outlooks(facts)].flatMap(([label, ahead]) => ahead.map((f) => ({ f, label, actual: said.get(label)?.fact })));
    });
    const late = (label) => (label === 'LT' ? 0 : format.periodOrder(label));
    rows.sort((a, b) => late(b.label) - late(a.label) || a.f.concept.localeCompare(b.f.concept) || (a.f.effectiveTime ?? '').localeCompare(b.f.effectiveTime ?? ''));
    if (rows.length === 0) return '';
    const cells = ({ f, label, actual }) => el('tr', {},
      el('td', {}, format.period(label)),
      el('th', { scope: 'row' }, format.subject(this.labels, f), format.basis(f) && el('span', { class: 'tag' }, format.basis(f))),
      el('td', {}, format.day(f.effectiveTime)),
      el('td', { class: 'value' }, el('a', { href: `/${f.name}`, title: f.evidence?.quote }, format.quantity(f.value, f.measure))),
      el('td', { class: 'value' }, actual && el('a', { href: `/${actual.name}`, title: actual.evidence?.quote }, format.quantity(actual.value, actual.measure))));
    return el('section', { class: 'block', 'aria-labelledby': 'guided' },
      el('h2', { id: 'guided' }, 'What was guided, and what came of it'),
      el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of guidance' }, el('table', { class: 'ledger' },
        el('thead', {}, el('tr', {}, ['For', 'Measure', 'Said on', 'Outlook', 'Actual, same basis'].map((t) => el('th', { scope: 'col' }, t)))),
        el('tbody', {}, rows.map(cells)))));
  }

  matrixBlock() {
    const whole = this.facts.filter((f) => f.measure === 'MEASURE_VALUE' && partsOf(f) === '' && /^\d{4}(Q\d|FY)$/.test(f.period.label));
    const periods = [...new Set(whole.map((f) => f.period.label))].sort((a, b) => format.periodOrder(a) - format.periodOrder(b));
    const rows = new Map();
    for (const f of whole) {
      const key = `${f.concept}|${format.basis(f)}`;
      if (!rows.has(key)) rows.set(key, []);
      rows.get(key).push(f);
    }
    if (rows.size === 0) return '';
    const drawn = [...rows].map(([key, facts]) => ({ key, said: actuals(facts), ahead: outlooks(facts) }))
      .sort((a, b) => b.said.size - a.said.size || a.key.localeCompare(b.key));
    const cell = (label, { said, ahead }) => {
      const f = said.get(label)?.fact ?? ahead.get(label)?.at(-1);
      return el('td', { class: f && !said.has(label) ? 'ahead' : undefined }, f && el('a', { href: `/${f.name}`, title: f.evidence?.quote }, format.quantity(f.value).replace(/ a share$/, '')));
    };
    const table = el('table', { class: 'matrix' },
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Measure'), periods.map((p) => el('th', { scope: 'col' }, format.period(p))))),
      el('tbody', {}, drawn.map((row) => {
        const [concept, basisName] = row.key.split('|');
        return el('tr', {}, el('th', { scope: 'row' }, this.label(concept), basisName && el('span', { class: 'tag' }, basisName)), periods.map((p) => cell(p, row)));
      })));
    return el('section', { class: 'block', 'aria-labelledby': 'matrix' }, el('div', { class: 'heading' },
      el('h2', { id: 'matrix' }, 'Every measure by period'), el('span', { class: 'key' }, el('span', {}, el('i', { class: 'band' }), 'guided only'))),
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of measures by period' }, table));
  }
}

export async function companyPage(context) {
  const page = new CompanyPage(context, await load(context.parameters[0], context.signal));
  return { leave: () => page.fits.disconnect() };
}
