// The transcript as it is read: sections, exchanges and turns that fold, every
// number marked. It can light up any span of the text.

import { counted, el } from './dom.js';
import { rejection } from './ledger.js';
import { lineWidth, paragraphBreaks, pieces, span } from './text.js';

const SECTIONS = {
  SECTION_PREPARED_REMARKS: 'Prepared remarks',
  SECTION_QUESTIONS_AND_ANSWERS: 'Questions and answers',
  SECTION_CLOSING: 'Closing',
};
// What nobody says, and can be folded.
const ASIDE = {
  SEGMENT_KIND_HEADER: 'heading of the document',
  SEGMENT_KIND_ROSTER: 'list of participants',
  SEGMENT_KIND_FURNITURE: 'page heading or footer',
  SEGMENT_KIND_BOILERPLATE: 'disclaimer',
  SEGMENT_KIND_ADVERTISEMENT: 'advertisement',
};
/** The evidence of a fact, each part in its own shade. */
export const EVIDENCE = [
  'quote',
  'dimension',
  'concept',
  'period',
  'comparison',
  'basis',
  'bound',
  'sign',
  'unit',
  'value',
];

export class Transcript {
  constructor(transcript, text, marks) {
    this.transcript = transcript;
    this.text = text;
    this.marks = marks;
    this.turns = transcript.turns ?? [];
    this.speakers = new Map((transcript.speakers ?? []).map((s) => [s.id, s]));
    this.nodes = []; // of all paragraphs, {start, node} in order of the text
    this.drawn = []; // the paragraphs: {element, start, end, nodes}
    this.links = new Map(); // of a fact's name, the number that says it
    this.bodies = []; // of a turn, its <details>
    this.factsOf = new Array(this.turns.length).fill(0);
    for (const m of marks) for (const f of m.facts) this.factsOf[f.turn ?? 0]++;
    this.width = lineWidth(
      this.turns.slice(0, 60).flatMap((t) => text.slice(t.span.start ?? 0, t.span.end).split('\n')),
    );
    this.element = el('div', { class: 'transcript', 'aria-busy': 'true' }, this.draw());
    this.nodes = this.drawn.flatMap((p) => p.nodes);
  }

  speaker(turn) {
    return this.speakers.get(turn.speaker) ?? {};
  }

  draw() {
    const groups = this.groups();
    const out = [];
    for (const { section, parts } of groups) {
      const name = SECTIONS[section] ?? 'Transcript';
      if (!section) {
        out.push(...parts.flatMap((p) => this.drawPart(p)));
        continue;
      }
      out.push(
        el(
          'details',
          { class: 'section', open: true },
          el('summary', {}, el('h2', {}, name)),
          parts.flatMap((p) => this.drawPart(p)),
        ),
      );
    }
    return out;
  }

  // exchangeOf is the exchange of each turn that belongs to one.
  exchangeOf() {
    const out = new Array(this.turns.length);
    for (const [i, { firstTurn = 0, lastTurn = 0 }] of (this.transcript.exchanges ?? []).entries())
      out.fill(i, firstTurn, lastTurn + 1);
    return out;
  }

  // groups puts the segments into sections, exchanges and turns. What nobody
  // says stands where the document has it: within a turn or an exchange that goes
  // on after it, else between them.
  groups() {
    const exchangeOf = this.exchangeOf();
    const groups = [{ section: undefined, parts: [] }];
    const segments = this.transcript.segments ?? [];
    const following = nextTurns(segments);
    let turn = -1;
    for (const [i, segment] of segments.entries()) {
      const said = spoken(segment);
      if (said) turn = segment.turn ?? 0;
      const owner = said || segment.span.end <= (this.turns[turn]?.span.end ?? 0) ? turn : undefined;
      const section = this.turns[owner]?.section ?? (owner === undefined ? groups.at(-1).section : undefined);
      if (section !== groups.at(-1).section) groups.push({ section, parts: [] });
      const goesOn = owner !== undefined || exchangeOf[turn] === exchangeOf[following[i]];
      place(groups.at(-1).parts, owner, goesOn ? exchangeOf[turn] : undefined, segment);
    }
    return groups;
  }

  drawPart(part) {
    if (part.exchange !== undefined) return this.drawExchange(part);
    if (part.turn !== undefined) return this.drawTurn(part);
    return this.drawSegments(part.segments);
  }

  drawExchange({ exchange, parts }) {
    const { questioner, answerers = [], firstTurn = 0, lastTurn = 0 } = this.transcript.exchanges[exchange];
    const who = this.speakers.get(questioner) ?? {};
    let facts = 0;
    for (let t = firstTurn; t <= lastTurn; t++) facts += this.factsOf[t];
    const answers = answerers
      .map((id) => this.speakers.get(id)?.name)
      .filter(Boolean)
      .join(', ');
    return el(
      'details',
      { class: 'exchange', open: true },
      el(
        'summary',
        {},
        el('h3', {}, who.name || 'Unidentified', who.firm && el('span', { class: 'quiet' }, `, ${who.firm}`)),
        el(
          'span',
          { class: 'quiet' },
          [answers && `answered by ${answers}`, facts && counted(facts, 'fact')].filter(Boolean).join(' · '),
        ),
      ),
      parts.flatMap((p) => this.drawPart(p)),
    );
  }

