// The router: which page stands at which path, and how one leads to the next.

import { Refusal, hasKey, useKey } from './api.js';
import { askForCall } from './asked.js';
import { el, say } from './dom.js';

const ID = '([a-z0-9-]{1,63})';
const TRANSCRIPT = `companies/${ID}/calls/${ID}(?:/transcripts/([0-9a-f]{16})(?:/facts/([a-z0-9]{16}))?)?`;

// A page draws itself into `main` and returns what keeps it alive: `key`, and
// `follow(url)` for another path of the same key. Its module is loaded when it is
// gone to; what it shows can be asked for meanwhile.
const ROUTES = [
  { name: 'home', path: /^\/$/, load: () => import('./home.js') },
  { name: 'search', path: /^\/search$/, load: () => import('./search.js') },
  { name: 'compare', path: /^\/compare$/, load: () => import('./compare.js') },
  { name: 'reference', path: /^\/api$/, load: () => import('./reference.js') },
  { name: 'company', path: new RegExp(`^/companies/${ID}$`), load: () => import('./company.js') },
  { name: 'call', path: new RegExp(`^/${TRANSCRIPT}$`), load: () => import('./call.js'), ask: askForCall },
];

const main = document.getElementById('main');
let shown = {};
let shownAt;
let loading = new AbortController();

function find(path) {
  for (const route of ROUTES) {
    const found = route.path.exec(path);
    if (found) return { route, parameters: found.slice(1) };
  }
  return { parameters: [] };
}

// pageOf is the function that draws a route's page.
async function pageOf(route) {
  if (!route) return nothing;
  try {
    return (await route.load()).page;
  } catch (e) {
    if (!(e instanceof TypeError)) throw e;
    throw new Refusal(0, { message: 'The server cannot be reached.', reason: 'UNREACHABLE' });
  }
}

function nothing() {
  main.replaceChildren(
    el('h1', {}, 'There is no such page'),
    el('p', {}, el('a', { href: '/' }, 'To the calls')),
  );
  return {};
}

function address() {
  return location.pathname + location.search;
}

/** show draws the page of the present address. */
async function show({ focus }) {
  const { route, parameters } = find(location.pathname);
  if (shown.follow?.(parameters)) return;
  shownAt = address();
  loading.abort();
  loading = new AbortController();
  shown.leave?.();
  shown = {};
  const { signal } = loading;
  main.setAttribute('aria-busy', 'true');
  document.body.className = route ? `${route.name}-page` : '';
  try {
    const asked = route?.ask?.(parameters, signal);
    asked?.catch(() => {}); // the page waits for it, if it comes to that
    const page = await pageOf(route);
    if (signal.aborted) return;
    const next = await page({ main, parameters, signal, navigate, asked });
    if (signal.aborted) return;
    shown = next;
  } catch (e) {
    if (signal.aborted || e.name === 'AbortError') return;
    fail(e);
  }
  main.removeAttribute('aria-busy');
  settle(focus);
}

// settle tells everybody that another page is there.
function settle(focus) {
  const heading = main.querySelector('h1');
  document.title = heading ? `${heading.dataset.title ?? heading.textContent} · callfacts` : 'callfacts';
  for (const link of document.querySelectorAll('nav a')) {
    if (new URL(link.href).pathname === location.pathname) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (location.pathname !== '/search') document.getElementById('find').value = '';
  if (focus && !shown.focused) {
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
    say(document.title);
  }
}

function fail(e) {
  if (e instanceof Refusal && e.status === 401) {
    main.replaceChildren(keyForm());
    return;
  }
  if (!(e instanceof Refusal)) console.error(e);
  main.replaceChildren(
    el('h1', {}, e.status === 404 ? 'Not found' : 'This cannot be shown'),
    el(
      'p',
      { class: 'notice refused' },
      e instanceof Refusal ? e.message : 'The page has failed; the console of the browser says where.',
    ),
    el('p', {}, el('a', { href: '/' }, 'To the calls')),
  );
}

// keyForm asks for the key that an installation may want.
function keyForm() {
  const input = el('input', { id: 'key', type: 'password', autocomplete: 'off', required: true });
  const enter = (event) => {
    event.preventDefault();
    useKey(input.value.trim());
    show({ focus: true });
  };
  return el(
    'form',
    { class: 'narrow', onsubmit: enter },
    el('h1', {}, 'A key is needed'),
    el(
      'p',
      {},
      hasKey()
        ? 'The server does not take the key that was given.'
        : 'This installation answers those who have a key.',
      ' It is kept until this window is closed.',
    ),
    el(
      'p',
      {},
      el('label', { for: 'key' }, 'API key '),
      input,
      ' ',
      el('button', { type: 'submit' }, 'Enter'),
    ),
  );
}

/** navigate goes to a path of the page. */
function navigate(path, { replace = false, focus = true } = {}) {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  return show({ focus });
}

function isPage(url) {
  return url.origin === location.origin && Boolean(find(url.pathname).route);
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href]');
  if (
    !link ||
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  if (link.hasAttribute('download') || link.target || link.getAttribute('href').startsWith('#')) return;
  const url = new URL(link.href);
  if (!isPage(url)) return;
  event.preventDefault();
  navigate(url.pathname + url.search + url.hash);
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.getAttribute('role') !== 'search') return;
  event.preventDefault();
  const words = new FormData(form).get('q').trim();
  if (words) navigate(`/search?${new URLSearchParams({ q: words })}`);
});

// TYPED is where a letter is written, or finds an option.
const TYPED = 'input:not([type="radio"], [type="checkbox"]), select, textarea';

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPED)) return;
  if (event.key === '/') {
    event.preventDefault();
    document.getElementById('find').focus();
  } else {
    shown.key?.(event);
  }
});

window.addEventListener('popstate', () => {
  // A link within a page that does not follow its fragments leaves it as it is.
  if (shown.follow || address() !== shownAt) show({ focus: false });
});
show({ focus: false }).then(() => {
  // The other pages come when nothing else is to be done: a click finds them here.
  const idle = window.requestIdleCallback ?? setTimeout;
  idle(() => Promise.allSettled(ROUTES.map((route) => route.load())));
});
