// The page of a call: what was said on one side, the facts on the other, and
// either lights up the other.

import { post } from './api.js';
import { coverageLines, coverageOf } from './coverage.js';
import { counted, el, say, shown } from './dom.js';
import { FactTable, otherNumbers } from './facts.js';
import { findingsList, findingsOf, notesOf } from './findings.js';
import { callTitle, day, enumerated } from './format.js';
import { evidenceSpans, inspect } from './inspector.js';
import { LEGEND, marksOf } from './ledger.js';
import { statisticsOf, statisticsView } from './statistics.js';
import { Text, fragment, fromFragment } from './text.js';
import { Transcript } from './transcript.js';

// numerals is the ledger, made of the transcript as it came; where the server
// does not make it, the facts alone are marked.
async function numerals(source, signal) {
  try {
    const answer = await post('/v1/transcripts:extractFacts', `{"transcript":${source}}`, signal);
    return { numerals: answer.numerals ?? [] };
  } catch (e) {
    return { numerals: [], missing: e.message };
  }
}

class CallPage {
  constructor({ main, signal, navigate }, data) {
    Object.assign(this, data);
    this.signal = signal;
    this.navigate = navigate;
    this.name = this.transcript.name;
    this.text = new Text(this.transcript.text ?? '');
    this.marks = marksOf(this.facts, []);
    this.byId = new Map(this.facts.map((f) => [f.name.split('/').at(-1), f]));
    this.view = new Transcript(this.transcript, this.text, this.marks);
    this.table = new FactTable(this.facts, this.labels, this.name);
    this.inspector = el('div', { class: 'inspected' });
    this.notices = el('div', {}, this.doubts());
    this.others = el('div', {});
    this.fates = new Map(LEGEND.map(([fate]) => [fate, el('span', { class: 'quiet' })]));
    this.tally();
    this.checks = el('div', { class: 'checks' }, el('p', { class: 'quiet' }, 'The checks are being made.'));
    this.counts = el('div', { class: 'checks' });
    this.draw(main);
    this.view.element.addEventListener('click', (e) => this.clicked(e));
    this.table.element.addEventListener('click', (e) => this.clickedRow(e));
    document.addEventListener('selectionchange', () => this.offerSpan(), { signal: this.over.signal });
  }

  over = new AbortController();

  draw(main) {
    const { event = {}, company = {} } = this.transcript;
    const holder = this.company.displayName || company.name || 'Unnamed company';
    const title = `${holder}, ${callTitle(event, this.name)}`;
    const when = [day(event.date), event.localTime && `${event.localTime} ${event.timeZone ?? ''}`.trim()]
      .filter(Boolean)
      .join(', ');
    const symbol = [company.exchange, company.ticker].filter(Boolean).join(': ');
    this.copy = el(
      'button',
      { type: 'button', class: 'copy', hidden: true, onclick: () => this.copyLink() },
      'Link to the selection',
    );
    main.replaceChildren(
      ...[
        el(
          'header',
          { class: 'title' },
          el(
            'h1',
            { 'data-title': title },
            el('a', { href: `/${this.name.split('/calls/')[0]}` }, holder),
            ' ',
            el('span', {}, callTitle(event, this.name)),
          ),
          el(
            'p',
            { class: 'quiet' },
            [
              when,
              symbol,
              this.transcript.vendor,
              this.transcript.current ? '' : 'not the current transcript of this call',
            ]
              .filter(Boolean)
              .join(' · '),
          ),
          this.copy,
        ),
        this.notices,
        el(
          'div',
          { class: 'switch', role: 'group', 'aria-label': 'What is shown' },
          this.switchButton('said', 'Transcript'),
          this.switchButton('read', counted(this.facts.length, 'fact')),
        ),
        el('div', { class: 'call' }, this.said(), this.read()),
      ].filter(Boolean),
    );
    this.look('said');
  }