  drawTurn({ turn, segments }) {
    const who = this.speaker(this.turns[turn]);
    const doubt = { SPEAKER_STATUS_AMBIGUOUS: 'ambiguous', SPEAKER_STATUS_UNIDENTIFIED: 'unidentified' }[
      who.status
    ];
    const role = (who.role ?? '').replace('SPEAKER_ROLE_', '').toLowerCase();
    this.bodies[turn] = el(
      'details',
      { class: `turn ${role}`, open: true, 'data-turn': turn },
      el(
        'summary',
        {},
        el(
          'span',
          { class: 'who' },
          who.name || (role === 'operator' ? 'Operator' : who.label || 'Unidentified'),
        ),
        el(
          'span',
          { class: 'quiet' },
          [
            who.name || role !== 'operator' ? who.title : '',
            role === 'analyst' ? who.firm : '',
            who.name && doubt,
          ]
            .filter(Boolean)
            .join(', '),
        ),
      ),
      this.drawSegments(segments),
    );
    return this.bodies[turn];
  }

  // drawSegments draws what is read as it is, and puts the furniture between it,
  // of whatever kinds, behind one line.
  drawSegments(segments) {
    const out = [];
    let furniture = [];
    const fold = () => {
      if (furniture.length) out.push(this.drawFurniture(furniture));
      furniture = [];
    };
    for (const s of segments) {
      const at = span(s.span);
      const said = s.kind === 'SEGMENT_KIND_SPEECH';
      // A vendor's rules and blank lines are nothing to unfold.
      const empty = !said && !/[\p{L}\p{N}]/u.test(this.text.slice(at.start, at.end));
      if (empty || s.kind === 'SEGMENT_KIND_LABEL') continue;
      if (ASIDE[s.kind]) {
        furniture.push(s);
        continue;
      }
      fold();
      out.push(said ? this.paragraphs(at) : this.drawOther(s));
    }
    fold();
    return out;
  }

  drawFurniture(segments) {
    const kinds = [...new Set(segments.map((s) => ASIDE[s.kind]))].join(', ');
    return el(
      'details',
      { class: 'aside' },
      el('summary', {}, kinds[0].toUpperCase() + kinds.slice(1)),
      segments.map((s) => this.paragraphs(span(s.span), everyLine)),
    );
  }

  // drawOther draws the name of a section, or what may be speech.
  drawOther(segment) {
    const body = this.paragraphs(span(segment.span), everyLine);
    if (segment.kind === 'SEGMENT_KIND_SECTION_MARK') return el('div', { class: 'mark' }, body);
    return el('details', { class: 'aside', open: true }, el('summary', {}, 'Not understood'), body);
  }

  paragraphs({ start, end }, breaks = (string) => paragraphBreaks(string, this.width)) {
    const out = [];
    const string = this.text.slice(start, end);
    let from = 0;
    let byte = start;
    const add = (to, next) => {
      const size = this.text.bytesOf(string.slice(from, to));
      if (string.slice(from, to).trim()) out.push(this.paragraph(byte, byte + size));
      byte += this.text.bytesOf(string.slice(from, next));
      from = next;
    };
    for (const { index, next } of breaks(string)) add(index, next);
    add(string.length, string.length);
    return out;
  }

  paragraph(start, end) {
    const drawn = { element: el('p', {}), start, end };
    this.drawn.push(drawn);
    this.write(drawn);
    return drawn.element;
  }

  // write is the text of a paragraph, with its numbers marked.
  write(drawn) {
    const { element, start, end } = drawn;
    drawn.nodes = [];
    const content = pieces(this.text, start, end, this.marksWithin(start, end)).map(
      ({ text, start: at, mark }) => {
        const node = document.createTextNode(text);
        drawn.nodes.push({ start: at, node });
        return mark ? this.drawMark(mark, node) : node;
      },
    );
    element.replaceChildren(...content);
  }

  /** remark draws other marks, where they are others: the marks are whole now. */
  remark(marks) {
    const known = new Set(this.marks.map((m) => `${m.start}-${m.end}`));
    this.marks = marks;
    for (const drawn of this.drawn) {
      const within = this.marksWithin(drawn.start, drawn.end);
      if (within.every((m) => known.has(`${m.start}-${m.end}`))) continue;
      for (const m of within) if (m.facts.length) this.links.delete(m.facts[0].name);
      this.write(drawn);
    }
    this.nodes = this.drawn.flatMap((p) => p.nodes);
    this.element.removeAttribute('aria-busy');
  }

  /** link is the number that says the facts of a mark. */
  link(mark) {
    return this.links.get(mark.facts[0].name);
  }

