// The page of a company: a measure over time, every concept by period, what was
// guided, and whether it fits together.

import { conceptLabels, get, list } from './api.js';
import { coverageOf, coverageTable } from './coverage.js';
import { counted, el } from './dom.js';
import { exportButtons } from './export.js';
import { findingsList, findingsOf } from './findings.js';
import * as format from './format.js';
import { guidanceOf, guidanceTable } from './guidance.js';
import { levelsOf, matrix, showNewest } from './matrix.js';
import { OverTime } from './overtime.js';

const FIELDS =
  'name,concept,measure,status,comparison,basis,value,period,dimensions,qualifiers,speakerRole,speakerName,evidence.value,evidence.quote,effectiveTime';
const MOST_FACTS = 20000;

async function load(id, signal) {
  const name = `companies/${id}`;
  const [company, calls, facts, labels] = await Promise.all([
    get(`/v1/${name}`, {}, signal),
    list(`/v1/${name}/calls`, 'calls', {}, signal, 1000),
    list(`/v1/${name}/calls/-/transcripts/-/facts`, 'facts', { readMask: FIELDS }, signal, MOST_FACTS),
    conceptLabels(),
  ]);
  return { company, calls: calls.items, facts, labels };
}

function head({ company, calls, facts }) {
  const symbol = [company.exchange, company.ticker].filter(Boolean).join(': ');
  const ids = [
    ['CIK', company.cik],
    ['LEI', company.lei],
    ['ISIN', company.isin],
    ['FIGI', company.figi],
  ]
    .filter(([, v]) => v)
    .map(([k, v]) => `${k} ${v}`);
  const newest = calls.toSorted((a, b) => (b.event?.date ?? b.name).localeCompare(a.event?.date ?? a.name));
  return el(
    'header',
    { class: 'company-head' },
    el('h1', {}, company.displayName || company.name),
    el(
      'p',
      { class: 'quiet' },
      [symbol, ...ids, counted(facts.items.length, 'fact')].filter(Boolean).join(' · '),
    ),
    facts.more && el('p', { class: 'doubt' }, `The first ${counted(MOST_FACTS, 'fact')} are shown.`),
    el(
      'ul',
      { class: 'chips', 'aria-label': 'Calls' },
      newest.map((c) =>
        el(
          'li',
          {},
          el(
            'a',
            { href: `/${c.name}`, title: format.day(c.event?.date) || undefined },
            format.callTitle(c.event, c.name),
          ),
        ),
      ),
    ),
    el('span', { class: 'tools' }, exportButtons(`${company.name}/calls/-/transcripts/-`)),
  );
}

// later is what is drawn when an answer is there, or why there is none.
function later(answer, signal, draw) {
  const place = el('div', {}, el('p', { class: 'quiet' }, 'This takes a moment.'));
  answer.then(
    (given) => place.replaceChildren(draw(given) || ''),
    (e) => signal.aborted || place.replaceChildren(el('p', { class: 'refused' }, e.message)),
  );
  return place;
}

// opensWith is the concept that is shown first: revenue where it was reported,
// else what was reported of most periods; where nothing was, what was guided.
function opensWith(facts, levels) {
  const reported = levels.filter((f) => f.status === 'FACT_STATUS_ACTUAL');
  const byConcept = Map.groupBy(reported.length > 0 ? reported : levels, (f) => f.concept);
  if (byConcept.has('revenue')) return 'revenue';
  const periods = (concept) => new Set(byConcept.get(concept).map((f) => f.period.label)).size;
  const [most] = [...byConcept.keys()].sort((a, b) => periods(b) - periods(a));
  const other = () => facts.find((f) => format.isQuarterOrYear(f.period?.label)) ?? facts[0];
  return most ?? other()?.concept;
}

export async function page({ main, parameters, signal }) {
  const held = await load(parameters[0], signal);
  const facts = held.facts.items;
  const levels = levelsOf(facts);
  const concepts = [...new Set(facts.map((f) => f.concept))];
  const first = opensWith(facts, levels);
  const overTime = new OverTime({ company: held.company.name, concepts, first, labels: held.labels, signal });
  if (concepts.length > 0) await overTime.load();
  const show = (concept) =>
    overTime
      .choose(concept)
      .then(() => overTime.element.scrollIntoView({ block: 'center' }))
      .catch((e) => overTime.fail(e));
  const measures = matrix(levels, held.labels, show);
  main.replaceChildren(
    head(held),
    concepts.length > 0
      ? overTime.element
      : el('p', { class: 'quiet block' }, 'No fact is held of this company.'),
    measures,
    later(
      guidanceOf(parameters[0], signal),
      signal,
      (guidance) => guidance.length > 0 && guidanceTable(guidance, held.labels),
    ),
    later(coverageOf(parameters[0], signal), signal, (coverage) => coverageTable(coverage, held.labels)),
    el(
      'section',
      { class: 'block', 'aria-labelledby': 'findings' },
      el('div', { class: 'heading' }, el('h2', { id: 'findings' }, 'Whether it fits together')),
      later(findingsOf(parameters[0], '-', signal), signal, (findings) =>
        findingsList(findings, held.labels),
      ),
    ),
  );
  overTime.fit();
  if (measures) showNewest(measures);
  return { leave: () => overTime.fits.disconnect() };
}
