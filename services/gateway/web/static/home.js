// The first page: whose calls are held, and the way in for more.

import { list } from './api.js';
import { counted, el } from './dom.js';
import { callTitle, day } from './format.js';
import { uploadPanel } from './upload.js';

// Above so many calls, a company's are listed on its own page alone.
const CALLS_SHOWN = 1000;

async function held(signal) {
  const [companies, calls] = await Promise.all([
    list('/v1/companies', 'companies', {}, signal, 1000),
    list('/v1/companies/-/calls', 'calls', {}, signal, CALLS_SHOWN),
  ]);
  const byCompany = new Map();
  for (const call of calls.items) {
    const company = call.name.split('/calls/')[0];
    if (!byCompany.has(company)) byCompany.set(company, []);
    byCompany.get(company).push(call);
  }
  return { companies, byCompany };
}

// Newest first, undated last.
function newest(a, b) {
  return (b.event?.date ?? '').localeCompare(a.event?.date ?? '') || b.name.localeCompare(a.name);
}

function callLink(call) {
  return el(
    'li',
    {},
    el(
      'a',
      { href: `/${call.name}`, title: day(call.event?.date) || undefined },
      callTitle(call.event, call.name),
    ),
  );
}

function companyRow(company, calls) {
  const symbol = [company.exchange, company.ticker].filter(Boolean).join(': ');
  const count = company.callCount ?? 0;
  const latest = calls
    .map((c) => c.event?.date ?? '')
    .sort()
    .at(-1);
  const more = count - calls.length;
  return el(
    'tr',
    { 'data-name': `${company.displayName} ${company.ticker ?? ''}`.toLowerCase() },
    el(
      'th',
      { scope: 'row' },
      el('a', { href: `/${company.name}` }, company.displayName || company.name.slice('companies/'.length)),
    ),
    el('td', { class: 'symbol' }, symbol),
    el('td', { class: 'when' }, day(latest)),
    el(
      'td',
      {},
      el(
        'ul',
        { class: 'chips' },
        calls.toSorted(newest).map(callLink),
        more > 0 &&
          el(
            'li',
            {},
            el('a', { href: `/${company.name}` }, calls.length ? `${more} more` : counted(count, 'call')),
          ),
      ),
    ),
  );
}

function companyTable({ companies, byCompany }) {
  const rows = companies.items.map((c) => companyRow(c, byCompany.get(c.name) ?? []));
  const narrow = (event) => {
    const words = event.target.value.toLowerCase();
    for (const row of rows) row.hidden = !row.dataset.name.includes(words);
  };
  return el(
    'section',
    { 'aria-labelledby': 'companies' },
    el(
      'div',
      { class: 'heading' },
      el(
        'h2',
        { id: 'companies' },
        companies.more
          ? `The first ${counted(rows.length, 'company', 'companies')}`
          : counted(rows.length, 'company', 'companies'),
      ),
      rows.length > 5 &&
        el(
          'label',
          { class: 'field' },
          el('span', {}, 'Company'),
          el('input', { type: 'search', placeholder: 'name or symbol', oninput: narrow }),
        ),
    ),
    rows.length === 0
      ? el('p', { class: 'quiet' }, 'None yet. The first transcript makes the first company.')
      : el(
          'div',
          { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of companies' },
          el(
            'table',
            { class: 'companies' },
            el(
              'thead',
              {},
              el(
                'tr',
                {},
                ['Company', 'Symbol', 'Last call', 'Calls'].map((t) => el('th', { scope: 'col' }, t)),
              ),
            ),
            el('tbody', {}, rows),
          ),
        ),
  );
}

export async function page({ main, signal }) {
  const table = el('div', {});
  const refresh = async () => table.replaceChildren(companyTable(await held(signal)));
  await refresh();
  const leave = uploadPanel(refresh);
  main.replaceChildren(
    el('h1', { 'data-title': 'Calls' }, 'Every number that was said, with the words that say it'),
    el('div', { class: 'home' }, table, leave.panel),
  );
  return { leave: leave.stop };
}
