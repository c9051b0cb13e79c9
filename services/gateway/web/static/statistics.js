// Who spoke for how long on a call, who asked what, and who answered without a
// number.

import { get } from './api.js';
import { counted, el, thousands } from './dom.js';
import { enumerated } from './format.js';

/** statisticsOf is the statistics of a call. */
export function statisticsOf(company, call, signal) {
  return get(`/v1/companies/${company}/calls/${call}/statistics`, {}, signal);
}

const SECTIONS = [
  ['SECTION_PREPARED_REMARKS', 'remarks'],
  ['SECTION_QUESTIONS_AND_ANSWERS', 'answers'],
  ['SECTION_CLOSING', 'closing'],
];

function table(label, heads, rows) {
  return el(
    'table',
    { class: 'counts' },
    el('caption', {}, label),
    el('thead', {}, el('tr', {}, heads.map((h, i) => el('th', { scope: 'col', class: i ? 'n' : undefined }, h)))),
    el('tbody', {}, rows),
  );
}

const number = (n) => el('td', { class: 'n' }, thousands(n ?? 0));

// bar is the share of a speaker, by section.
function bar(speaker, all) {
  const parts = SECTIONS.map(([section, name]) => {
    const talk = (speaker.sections ?? []).find((s) => s.section === section)?.talk;
    return [name, Number(talk?.characterCount ?? 0) / all];
  });
  return el(
    'span',
    { class: 'talk', 'aria-hidden': 'true' },
    parts.map(([name, share]) => {
      const piece = el('i', { class: name });
      piece.style.width = `${100 * share}%`;
      return piece;
    }),
  );
}

function speakerRow(speaker, all) {
  const role = enumerated(speaker.role, 'SPEAKER_ROLE_');
  const share = Number(speaker.total?.sharePercent ?? 0);
  return el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row' },
      speaker.speakerName || (role === 'operator' ? 'Operator' : 'Unidentified'),
      ' ',
      el('span', { class: 'quiet' }, speaker.firm || (role === 'operator' ? '' : role)),
      bar(speaker, all),
    ),
    el('td', { class: 'n' }, `${share.toFixed(1)}%`),
    number(speaker.total?.wordCount),
    number(speaker.total?.turnCount),
    number(speaker.total?.numberCount),
  );
}

function questionerRow(q) {
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, q.speakerName || 'Unidentified', ' ', el('span', { class: 'quiet' }, q.firm)),
    number(q.questionCount),
    number(q.followUpCount),
    number(q.answersWithoutNumbersCount),
  );
}

/** statisticsView draws the statistics of a call. */
export function statisticsView(statistics) {
  const speakers = statistics.speakers ?? [];
  const questioners = statistics.questioners ?? [];
  const most = Math.max(1, ...speakers.map((s) => Number(s.total?.characterCount ?? 0)));
  return el(
    'div',
    { class: 'statistics' },
    el(
      'p',
      {},
      [
        counted(statistics.questionCount ?? 0, 'question'),
        counted(statistics.answerCount ?? 0, 'answer'),
        `${statistics.answersWithoutNumbersCount ?? 0} of them without a number`,
      ].join(', '),
    ),
    table(
      'Who spoke',
      ['Speaker', 'Share', 'Words', 'Turns', 'Numbers'],
      speakers.map((s) => speakerRow(s, most)),
    ),
    questioners.length > 0 &&
      table(
        'Who asked',
        ['Analyst', 'Questions', 'Follow-ups', 'Without a number'],
        questioners.map(questionerRow),
      ),
  );
}
