// What is known of one fact: its words with each part of the evidence in its own
// shade, and how it was read.

import { get } from './api.js';
import { el } from './dom.js';
import * as format from './format.js';
import { reviews } from './review.js';
import { fragment, pieces, span } from './text.js';

// Which part wins where two cover the same bytes.
const PARTS = ['value', 'sign', 'bound', 'unit', 'concept', 'period', 'comparison', 'basis', 'dimension'];

/** evidenceSpans is the spans of a fact's evidence by the name of the part; `dimension` has one for each. */
export function evidenceSpans(fact) {
  const out = {};
  for (const part of PARTS) if (fact.evidence?.[part]) out[part] = span(fact.evidence[part]);
  if (fact.evidence?.dimensions) out.dimension = fact.evidence.dimensions.map(span);
  if (fact.evidence?.quoteSpan) out.quote = span(fact.evidence.quoteSpan);
  return out;
}

// quote is the sentence with its evidence shaded; a part that stands elsewhere
// in the call is not in it.
function quote(fact, text) {
  const spans = evidenceSpans(fact);
  if (!spans.quote) return undefined;
  const marks = [];
  for (const part of PARTS)
    for (const s of [spans[part] ?? []].flat())
      if (!marks.some((m) => m.start < s.end && s.start < m.end)) marks.push({ ...s, part });
  marks.sort((a, b) => a.start - b.start);
  return el(
    'blockquote',
    {},
    pieces(text, spans.quote.start, spans.quote.end, marks).map((p) =>
      p.mark ? el('mark', { class: p.mark.part, title: p.mark.part }, p.text) : p.text,
    ),
  );
}

const SOURCES = {
  BASIS_SOURCE_BLANKET: 'by a clause for the whole call',
  BASIS_SOURCE_ANAPHOR: 'as the figure before',
  BASIS_SOURCE_REPEAT: 'as the same value earlier',
};

function fields(fact, labels, text) {
  const spans = evidenceSpans(fact);
  const link = (part, s) =>
    s && [' ', el('a', { class: `said ${part}`, href: fragment(s) }, text.slice(s.start, s.end))];
  const said = (part, words, note) => {
    if (!words) return undefined;
    return [
      el(
        'dt',
        {},
        { concept: 'Concept', value: 'Value', period: 'Period', comparison: 'Against', basis: 'Basis' }[part],
      ),
      el('dd', {}, words, note && el('span', { class: 'quiet' }, ` ${note}`), link(part, spans[part])),
    ];
  };
  const period = fact.period ?? {};
  const dates = period.startDate && period.endDate ? `${period.startDate} to ${period.endDate}` : '';
  return el(
    'dl',
    { class: 'fields' },
    said('value', exact(fact.value)),
    said(
      'concept',
      [format.conceptLabel(labels, fact.concept), format.measure(fact)].filter(Boolean).join(', '),
    ),
    said('period', format.period(period.label) || 'not said', dates),
    said('comparison', format.comparison(fact)),
    said('basis', format.basis(fact) || 'not said', SOURCES[fact.basisSource]),
    fact.dimensions && [
      el('dt', {}, 'Part'),
      el(
        'dd',
        {},
        fact.dimensions.map((d, i) => [
          i > 0 && ', ',
          `${d.member} `,
          el('span', { class: 'quiet' }, format.enumerated(d.axis, 'AXIS_')),
          link('dimension', spans.dimension?.[i]),
        ]),
      ),
    ],
    fact.qualifiers && [el('dt', {}, 'Only'), el('dd', {}, format.qualifiers(fact).join(', '))],
    [el('dt', {}, 'Said by'), el('dd', {}, fact.speakerName || 'somebody unidentified')],
  );
}

function exact({ low: least = '', high: most = '', unit = '', bound } = {}) {
  const [low, high] = [format.grouped(least), format.grouped(most)];
  const ends = low === high ? low : `${low || '…'} to ${high || '…'}`;
  const words =
    { BOUND_APPROX: 'about ', BOUND_AT_LEAST: 'at least ', BOUND_AT_MOST: 'at most ' }[bound] ?? '';
  return `${words}${ends} ${unit.replaceAll('_', ' ')}`;
}

function trace({ steps = [], discarded = [], written, form, engineVersion }) {
  return [
    el(
      'p',
      {},
      'Written ',
      el('q', {}, written),
      form && `, read as a ${format.enumerated(form, 'QUANTITY_FORM_')}`,
      `, by rules of version ${engineVersion}:`,
    ),
    el(
      'ol',
      { class: 'trace' },
      steps.map((s) =>
        el(
          'li',
          {},
          el('code', {}, s.rule),
          s.note && ` → ${s.note}`,
          s.span && [' ', el('a', { class: 'said', href: fragment(span(s.span)) }, 'words')],
        ),
      ),
    ),
    discarded.length > 0 && el('p', {}, 'Considered, and not taken:'),
    discarded.length > 0 &&
      el(
        'ul',
        { class: 'trace' },
        discarded.map((d) =>
          el('li', {}, d.field, ' ', el('code', {}, d.value), d.reason && `: ${d.reason}`),
        ),
      ),
  ];
}

/** inspect draws a fact. `others` are further facts of the same number; `changed` is called for a review. */
export function inspect(fact, { labels, text, others, close, changed, signal }) {
  const how = el('div', {});
  const details = el(
    'details',
    {
      ontoggle: async () => {
        if (!details.open || how.childElementCount) return;
        try {
          how.replaceChildren(...trace(await get(`/v1/${fact.name}:explain`, {}, signal)).filter(Boolean));
        } catch (e) {
          if (!signal.aborted) how.replaceChildren(el('p', { class: 'refused' }, e.message));
        }
      },
    },
    el('summary', {}, 'How it was read'),
    how,
  );
  const status = format.status(fact);
  return el(
    'section',
    { class: 'inspector', 'aria-labelledby': 'inspected' },
    el(
      'div',
      { class: 'heading' },
      el(
        'h2',
        { id: 'inspected' },
        el('strong', {}, format.quantity(fact.value, fact.measure)),
        ' ',
        format.subject(labels, fact),
        status && status !== 'actual' && el('span', { class: `tag ${status}` }, status),
      ),
      el('button', { type: 'button', class: 'close', 'aria-label': 'Close', onclick: close }, '×'),
    ),
    quote(fact, text),
    others.length > 0 &&
      el(
        'p',
        { class: 'quiet' },
        'The same number also says: ',
        others.map((o, i) => [
          i > 0 && ', ',
          el(
            'a',
            { href: `/${o.name}` },
            format.subject(labels, o),
            ' ',
            format.quantity(o.value, o.measure),
          ),
        ]),
      ),
    fields(fact, labels, text),
    details,
    reviews(fact, { labels, signal, changed }),
    el(
      'p',
      { class: 'quiet' },
      el('a', { href: `/${fact.name}` }, 'Link to this fact'),
      ' · ',
      el('a', { href: `/v1/${fact.name}`, target: '_blank', rel: 'noopener' }, 'as JSON'),
    ),
  );
}
