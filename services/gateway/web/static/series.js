// One measure over periods, made of single facts: of several statements of one
// thing the most precise stands, and what contradicts it is kept beside it.

import { basis, members, numeric, periodOrder } from './format.js';

const OUTLOOK = new Set(['FACT_STATUS_GUIDANCE', 'FACT_STATUS_TARGET']);

/** The ways to look at a concept: what of it, and against what. */
export const VIEWS = [
  ['value', 'Level', (f) => f.measure === 'MEASURE_VALUE'],
  ['yoy', 'Growth on the year', (f) => f.measure === 'MEASURE_GROWTH' && f.comparison === 'COMPARISON_YEAR_OVER_YEAR'],
  ['qoq', 'Growth on the quarter', (f) => f.measure === 'MEASURE_GROWTH' && f.comparison === 'COMPARISON_SEQUENTIAL'],
  ['share', 'Share of the whole', (f) => f.measure === 'MEASURE_SHARE'],
];

const AXES = {
  AXIS_SEGMENT: 'segment', AXIS_PRODUCT: 'product', AXIS_GEOGRAPHY: 'geography',
  AXIS_CUSTOMER_TYPE: 'customer type', AXIS_CUSTOMER: 'customer', AXIS_CHANNEL: 'channel', AXIS_OTHER: 'part',
};

/** axisName is the kind of part in words. */
export const axisName = (axis) => AXES[axis] ?? axis;

/** partsOf is the kind of part that a fact is about: an axis, none for the whole, undefined for parts of parts. */
export function partsOf(fact) {
  const dimensions = fact.dimensions ?? [];
  if (dimensions.length > 1) return undefined;
  return dimensions[0]?.axis ?? '';
}

// width is how wide the interval is that a statement allows; exact ones have none.
function width({ low, high, precision, bound }) {
  const open = low === undefined || high === undefined || bound === 'BOUND_AT_LEAST' || bound === 'BOUND_AT_MOST';
  return open ? Infinity : Number(high) - Number(low) + 2 * Number(precision ?? 0);
}

function overlap(a, b) {
  const ends = ({ low, high, precision = 0 }) => [Number(low ?? -Infinity) - Number(precision), Number(high ?? Infinity) + Number(precision)];
  const [[aLow, aHigh], [bLow, bHigh]] = [ends(a), ends(b)];
  const slack = 1e-9 * Math.max(Math.abs(aLow), Math.abs(bLow), 1);
  return aLow <= bHigh + slack && bLow <= aHigh + slack;
}

/** settle chooses among statements of one thing: {fact, others}, others being those that contradict it. */
export function settle(facts) {
  const [fact, ...rest] = facts.toSorted((a, b) => width(a.value) - width(b.value) || (b.effectiveTime ?? '').localeCompare(a.effectiveTime ?? ''));
  return { fact, others: rest.filter((f) => f.value.bound === 'BOUND_EXACT' && !overlap(f.value, fact.value)) };
}

function grouped(facts, key) {
  const out = new Map();
  for (const f of facts) {
    const k = key(f);
    if (!out.has(k)) out.set(k, []);
    out.get(k).push(f);
  }
  return out;
}

/** told is the facts that the company itself states of a period, plainly. */
export function told(facts) {
  return facts.filter((f) => f.period?.label && f.value && f.speakerRole !== 'SPEAKER_ROLE_ANALYST'
    && !(f.qualifiers ?? []).length && !Number.isNaN(numeric(f.value)));
}

/** actuals is the settled statement of each period. */
export function actuals(facts) {
  const out = new Map();
  for (const [label, same] of grouped(facts.filter((f) => f.status === 'FACT_STATUS_ACTUAL'), (f) => f.period.label)) out.set(label, settle(same));
  return out;
}

/** outlooks is the statements ahead of each period, the last one last. */
export function outlooks(facts) {
  const ahead = facts.filter((f) => OUTLOOK.has(f.status)).sort((a, b) => (a.effectiveTime ?? '').localeCompare(b.effectiveTime ?? ''));
  return grouped(ahead, (f) => f.period.label);
}

// usualUnit is the unit that most facts have: others are not drawn with them.
function usualUnit(facts) {
  const units = [...grouped(facts, (f) => f.value.unit ?? '')].sort((a, b) => b[1].length - a[1].length);
  return units[0]?.[0];
}

/**
 * series is what a chart draws of a concept: {periods, unit, lines}, a line
 * {name, actuals, outlooks} for the whole or for each part of an axis.
 */
export function series(facts, { concept, view, basisName, axis, annual }) {
  const wanted = VIEWS.find(([id]) => id === view)[2];
  const ofConcept = facts.filter((f) => f.concept === concept && wanted(f) && partsOf(f) === axis && /FY$/.test(f.period.label) === annual && /^\d{4}(Q\d|FY)$/.test(f.period.label));
  const unit = usualUnit(ofConcept.filter((f) => basis(f) === basisName));
  const comparable = ofConcept.filter((f) => (f.value.unit ?? '') === unit);
  // Guidance that does not say its basis is shown, and says so; never that of another basis.
  const shown = comparable.filter((f) => basis(f) === basisName || (OUTLOOK.has(f.status) && basis(f) === ''));
  const lines = [...grouped(shown, members)].map(([name, of]) => ({ name, actuals: actuals(of), outlooks: outlooks(of) }))
    .sort((a, b) => b.actuals.size - a.actuals.size).slice(0, 6);
  const labels = new Set(lines.flatMap((l) => [...l.actuals.keys(), ...l.outlooks.keys()]));
  return { periods: [...labels].sort((a, b) => periodOrder(a) - periodOrder(b)), unit, lines };
}
