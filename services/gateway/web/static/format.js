// Values and names as a person reads them. Numbers stay the exact decimal
// strings that the API gives: they are shifted and grouped, never computed with.

const SIGNS = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' };
const SCALES = [
  [12, 'T'],
  [9, 'B'],
  [6, 'M'],
];
const MINUS = '\u2212';

/** enumerated is the value of an enumeration in words: FACT_STATUS_ACTUAL is `actual`. */
export function enumerated(value, prefix) {
  if (!value || value.endsWith('UNSPECIFIED')) return '';
  return value.slice(prefix.length).toLowerCase().replaceAll('_', ' ');
}

function parts(decimal) {
  const negative = decimal.startsWith('-');
  const [whole, fraction = ''] = (negative ? decimal.slice(1) : decimal).split('.');
  return { negative, whole: whole.replace(/^0+(?=\d)/, ''), fraction };
}

// shifted moves the decimal point `by` places to the left, and keeps as many
// places as the precision of the number has, at the least those that say something.
function shifted(whole, fraction, by, places) {
  let digits = whole + fraction;
  let point = whole.length - by;
  if (point < 1) {
    digits = digits.padStart(digits.length + 1 - point, '0');
    point = 1;
  }
  let rest = digits.slice(point).replace(/0+$/, '');
  if (places > rest.length) rest = rest.padEnd(Math.min(places, 6), '0');
  return [digits.slice(0, point), rest];
}

// lastPlace is the power of ten of the last digit that was said, from the half
// of it that the API gives.
function lastPlace(precision) {
  if (!/^[0.]*5[0.]*$/.test(precision ?? '')) return undefined;
  const { whole, fraction } = parts(precision);
  const at = whole.indexOf('5');
  return at >= 0 ? whole.length - at : -fraction.indexOf('5');
}

function scaled(decimal, precision, scale) {
  const { negative, whole, fraction } = parts(decimal);
  const last = lastPlace(precision);
  const [digits, rest] = shifted(whole, fraction, scale, last === undefined ? 0 : scale - last);
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return { negative, text: rest ? `${grouped}.${rest}` : grouped };
}

/** grouped is a decimal with all of its digits: `452,000,000`. */
export function grouped(decimal) {
  const [whole, fraction] = decimal.split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction ? `${digits}.${fraction}` : digits;
}

function scaleOf(decimal) {
  const digits = parts(decimal).whole.length;
  return SCALES.find(([power]) => digits > power) ?? [0, ''];
}

function affixes(unit) {
  const [head, per] = unit.split('/');
  if (/^[A-Z]{3}$/.test(head)) {
    const after = per === 'share' ? ' a share' : per ? ` a ${per.replaceAll('_', ' ')}` : '';
    return { before: SIGNS[head] ?? `${head}\u00a0`, after, money: true };
  }
  if (unit === 'percent') return { before: '', after: '%' };
  if (unit === 'percentage_points') return { before: '', after: ' pts' };
  if (unit === 'ratio') return { before: '', after: '×' };
  return { before: '', after: unit ? ` ${unit.replaceAll('_', ' ')}` : '' };
}

const BOUNDS = { BOUND_APPROX: '≈\u2009', BOUND_AT_LEAST: '≥\u2009', BOUND_AT_MOST: '≤\u2009' };

/** number is one end of a quantity with its unit. */
export function number(decimal, unit, { precision, signed, bare } = {}) {
  const { before, after, money } = affixes(unit ?? '');
  const [scale, letter] = money || parts(decimal).whole.length > 7 ? scaleOf(decimal) : [0, ''];
  const { negative, text } = scaled(decimal, precision, scale);
  const sign = negative ? MINUS : signed && /[1-9]/.test(text) ? '+' : '';
  return `${sign}${before}${text}${letter}${bare ? '' : after}`;
}

function range({ low, high, unit, precision }, signed) {
  const from = number(low, unit, { precision, signed, bare: true });
  return `${from}\u2013${number(high, unit, { precision, signed: signed && low.startsWith('-') })}`;
}

