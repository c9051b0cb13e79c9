// The marks of a transcript: every number with what became of it.

import { span } from './text.js';

const FATES = {
  NUMERAL_FATE_REJECTED: 'rejected',
  NUMERAL_FATE_UNRESOLVED: 'unresolved',
  NUMERAL_FATE_FACT: 'fact',
};
const AHEAD = new Set(['FACT_STATUS_GUIDANCE', 'FACT_STATUS_TARGET']);

/** What each fate means, in the order in which they are explained. */
export const LEGEND = [
  ['fact', 'Fact', 'reported, or asked about'],
  ['ahead', 'Guidance', 'an outlook or a target'],
  ['unresolved', 'Unresolved', 'not bound to a measure'],
  ['rejected', 'No fact', 'a date, a name, a count of a list …'],
];

function fateOfFact(f) {
  return AHEAD.has(f.status) ? 'ahead' : 'fact';
}

/**
 * marksOf joins the values of facts and the ledger's numerals into marks that
 * are in order and do not overlap: {start, end, fate, reason, facts}.
 */
export function marksOf(facts, numerals) {
  const all = [
    ...facts
      .filter((f) => f.evidence?.value)
      .map((f) => ({ ...span(f.evidence.value), fate: fateOfFact(f), facts: [f] })),
    ...numerals.map((n) => ({
      ...span(n.span),
      fate: FATES[n.fate] ?? 'unresolved',
      reason: n.reason,
      facts: [],
    })),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  const marks = [];
  for (const one of all) {
    const last = marks.at(-1);
    if (!last || one.start >= last.end) {
      marks.push(one);
      continue;
    }
    last.end = Math.max(last.end, one.end);
    if (one.facts.length && !last.facts.length) last.fate = one.fate;
    last.facts = [...last.facts, ...one.facts];
  }
  return marks;
}

/** rejection is why a numeral is no fact, in words. */
export function rejection(mark) {
  if (mark.fate === 'unresolved') return 'not bound to a measure';
  return (mark.reason || 'no number of the business').replaceAll('_', ' ');
}
