// Client of callfacts over REST, typed by the OpenAPI document.

import createClient, { type Middleware } from 'openapi-fetch';

import type { components, paths } from './openapi.js';

/** The messages, by name: schemas['Fact']. */
export type schemas = components['schemas'];

/** What to connect with. */
export interface Options {
  /** An API key, where the server asks for one. */
  key?: string;
  /** How often a request is made at most, which may be repeated. */
  attempts?: number;
  /** How long an attempt may take, in milliseconds. */
  timeout?: number;
}

/** What the API refused: `reason` is what to branch on. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly error: schemas['Error'],
  ) {
    super(`${error.reason ?? error.code}: ${error.message}`);
  }
  get reason() {
    return this.error.reason ?? '';
  }
}

/** A client whose methods throw an ApiError for what the API refuses. */
export function connect(baseUrl = 'http://127.0.0.1:8080', { key, attempts = 5, timeout = 60_000 }: Options = {}) {
  const client = createClient<paths>({ baseUrl, fetch: (request) => withRetries(request, attempts, timeout) });
  const middleware: Middleware = {
    onRequest({ request }) {
      if (key) request.headers.set('Authorization', `Bearer ${key}`);
      return request;
    },
    async onResponse({ response }) {
      if (!response.ok) throw new ApiError(response.status, await response.json());
    },
  };
  client.use(middleware);
  return client;
}

// What the server could not do just now is asked again. Every method of REST may
// be repeated but the review of a fact, which is recorded each time.
async function withRetries(request: Request, attempts: number, timeout: number): Promise<Response> {
  const most = request.url.endsWith(':review') ? 1 : attempts;
  for (let attempt = 1; ; attempt++) {
    let wait = 100 * 2 ** attempt;
    try {
      const response = await fetch(new Request(request.clone(), { signal: AbortSignal.timeout(timeout) }));
      if (![429, 503].includes(response.status) || attempt >= most) return response;
      wait = 1000 * Number(response.headers.get('Retry-After') ?? 0) || wait;
    } catch (error) {
      if (attempt >= most) throw error;
    }
    await new Promise((done) => setTimeout(done, wait));
  }
}