/** quantity is a value of a fact: `$1.03B`, `$0.27–$0.29 a share`, `+0.3 pts`. */
export function quantity(value, of = '') {
  const { low = '', high = '', unit, precision, bound } = value ?? {};
  const signed = of === 'MEASURE_GROWTH' || of === 'MEASURE_CHANGE';
  if (low === '' && high === '') return value ? 'no number' : '';
  if (low === '') return BOUNDS.BOUND_AT_MOST + number(high, unit, { precision, signed });
  if (high === '') return BOUNDS.BOUND_AT_LEAST + number(low, unit, { precision, signed });
  if (low !== high) return range(value, signed);
  return (BOUNDS[bound] ?? '') + number(low, unit, { precision, signed });
}

/** numeric is where a quantity stands on an axis: its middle, as a float. For drawing and sorting only. */
export function numeric(value) {
  const ends = [value?.low, value?.high].filter((v) => v !== undefined && v !== '').map(Number);
  return ends.length ? ends.reduce((a, b) => a + b) / ends.length : NaN;
}

/** period is a fiscal period as it is written on paper: `Q1 2023`, `FY 2023`, `9M 2023`. */
export function period(label) {
  if (!label) return '';
  if (label === 'LT') return 'Long term';
  const found = /^(\d{4})(Q[1-4]|H[12]|FY|YTD(\d))$/.exec(label);
  if (!found) return label;
  return `${found[3] ? `${3 * Number(found[3])}M` : found[2]} ${found[1]}`;
}

/** isQuarterOrYear tells whether a period is one that charts and tables have a place for. */
export function isQuarterOrYear(label) {
  return /^\d{4}(Q\d|FY)$/.test(label ?? '');
}

/** periodOrder sorts periods by when they end, the longer one last. */
export function periodOrder(label) {
  const found = /^(\d{4})(?:Q([1-4])|H([12])|YTD([1-4])|(FY))$/.exec(label ?? '');
  if (!found) return label === 'LT' ? 1e6 : label ? 1e5 : 2e6;
  const [, year, quarter, half, toDate, full] = found;
  const end = quarter ?? (half && 2 * half) ?? toDate ?? (full && 4);
  return Number(year) * 100 + Number(end) * 10 + (quarter ? 0 : half ? 1 : toDate ? 2 : 3);
}

const COMPARISONS = {
  COMPARISON_SEQUENTIAL: 'on the quarter',
  COMPARISON_YEAR_OVER_YEAR: 'on the year',
  COMPARISON_OTHER: 'other base',
};
const MEASURES = { MEASURE_GROWTH: 'growth', MEASURE_CHANGE: 'change', MEASURE_SHARE: 'share' };
const BASES = { BASIS_GAAP: 'GAAP', BASIS_NON_GAAP: 'Non-GAAP' };

export const comparison = (f) => COMPARISONS[f.comparison] ?? '';
export const measure = (f) => MEASURES[f.measure] ?? '';
export const basis = (f) => BASES[f.basis] ?? '';
export const status = (f) => enumerated(f.status, 'FACT_STATUS_');
export const members = (f) => (f.dimensions ?? []).map((d) => d.member).join(' · ');
export const qualifiers = (f) => (f.qualifiers ?? []).map((q) => enumerated(q, 'QUALIFIER_'));

/** conceptLabel is a concept's label, or its id in words. */
export function conceptLabel(labels, id) {
  return labels.get(id) ?? (id.charAt(0).toUpperCase() + id.slice(1)).replaceAll('_', ' ');
}

/** subject is what a fact is about, in a line: `Revenue growth · Americas`. */
export function subject(labels, f) {
  return [[conceptLabel(labels, f.concept), measure(f)].filter(Boolean).join(' '), members(f)]
    .filter(Boolean)
    .join(' · ');
}

/** callTitle is which call it is: `Q1 2023`, or its day, or its kind. */
export function callTitle(event = {}, name = '') {
  if (event.fiscalPeriod && event.fiscalYear) return `${event.fiscalPeriod} ${event.fiscalYear}`;
  return event.date || enumerated(event.kind, 'EVENT_KIND_') || name.split('/').at(-1);
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** day is a date as it is written on paper: `25 April 2023`. */
export function day(date) {
  const found = /^(\d{4})-(\d\d)-(\d\d)/.exec(date ?? '');
  const month = found && MONTHS[Number(found[2]) - 1];
  return month ? `${Number(found[3])} ${month} ${found[1]}` : (date ?? '');
}