  doubts() {
    const lines = [
      ...(this.transcript.warnings ?? []).map((w) => w.message),
      ...(this.transcript.conflicts ?? []).map(
        (c) => `${c.field}: ${c.used} is used; ${c.other} is also there (${c.reason})`,
      ),
      this.ledger?.missing && `The numbers that are no facts are not marked: ${this.ledger.missing}`,
    ].filter(Boolean);
    return (
      lines.length > 0 &&
      el(
        'details',
        { class: 'notice' },
        el('summary', {}, counted(lines.length, 'doubt')),
        el(
          'ul',
          {},
          lines.map((l) => el('li', {}, l)),
        ),
      )
    );
  }

  // On a narrow screen one side is seen at a time.
  switchButton(side, text) {
    return el('button', { type: 'button', 'data-side': side, onclick: () => this.look(side) }, text);
  }

  look(side) {
    document.querySelector('.call').dataset.side = side;
    for (const b of document.querySelectorAll('.switch button'))
      b.setAttribute('aria-pressed', b.dataset.side === side);
  }

  said() {
    return el(
      'section',
      { class: 'said', 'aria-label': 'Transcript' },
      el(
        'button',
        {
          type: 'button',
          class: 'hidden',
          onclick: () => {
            this.look('read');
            document.getElementById('tab-0').focus();
          },
        },
        'Skip to the facts',
      ),
      el(
        'div',
        { class: 'strip' },
        el(
          'ul',
          { class: 'legend', 'aria-label': 'Numbers' },
          LEGEND.map(([fate, name, meaning]) =>
            el(
              'li',
              { title: meaning },
              el('span', { class: `number ${fate}` }, name),
              ' ',
              this.fates.get(fate),
            ),
          ),
        ),
        el(
          'span',
          { class: 'tools' },
          el('button', { type: 'button', onclick: () => this.fold(false) }, 'Fold'),
          el('button', { type: 'button', onclick: () => this.fold(true) }, 'Unfold'),
        ),
      ),
      this.people(),
      this.view.element,
    );
  }

  fold(open) {
    for (const d of this.view.element.querySelectorAll('details.turn, details.exchange')) d.open = open;
  }

  // people is who speaks, and folds what those say who are not wanted.
  people() {
    const words = new Map();
    for (const t of this.view.turns)
      words.set(t.speaker, (words.get(t.speaker) ?? 0) + t.span.end - (t.span.start ?? 0));
    const all = [...words.values()].reduce((a, b) => a + b, 0) || 1;
    const row = (s) => {
      const box = el('input', {
        type: 'checkbox',
        checked: true,
        onchange: () => {
          for (const [i, t] of this.view.turns.entries())
            if (t.speaker === s.id && this.view.bodies[i]) this.view.bodies[i].open = box.checked;
        },
      });
      const name = s.name || (s.role === 'SPEAKER_ROLE_OPERATOR' ? 'Operator' : s.label || 'Unidentified');
      const what =
        [s.title, s.role === 'SPEAKER_ROLE_ANALYST' ? s.firm : ''].filter(Boolean).join(', ') ||
        enumerated(s.role, 'SPEAKER_ROLE_');
      return el(
        'li',
        {},
        el('label', {}, box, ' ', el('b', {}, name), ' ', el('span', { class: 'quiet' }, what)),
        el('span', { class: 'quiet share' }, `${Math.round((100 * words.get(s.id)) / all)}%`),
      );
    };
    const speaking = (this.transcript.speakers ?? []).filter((s) => words.has(s.id));
    return el(
      'details',
      { class: 'people' },
      el('summary', {}, counted(speaking.length, 'speaker')),
      el('ul', {}, speaking.map(row)),
    );
  }

