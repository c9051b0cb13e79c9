// Transcripts dropped, picked or pasted, and what became of each.

import { get, ingest } from './api.js';
import { counted, el, say } from './dom.js';
import { callTitle } from './format.js';

const MAX_BYTES = 16 * 1024 * 1024;
const AT_ONCE = 3;

const HINTS = [
  ['companyName', 'Company', 'text', 'Northwind Systems'],
  ['ticker', 'Ticker', 'text', 'NWSY'],
  ['eventDate', 'Day of the call', 'date', ''],
  ['vendor', 'Source', 'text', ''],
];

// A line of the list of documents.
class Line {
  constructor(name) {
    this.state = el('td', { class: 'state' }, 'waits');
    this.row = el('tr', {}, el('th', { scope: 'row' }, name), this.state);
  }

  /** below is a line for a document that is in this one. */
  below(name) {
    const line = new Line(name);
    this.row.parentElement.insertBefore(line.row, this.row.nextSibling);
    return line;
  }

  tell(kind, ...what) {
    this.row.className = kind;
    this.state.replaceChildren(...what.filter(Boolean));
  }
}

// follow tells what became of one document of a ZIP file.
async function follow({ document, error }, line, signal) {
  if (error) line.tell('refused', `Refused: ${error.message}`);
  else await tell(document, line, signal);
}

// tell says what was taken, and waits for its facts.
async function tell({ transcript, created, warnings = [] }, line, signal) {
  const link = el(
    'a',
    { href: `/${transcript.name}` },
    `${transcript.company?.name ?? 'Unnamed company'}, ${callTitle(transcript.event, transcript.name)}`,
  );
  line.tell('busy', link, ': facts are being extracted');
  line.tell(
    'done',
    link,
    ': ',
    await extracted(transcript.name, signal),
    created ? '' : '; known before',
    [...warnings, ...(transcript.warnings ?? [])].map((w) => el('span', { class: 'doubt' }, w.message)),
  );
}

async function read(file, hints, line, signal) {
  if (file.size > MAX_BYTES) {
    line.tell('refused', 'Refused: larger than 16 MiB, the most that is read.');
    return false;
  }
  line.tell('busy', 'is being read');
  try {
    const answer = await ingest(file, { filename: file.name, ...hints }, signal);
    if (answer.entries) await Promise.all(answer.entries.map((e) => follow(e, line.below(e.name), signal)));
    else await tell(answer, line, signal);
    if (answer.entries) line.tell('done', counted(answer.entries.length, 'document'));
    return true;
  } catch (e) {
    if (signal.aborted) return false;
    line.tell('refused', `Refused: ${e.message}`);
    return false;
  }
}

// extracted waits until the facts are there, and counts them.
async function extracted(name, signal) {
  for (;;) {
    const extraction = await get(`/v1/${name}/extraction`, { wait: '20s' }, signal);
    if (extraction.state === 'STATE_FAILED') return `no facts: ${extraction.error}`;
    if (extraction.state === 'STATE_SUCCEEDED') return counted(extraction.factCount ?? 0, 'fact');
  }
}

/** uploadPanel is the way in; `changed` is called when documents were taken. */
export function uploadPanel(changed) {
  const stopper = new AbortController();
  const waiting = [];
  const counts = { all: 0, done: 0, refused: 0, running: 0 };
  const rows = el('tbody', {});
  const progress = el('progress', { max: 1, value: 0, 'aria-label': 'Documents read' });
  const summary = el('p', { class: 'quiet' });
  const results = el(
    'div',
    { hidden: true },
    progress,
    summary,
    el(
      'div',
      { class: 'scroll' },
      el(
        'table',
        { class: 'documents' },
        el('caption', { class: 'hidden' }, 'Documents and what became of them'),
        rows,
      ),
    ),
  );
  const hints = hintFields();

  function account() {
    progress.max = counts.all;
    progress.value = counts.done + counts.refused;
    summary.textContent = `${counts.done} of ${counted(counts.all, 'document')} read${counts.refused ? `, ${counts.refused} refused` : ''}.`;
  }

  async function work() {
    while (waiting.length && counts.running < AT_ONCE) {
      const { file, line, given } = waiting.shift();
      counts.running++;
      read(file, given, line, stopper.signal).then((taken) => {
        counts.running--;
        counts[taken ? 'done' : 'refused']++;
        account();
        if (stopper.signal.aborted) return;
        if (waiting.length) work();
        else if (counts.running === 0) finish();
      });
    }
  }

  function finish() {
    say(summary.textContent);
    changed().catch(() => {}); // the list stays as it was
  }

  function take(files) {
    for (const file of files) {
      const line = new Line(file.name);
      rows.prepend(line.row);
      waiting.push({ file, line, given: hints.values() });
      counts.all++;
    }
    results.hidden = counts.all === 0;
    account();
    work();
  }

  const panel = el(
    'section',
    { class: 'upload', 'aria-labelledby': 'upload' },
    el('h2', { id: 'upload' }, 'Read transcripts'),
    dropZone(take, stopper.signal),
    pasteBox(take),
    hints.fields,
    results,
  );
  return { panel, stop: () => stopper.abort() };
}

// dropZone takes what is dropped anywhere: a browser would go to a document that
// misses the place.
function dropZone(take, signal) {
  const input = el('input', {
    id: 'files',
    type: 'file',
    multiple: true,
    class: 'hidden',
    onchange: () => {
      take([...input.files]);
      input.value = '';
    },
  });
  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle('over', on);
  };
  const zone = el(
    'div',
    { class: 'drop' },
    input,
    el('label', { for: 'files' }, el('strong', {}, 'Choose files'), ' or drop them here'),
    el('p', { class: 'quiet' }, 'Text, HTML, PDF, Word, JSON or XML, or a ZIP of these, up to 16 MiB each. The same document is never taken twice.'),
  );
  document.addEventListener('dragover', over(true), { signal });
  document.addEventListener('dragleave', over(false), { signal });
  document.addEventListener(
    'drop',
    (event) => {
      over(false)(event);
      take([...event.dataTransfer.files]);
    },
    { signal },
  );
  return zone;
}

function pasteBox(take) {
  const box = el('textarea', { id: 'paste', rows: 5, spellcheck: 'false' });
  const send = () => {
    if (!box.value.trim()) return;
    take([new File([box.value], 'pasted.txt', { type: 'text/plain' })]);
    box.value = '';
  };
  return el(
    'details',
    {},
    el('summary', {}, 'Paste a transcript'),
    el('label', { for: 'paste', class: 'hidden' }, 'Text of the transcript'),
    box,
    el('button', { type: 'button', onclick: send }, 'Read it'),
  );
}

// hintFields are what the user may know that the text does not say.
function hintFields() {
  const inputs = HINTS.map(([name, label, type, example]) => {
    const input = el('input', {
      type,
      name,
      placeholder: example || undefined,
      maxlength: name === 'ticker' ? 16 : 100,
    });
    return el('label', { class: 'field' }, el('span', {}, label), input);
  });
  const fields = el(
    'details',
    {},
    el('summary', {}, 'What you know about them'),
    el(
      'p',
      { class: 'quiet' },
      'For documents that do not say it themselves; where the text says something else, the text stands.',
    ),
    el('div', { class: 'fields' }, inputs),
  );
  const values = () =>
    Object.fromEntries([...fields.querySelectorAll('input')].map((i) => [`hints.${i.name}`, i.value.trim()]));
  return { fields, values };
}
