// The series of a concept as charts draw them: what of it, on which basis, of
// which parts, in quarters or years.

import { basis, isQuarterOrYear, members, numeric, periodOrder } from './format.js';

const AXES = {
  AXIS_SEGMENT: 'segment',
  AXIS_PRODUCT: 'product',
  AXIS_GEOGRAPHY: 'geography',
  AXIS_CUSTOMER_TYPE: 'customer type',
  AXIS_CUSTOMER: 'customer',
  AXIS_CHANNEL: 'channel',
  AXIS_OTHER: 'part',
};
const MOST_LINES = 6;

/** axisName is the kind of part in words. */
export const axisName = (axis) => AXES[axis] ?? axis;

/** The ways to look at a concept. */
export const VIEWS = new Map([
  ['value', 'Level'],
  ['yoy', 'Growth on the year'],
  ['qoq', 'Growth on the quarter'],
  ['share', 'Share of the whole'],
]);

const drawn = (fact) => Number.isFinite(numeric(fact?.value));

// reading is what a mark shows of the statements of one thing.
function reading(r, before) {
  if (!drawn(r?.fact)) return undefined;
  const { fact } = r;
  return {
    value: fact.value,
    measure: fact.measure,
    name: fact.name,
    fact,
    others: [...(r.disagreeing ?? []), before].filter(Boolean),
  };
}

// A growth that nobody said follows from two levels that were.
function computed(c) {
  if (!c || (c.low === undefined && c.high === undefined)) return undefined;
  return {
    value: { low: c.low, high: c.high, unit: c.unit, bound: 'BOUND_APPROX' },
    measure: 'MEASURE_GROWTH',
    name: c.facts?.at(-1),
    others: [],
    against: c.basePeriod,
  };
}

const lastSaid = (point, wanted) => (point.guidanceStatements ?? []).filter(wanted).at(-1);

function growth(point, comparison) {
  const movement = (point.growth ?? []).find((m) => m.comparison === comparison);
  return {
    actual: reading(movement?.stated) ?? computed(movement?.computed),
    guided: lastSaid(point, (f) => f.measure === 'MEASURE_GROWTH' && f.comparison === comparison),
  };
}

const OF = {
  value: (p) => ({
    actual: reading(p.last, p.restated ? p.first.fact : undefined),
    guided: p.guidance?.fact,
  }),
  yoy: (p) => growth(p, 'COMPARISON_YEAR_OVER_YEAR'),
  qoq: (p) => growth(p, 'COMPARISON_SEQUENTIAL'),
  share: (p) => ({ actual: reading(p.share), guided: lastSaid(p, (f) => f.measure === 'MEASURE_SHARE') }),
};

/**
 * marks is every mark that could be drawn of some series: {view, basisName,
 * axis, member, label, annual, actual, guided}.
 */
export function marks(series) {
  const plain = series.filter((s) => !s.qualifiers?.length && (s.dimensions ?? []).length < 2);
  return plain.flatMap((s) =>
    (s.points ?? []).flatMap((point) => {
      const label = point.period?.label ?? '';
      if (!isQuarterOrYear(label)) return [];
      return [...VIEWS.keys()]
        .map((view) => ({
          view,
          basisName: basis(s),
          axis: s.dimensions?.[0]?.axis ?? '',
          member: members(s),
          label,
          annual: label.endsWith('FY'),
          unit: s.unit,
          ...OF[view](point),
        }))
        .map((m) => ({ ...m, guided: drawn(m.guided) ? m.guided : undefined }))
        .filter((m) => m.actual || m.guided);
    }),
  );
}

/**
 * drawable is what a chart draws of marks: {every, periods, unit, lines}, a
 * line {name, actuals, guided} for the whole or for each part. `every` is all periods that
 * there are, of which those between `from` and `to` are drawn.
 */
export function drawable(all, { view, basisName, axis, annual, from, to }) {
  const same = all.filter((m) => m.view === view && m.axis === axis && m.annual === annual);
  const lines = new Map();
  for (const m of same) {
    // Guidance that does not say its basis is shown, and says so; never that of another basis.
    if (m.basisName !== basisName && (m.basisName !== '' || !m.guided)) continue;
    if (!lines.has(m.member)) lines.set(m.member, { name: m.member, actuals: new Map(), guided: new Map() });
    const line = lines.get(m.member);
    if (m.actual && m.basisName === basisName) line.actuals.set(m.label, m.actual);
    if (m.guided && (m.basisName === basisName || !line.guided.has(m.label)))
      line.guided.set(m.label, m.guided);
  }
  const most = [...lines.values()].sort((a, b) => b.actuals.size - a.actuals.size).slice(0, MOST_LINES);
  const labels = new Set(most.flatMap((l) => [...l.actuals.keys(), ...l.guided.keys()]));
  const every = withGaps([...labels].sort((a, b) => periodOrder(a) - periodOrder(b)));
  const [first, last] = [Math.max(0, every.indexOf(from)), every.indexOf(to)];
  const periods = every.slice(first, last < first ? undefined : last + 1);
  const within = (map) => new Map(periods.filter((p) => map.has(p)).map((p) => [p, map.get(p)]));
  return {
    every,
    periods,
    unit: view === 'value' ? same.find((m) => m.basisName === basisName)?.unit : 'percent',
    lines: most.map((l) => ({ name: l.name, actuals: within(l.actuals), guided: within(l.guided) })),
  };
}

// withGaps puts the periods between in which nothing was said: on the axis of
// time they are there.
function withGaps(periods) {
  if (periods.length === 0) return periods;
  const annual = periods[0].endsWith('FY');
  const index = (label) =>
    annual ? Number(label.slice(0, 4)) : Number(label.slice(0, 4)) * 4 + Number(label.at(-1)) - 1;
  const [first, last] = [index(periods[0]), index(periods.at(-1))];
  return Array.from({ length: last - first + 1 }, (_, i) =>
    annual ? `${first + i}FY` : `${Math.floor((first + i) / 4)}Q${((first + i) % 4) + 1}`,
  );
}
