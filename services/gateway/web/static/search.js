// What was said, found by its words.

import { get } from './api.js';
import { counted, el, say, select } from './dom.js';
import { callTitle, day, enumerated } from './format.js';
import { Text, fragment, pieces, span } from './text.js';

const ROLES = [
  ['', 'Anybody'],
  ['EXECUTIVE', 'Executives'],
  ['ANALYST', 'Analysts'],
  ['INVESTOR_RELATIONS', 'Investor relations'],
  ['OPERATOR', 'Operator'],
];
const SECTIONS = [
  ['', 'Whole call'],
  ['PREPARED_REMARKS', 'Prepared remarks'],
  ['QUESTIONS_AND_ANSWERS', 'Questions and answers'],
];

// A snippet is a part of the transcript: its highlights are in the bytes of the whole.
function snippet(match) {
  const [at, turn] = [span(match.snippet), span(match.span)];
  const text = new Text(match.snippetText ?? '');
  const marks = (match.highlights ?? [])
    .map(span)
    .map((h) => ({ start: h.start - at.start, end: h.end - at.start }));
  return el(
    'p',
    {},
    at.start > turn.start && '… ',
    pieces(text, 0, text.length, marks).map((p) => (p.mark ? el('mark', {}, p.text) : p.text)),
    at.end < turn.end && ' …',
  );
}

function hit(match, companies) {
  const at = span((match.highlights ?? [])[0] ?? match.snippet);
  const [, company] = match.transcript.split('/');
  const who = match.speaker ?? {};
  return el(
    'li',
    {},
    el(
      'div',
      {},
      el(
        'a',
        { href: `/${match.transcript}${fragment(at)}` },
        `${companies.get(company) ?? company}, ${callTitle(match.event, match.transcript)}`,
      ),
      ' ',
      el(
        'span',
        { class: 'quiet' },
        [
          who.name || 'Unidentified',
          who.title,
          enumerated(match.section, 'SECTION_'),
          day(match.event?.date).replaceAll(' ', '\u00a0'), // on one line
        ]
          .filter(Boolean)
          .join(' · '),
      ),
    ),
    snippet(match),
  );
}

async function companyNames(matches, known, signal) {
  const missing = new Set(matches.map((m) => m.transcript.split('/')[1]).filter((c) => !known.has(c)));
  await Promise.all(
    [...missing].map(async (c) => {
      known.set(c, c);
      try {
        known.set(c, (await get(`/v1/companies/${c}`, { readMask: 'displayName' }, signal)).displayName || c);
      } catch (e) {
        if (signal.aborted) throw e; // else its id will do
      }
    }),
  );
}

export async function page({ main, signal, navigate }) {
  const asked = new URLSearchParams(location.search);
  const words = asked.get('q') ?? '';
  document.getElementById('find').value = words;
  const choose = (name) => (value) => {
    if (value) asked.set(name, value);
    else asked.delete(name);
    navigate(`/search?${asked}`);
  };
  const year = asked.get('year') ?? '';
  const filter = [
    asked.get('role') && `speaker_role = ${asked.get('role')}`,
    asked.get('section') && `section = ${asked.get('section')}`,
    /^\d{4}$/.test(year) && `fiscal_year = ${year}`,
  ]
    .filter(Boolean)
    .join(' AND ');
  const years = Array.from({ length: 25 }, (_, i) => String(new Date().getFullYear() + 1 - i));
  const found = el('ol', { class: 'matches' });
  const more = el('button', { type: 'button', hidden: true }, 'More');
  const count = el('p', { class: 'quiet', 'aria-live': 'polite' });
  const names = new Map();
  let pageToken = '';

  async function next() {
    const page = await get(
      '/v1/companies/-/calls/-/turns:search',
      { query: words, filter, pageSize: 25, pageToken },
      signal,
    );
    const matches = page.matches ?? [];
    await companyNames(matches, names, signal);
    found.append(...matches.map((m) => hit(m, names)));
    pageToken = page.nextPageToken ?? '';
    more.hidden = !pageToken;
    const all = found.childElementCount;
    count.textContent =
      all === 0
        ? 'Nothing that was said has these words.'
        : pageToken
          ? `The best ${counted(all, 'passage')}; there are more.`
          : `${counted(all, 'passage')} in all, the best first.`;
    say(count.textContent);
  }
  more.addEventListener('click', () =>
    next().catch((e) => {
      count.textContent = e.message;
    }),
  );
  if (words) await next();
  else
    count.textContent =
      'Words that all occur; "in quotes" for words in sequence; or between alternatives; -word for what must not occur; margin* for a beginning.';
  main.replaceChildren(
    el('h1', { 'data-title': `Search: ${words}` }, words ? `Said: ${words}` : 'Search what was said'),
    el(
      'div',
      { class: 'filters-row' },
      select('Who', ROLES, asked.get('role') ?? '', choose('role')),
      select('Where', SECTIONS, asked.get('section') ?? '', choose('section')),
      select('Fiscal year', [['', 'Any'], ...years.map((y) => [y, y])], year, choose('year')),
    ),
    count,
    found,
    more,
  );
  return {};
}