  read() {
    const panels = [
      ['Facts', this.facts.length, this.table.element],
      ['Other numbers', '…', this.others],
      ['Checks', '…', this.checks],
      ['Speakers', '', this.counts],
    ];
    const tabs = panels.map(([title, count, panel], i) => {
      panel.id = `panel-${i}`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', `tab-${i}`);
      return el(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${i}`,
          'aria-controls': `panel-${i}`,
          onclick: () => open(i),
          onkeydown: (e) => turn(e, i),
        },
        title,
        count !== '' && [' ', el('span', { class: 'quiet' }, count)],
      );
    });
    const open = (chosen) => {
      if (panels[chosen][2] === this.counts) this.count();
      for (const [i, [, , panel]] of panels.entries()) {
        panel.hidden = i !== chosen;
        tabs[i].setAttribute('aria-selected', i === chosen);
        tabs[i].tabIndex = i === chosen ? 0 : -1;
      }
    };
    const turn = (e, i) => {
      if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') return;
      const next = (i + (e.key === 'ArrowRight' ? 1 : panels.length - 1)) % panels.length;
      open(next);
      tabs[next].focus();
    };
    open(0);
    return el(
      'section',
      { class: 'read', 'aria-label': 'Facts' },
      el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Numbers of the call' }, tabs),
      panels.map((p) => p[2]),
      this.inspector,
    );
  }

  // tally tells how many numbers have which fate, as far as that is known.
  tally() {
    const count = Map.groupBy(this.marks, (m) => m.fate);
    for (const [fate, element] of this.fates) {
      const known = this.ledger || fate === 'fact' || fate === 'ahead';
      element.textContent = known ? (count.get(fate)?.length ?? 0) : '…';
    }
  }

  // markOthers marks the numbers that are no facts. Their ledger takes longer
  // than the facts, which can be read meanwhile.
  async markOthers() {
    this.ledger = await numerals(this.source, this.signal);
    if (this.signal.aborted) return;
    this.marks = marksOf(this.facts, this.ledger.numerals);
    this.view.remark(this.marks);
    this.tally();
    this.others.replaceChildren(otherNumbers(this.marks, this.text));
    document.querySelector('#tab-1 .quiet').textContent = this.marks.filter((m) => !m.facts.length).length;
    this.notices.replaceChildren(...[this.doubts()].filter(Boolean));
    if (this.fact || fromFragment(location.hash)) this.light();
  }

  // check adds what checks over the facts of the company find in this call. It
  // takes longer than the call itself, which can be read meanwhile.
  async check() {
    const [, company, , call] = this.name.split('/');
    try {
      const findings = await findingsOf(company, call, this.signal);
      this.checks.replaceChildren(findingsList(findings, this.labels));
      document.querySelector('#tab-2 .quiet').textContent = findings.length;
      for (const [name, words] of notesOf(findings)) {
        const fact = this.byId.get(name.split('/').at(-1));
        for (const line of words) this.view.note(fact, line);
      }
    } catch (e) {
      if (!this.signal.aborted) this.checks.replaceChildren(el('p', { class: 'refused' }, e.message));
    }
  }

  // count adds who spoke and what was told, when it is looked at first.
  count() {
    this.counting ??= (async () => {
      const [, company, , call] = this.name.split('/');
      try {
        const [statistics, coverage] = await Promise.all([
          statisticsOf(company, call, this.signal),
          coverageOf(company, this.signal),
        ]);
        this.counts.replaceChildren(
          statisticsView(statistics),
          coverageLines(coverage, `companies/${company}/calls/${call}`, this.labels),
        );
      } catch (e) {
        if (!this.signal.aborted) this.counts.replaceChildren(el('p', { class: 'refused' }, e.message));
      }
    })();
  }

  /** follow shows what the address names: a fact, a span, or neither. */
  follow(id) {
    const fact = id && this.byId.get(id);
    const named = fromFragment(location.hash);
    if (fact) this.choose(fact, named);
    else if (named) this.chooseSpan(named);
    else this.clear();
    if (id && !fact) say('The fact of this link is not among those of this transcript.');
  }

  // choose lights up a fact, and goes to its value or to another of its spans.
  choose(fact, at) {
    this.fact = fact;
    const mark = this.light();
    const others = (mark?.facts ?? []).filter((f) => f !== fact);
    const within = this.inspector.contains(document.activeElement);
    this.inspector.replaceChildren(
      inspect(fact, {
        labels: this.labels,
        text: this.text,
        others,
        signal: this.signal,
        close: () => this.navigate(`/${this.name}`, { focus: false }),
        changed: (verdict) => this.table.reviewed(fact, verdict),
      }),
    );
    this.table.choice(fact);
    if (within) this.table.focus(fact);
    const place = at ?? evidenceSpans(fact).value;
    const range = place && this.view.range(place);
    if (range) this.view.reveal(range);
  }

  // light shades what is looked at: the fact, whose mark it returns, and the span
  // of the address.
  light() {
    const mark = this.fact && this.marks.find((m) => m.facts.includes(this.fact));
    this.choseMark(mark);
    this.view.light({ ...(this.fact && evidenceSpans(this.fact)), span: fromFragment(location.hash) });
    return mark;
  }

  choseMark(mark) {
    this.view.element.querySelector('.number[aria-current]')?.removeAttribute('aria-current');
    if (mark) this.view.link(mark)?.setAttribute('aria-current', 'true');
  }

  chooseSpan(named) {
    this.clear();
    this.light();
    const range = this.view.range(named);
    if (range) this.view.reveal(range);
    this.look('said');
  }

  clear() {
    if (this.inspector.contains(document.activeElement)) this.table.focus(this.fact);
    this.fact = undefined;
    this.choseMark();
    this.view.light();
    this.table.choice();
    this.inspector.replaceChildren();
  }

  // Again on a number of several facts: the next of them.
  clicked(event) {
    const number = event.target.closest('a.number');
    if (!number || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const at = number.facts.indexOf(this.fact);
    this.go(number.facts[(at + 1) % number.facts.length]);
  }

  clickedRow(event) {
    const row = event.target.closest('tr[data-fact]');
    if (!row || event.target.closest('a') || !getSelection().isCollapsed) return;
    this.go(this.facts.find((f) => f.name === row.dataset.fact));
  }

  go(fact) {
    this.navigate(`/${fact.name}`, { focus: false, replace: Boolean(this.fact) });
  }

  /** key walks from fact to fact. */
  key(event) {
    const step = { j: 1, k: -1 }[event.key];
    if (event.key === 'r' && this.fact) this.review(event);
    if (event.key === 'Escape' && (this.fact || location.hash))
      this.navigate(`/${this.name}`, { focus: false });
    if (!step) return;
    const facts = this.table.visible();
    const at = facts.indexOf(this.fact);
    const next = facts[at < 0 ? (step > 0 ? 0 : facts.length - 1) : at + step];
    if (next) this.go(next);
  }

  // review opens the form of the fact that is looked at.
  review(event) {
    event.preventDefault();
    const details = this.inspector.querySelector('details.review');
    details.open = true;
    details.addEventListener('toggle', () => details.querySelector('input')?.focus(), { once: true });
    details.querySelector('input')?.focus();
  }

  offerSpan() {
    const chosen = this.view.selected();
    this.copy.hidden = !chosen;
    if (chosen) this.chosenSpan = chosen;
  }

  async copyLink() {
    const path = `/${this.name}${fragment(this.chosenSpan)}`;
    getSelection().removeAllRanges();
    this.navigate(path, { focus: false });
    try {
      await navigator.clipboard.writeText(location.href);
      say('The link is copied.');
    } catch {
      say('The link is in the address bar.');
    }
  }

  leave() {
    this.over.abort();
    this.view.light();
  }
}

export async function page(context) {
  const page = new CallPage(context, await context.asked);
  page.follow(context.parameters[3]);
  performance.mark('call drawn');
  // What can be read is shown first; what is added to it is asked for then.
  shown(() => {
    performance.mark('call shown');
    page.table.drawRest();
    page.markOthers();
    page.check();
  });
  return {
    focused: Boolean(page.fact || location.hash),
    key: (event) => page.key(event),
    leave: () => page.leave(),
    follow: ([company, call, id, fact] = []) => {
      const [, heldCompany, , heldCall, , heldId] = page.name.split('/');
      if (id ? id !== heldId : !(page.transcript.current && company === heldCompany && call === heldCall))
        return false;
      page.follow(fact);
      return true;
    },
  };
}
