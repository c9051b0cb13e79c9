// The REST API as the page uses it.

import { el } from './dom.js';

const KEY = 'callfacts.key';

/** Refusal is an answer that says no, with the API's own reason. */
export class Refusal extends Error {
  constructor(status, body) {
    super(body.message || `the server answers ${status}`);
    this.status = status;
    this.reason = body.reason ?? '';
  }
}

/** useKey keeps the key that requests carry, for as long as the window is open. */
export function useKey(key) {
  sessionStorage.setItem(KEY, key);
}

/** hasKey tells whether requests carry a key. */
export function hasKey() {
  return Boolean(sessionStorage.getItem(KEY));
}

async function request(path, options = {}) {
  const headers = new Headers(options.headers);
  if (hasKey()) headers.set('Authorization', `Bearer ${sessionStorage.getItem(KEY)}`);
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Refusal(0, { message: 'The server cannot be reached.', reason: 'UNREACHABLE' });
  }
  if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => ({})));
  return response;
}

/** query writes parameters, leaving out those without a value. */
export function query(parameters) {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '' && value !== false) out.set(name, value);
  }
  const text = out.toString();
  return text && `?${text}`;
}

/** get is a resource or a page of a list. */
export async function get(path, parameters = {}, signal = undefined) {
  return (await request(path + query(parameters), { signal })).json();
}

/** getText is the answer as it came. */
export async function getText(path, parameters = {}, signal = undefined) {
  return (await request(path + query(parameters), { signal })).text();
}

/** save hands the user a file that the server writes, under the server's name. */
export async function save(path, parameters) {
  const response = await request(path + query(parameters));
  const name = /filename="?([^";]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  const url = URL.createObjectURL(await response.blob());
  el('a', { href: url, download: name ?? 'facts' }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** post sends JSON, an object or the text of one. */
export async function post(path, body, signal = undefined) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (
    await request(path, {
      method: 'POST',
      body: text,
      headers: { 'Content-Type': 'application/json' },
      signal,
    })
  ).json();
}

/** list is the items of a list under a key of its pages, at most `limit`. */
export async function list(path, key, parameters = {}, signal = undefined, limit = Infinity) {
  const items = [];
  let pageToken = '';
  do {
    const page = await get(path, { pageSize: Math.min(1000, limit), ...parameters, pageToken }, signal);
    items.push(...(page[key] ?? []));
    pageToken = page.nextPageToken ?? '';
  } while (pageToken && items.length < limit);
  return { items, more: Boolean(pageToken) };
}

/** ingest sends a document as it is. */
export async function ingest(content, parameters, signal = undefined) {
  const headers = { 'Content-Type': 'application/octet-stream' };
  return (
    await request(`/v1/documents:ingest${query(parameters)}`, {
      method: 'POST',
      body: content,
      headers,
      signal,
    })
  ).json();
}

let concepts;

/** conceptLabels is the label of each concept's id, asked for once. */
export async function conceptLabels() {
  concepts ??= list('/v1/concepts', 'concepts', { readMask: 'id,label' }).then(
    ({ items }) => new Map(items.map((c) => [c.id, c.label])),
  );
  try {
    return await concepts;
  } catch (e) {
    concepts = undefined;
    throw e;
  }
}