  /** note puts words about a fact under the paragraph that says it. */
  note(fact, words) {
    const mark = this.marks.find((m) => m.facts.includes(fact));
    (mark && this.link(mark))
      ?.closest('p')
      .after(el('p', { class: 'note', role: 'note' }, words));
  }

  marksWithin(start, end) {
    const first = lowerBound(this.marks, (m) => m.end > start);
    let last = first;
    while (last < this.marks.length && this.marks[last].start < end) last++;
    return this.marks.slice(first, last);
  }

  drawMark(mark, node) {
    if (mark.facts.length === 0)
      return el('span', { class: `number ${mark.fate}`, title: rejection(mark) }, node);
    const [{ name }] = mark.facts;
    const element = el('a', { class: `number ${mark.fate}`, href: `/${name}` }, node);
    element.facts = mark.facts;
    if (!this.links.has(name)) this.links.set(name, element);
    return element;
  }

  /** range is a span as a range of the document, if the page shows it. */
  range({ start, end }) {
    const from = this.place(start);
    const to = this.place(end, true);
    if (!from || !to) return undefined;
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    return range;
  }

  // place finds a position in bytes: the text node and the offset in it. A
  // position that is not shown (a line's end) stands at what is shown next, or
  // for an end, at what was shown before.
  place(byte, isEnd = false) {
    const next = lowerBound(this.nodes, (n) => (isEnd ? n.start >= byte : n.start > byte));
    const entry = this.nodes[next - 1];
    if (!entry) return isEnd ? undefined : this.nodes[0] && { node: this.nodes[0].node, offset: 0 };
    const size = this.text.bytesOf(entry.node.data);
    if (byte - entry.start < size || isEnd) {
      const within = Math.min(byte - entry.start, size);
      return { node: entry.node, offset: this.text.slice(entry.start, entry.start + within).length };
    }
    return this.nodes[next] && { node: this.nodes[next].node, offset: 0 };
  }

  /** reveal unfolds what hides a range, and brings it into view. */
  reveal(range) {
    const at = range.startContainer.parentElement;
    for (let outer = at; outer && outer !== this.element; outer = outer.parentElement) {
      if (outer.tagName === 'DETAILS') outer.open = true;
    }
    // Turns out of sight have estimated heights: the place is right when those
    // on the way have been laid out.
    const bring = () => at.scrollIntoView({ block: 'center' });
    bring();
    requestAnimationFrame(() => {
      bring();
      requestAnimationFrame(bring);
    });
  }

  /** light shades spans by name: {value: {start, end}, …}; without any, none. */
  light(spans = {}) {
    if (!CSS.highlights) return;
    for (const name of [...EVIDENCE, 'span']) {
      const ranges = [spans[name] ?? []]
        .flat()
        .map((s) => this.range(s))
        .filter(Boolean);
      if (ranges.length === 0) {
        CSS.highlights.delete(name);
        continue;
      }
      const highlight = new Highlight(...ranges);
      highlight.priority = EVIDENCE.indexOf(name) + 1;
      CSS.highlights.set(name, highlight);
    }
  }

  /** selected is the span in bytes of what the user has selected with the mouse or the keys. */
  selected() {
    const selection = getSelection();
    if (selection.isCollapsed || !this.element.contains(selection.anchorNode)) return undefined;
    const range = selection.getRangeAt(0);
    const start = this.byteOf(range.startContainer, range.startOffset);
    const end = this.byteOf(range.endContainer, range.endOffset);
    return start !== undefined && end > start ? { start, end } : undefined;
  }

  byteOf(node, offset) {
    const entry = this.nodes.find((n) => n.node === node);
    return entry && entry.start + this.text.bytesOf(node.data.slice(0, offset));
  }
}

function everyLine(string) {
  return [...string.matchAll(/\n\s*/g)].map((m) => ({ index: m.index, next: m.index + m[0].length }));
}

const spoken = ({ kind }) => kind === 'SEGMENT_KIND_SPEECH' || kind === 'SEGMENT_KIND_LABEL';

// nextTurns is, for each segment, the turn that is spoken in it or next.
function nextTurns(segments) {
  const out = new Array(segments.length);
  for (let i = segments.length - 1; i >= 0; i--) out[i] = spoken(segments[i]) ? (segments[i].turn ?? 0) : out[i + 1];
  return out;
}

// place puts a segment behind the others of its turn and exchange.
function place(parts, turn, exchange, segment) {
  let into = parts;
  if (exchange !== undefined) {
    if (parts.at(-1)?.exchange !== exchange) parts.push({ exchange, parts: [] });
    into = parts.at(-1).parts;
  }
  const last = into.at(-1);
  if (last?.segments && last.turn === turn) last.segments.push(segment);
  else into.push({ turn, segments: [segment] });
}

// lowerBound is the index of the first item of a sorted list for which `after` holds.
function lowerBound(items, after) {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (after(items[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
