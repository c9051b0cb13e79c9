// The API's reference, drawn from its OpenAPI document.

import { get } from './api.js';
import { counted, el, pause } from './dom.js';

const VERBS = ['get', 'post', 'patch', 'put', 'delete'];

// breakable lets a path break between its parts, and only there where it can.
function breakable(path) {
  return path.split(/(?=\/)/).flatMap((part) => [el('wbr'), part]);
}

function nameOf(schema) {
  return schema?.$ref?.split('/').at(-1);
}

/** typeOf is a schema in a few words: `list of Fact`, `string (int64)`. */
function typeOf(schema = {}) {
  const name = nameOf(schema);
  if (name) return name;
  if (schema.allOf?.length === 1) return typeOf(schema.allOf[0]);
  if (schema.type === 'array') return `list of ${typeOf(schema.items)}`;
  if (schema.enum) return 'one of';
  return [schema.type ?? 'any', schema.format && `(${schema.format})`].filter(Boolean).join(' ');
}

/** prose is a description with its code set as code. */
function prose(text = '') {
  return text.split('`').map((part, i) => (i % 2 ? el('code', {}, part) : part));
}

// inBrief is the first sentence: what a method does, without its errors.
function inBrief(text = '') {
  return prose(/^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text);
}

class Reference {
  constructor(document) {
    this.document = document;
    this.schemas = document.components?.schemas ?? {};
  }

  operations() {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      VERBS.filter((v) => item[v]).map((verb) => ({ verb, path, ...item[verb] })),
    );
  }

  draw(operation) {
    const { verb, path, summary, description, parameters = [], requestBody, responses = {} } = operation;
    const details = el(
      'details',
      {
        class: 'operation',
        ontoggle: () => {
          if (!details.open || details.childElementCount > 1) return;
          details.append(
            ...[
              el('p', { class: 'prose' }, prose([summary, description].filter(Boolean).join('\n\n'))),
              el('h4', {}, 'On the command line'),
              el('pre', {}, this.curl(operation)),
              parameters.length > 0 && [el('h4', {}, 'Parameters'), this.parameters(parameters)],
              requestBody && [el('h4', {}, 'Body'), ...this.contents(requestBody.content)],
              Object.entries(responses)
                .filter(([code]) => code.startsWith('2'))
                .map(([, r]) => [el('h4', {}, 'Answer'), ...this.contents(r.content)]),
            ]
              .flat(3)
              .filter(Boolean),
          );
        },
      },
      el(
        'summary',
        {},
        el('span', { class: 'verb' }, verb.toUpperCase()),
        el('span', { class: 'path' }, breakable(path)),
        el('span', { class: 'quiet' }, inBrief(summary)),
      ),
    );
    return details;
  }

  curl({ verb, path, requestBody }) {
    const method = verb === 'get' ? '' : ` -X ${verb.toUpperCase()}`;
    const body = requestBody ? " -H 'Content-Type: application/json' -d '{}'" : '';
    return `curl${method}${body} '${location.origin}${path}'`;
  }

  parameters(parameters) {
    return el(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Parameters' },
      el(
        'table',
        {},
        el(
          'tbody',
          {},
          parameters.map((p) =>
            el(
              'tr',
              {},
              el('td', {}, p.name, p.required && ' *'),
              el('td', {}, typeOf(p.schema)),
              el('td', { class: 'prose' }, prose(p.description), this.values(p.schema)),
            ),
          ),
        ),
      ),
    );
  }

  values(schema) {
    return (
      schema?.enum &&
      el(
        'div',
        {},
        schema.enum.map((v) => [el('code', {}, v), ' ']),
      )
    );
  }

  contents(content = {}) {
    return Object.entries(content).map(([type, { schema }]) =>
      el('div', {}, el('p', {}, el('code', {}, type), ': ', typeOf(schema)), this.schema(schema)),
    );
  }

  // schema draws the fields of a message; those of others within unfold.
  schema(schema, depth = 0) {
    if (!schema || depth > 8) return undefined;
    const inner =
      schema.type === 'array' ? schema.items : schema.allOf?.length === 1 ? schema.allOf[0] : schema;
    const message = nameOf(inner) ? this.schemas[nameOf(inner)] : inner;
    if (message?.enum) return el('div', {}, this.values(message));
    if (!message?.properties) return undefined;
    return el(
      'div',
      { class: 'scroll' },
      el(
        'table',
        {},
        el(
          'tbody',
          {},
          Object.entries(message.properties).map(([name, field]) =>
            el(
              'tr',
              {},
              el('td', {}, name),
              el('td', {}, this.unfolding(field, depth)),
              el(
                'td',
                { class: 'prose' },
                prose(field.description ?? this.schemas[nameOf(field)]?.description),
              ),
            ),
          ),
        ),
      ),
    );
  }

  unfolding(field, depth) {
    const inner = nameOf(
      field.type === 'array' ? field.items : field.allOf?.length === 1 ? field.allOf[0] : field,
    );
    const message = this.schemas[inner];
    if (!message?.properties && !message?.enum) return [typeOf(field), this.values(field)];
    const details = el(
      'details',
      {
        ontoggle: () => {
          if (details.open && details.childElementCount === 1)
            details.append(...[this.schema(field, depth + 1)].filter(Boolean));
        },
      },
      el('summary', {}, typeOf(field)),
    );
    return details;
  }
}

export async function page({ main, signal }) {
  const reference = new Reference(await get('/openapi.json', {}, signal));
  const { info } = reference.document;
  const operations = reference.operations().map((o) => ({
    words: `${o.path} ${o.summary} ${o.description} ${o.operationId}`.toLowerCase(),
    tag: o.tags?.[0] ?? 'Other',
    element: reference.draw(o),
  }));
  const count = el(
    'span',
    { class: 'quiet', 'aria-live': 'polite' },
    counted(operations.length, 'operation'),
  );
  const words = el('input', {
    type: 'search',
    oninput: pause(80, () => {
      for (const o of operations) o.element.hidden = !o.words.includes(words.value.toLowerCase().trim());
      count.textContent = counted(operations.filter((o) => !o.element.hidden).length, 'operation');
    }),
  });
  // What is for machines comes last.
  const tags = [...new Set(operations.map((o) => o.tag))].sort(
    (a, b) => b.endsWith('Service') - a.endsWith('Service'),
  );
  main.replaceChildren(
    el(
      'div',
      { class: 'reference' },
      el('h1', { 'data-title': 'API' }, 'The API'),
      el('p', { class: 'prose' }, prose(info.description)),
      el(
        'p',
        {},
        el('a', { href: '/openapi.json', download: 'callfacts-openapi.json' }, 'OpenAPI document'),
        '. The same methods are there over gRPC, with reflection.',
      ),
      el(
        'div',
        { class: 'filters-row' },
        el('label', { class: 'field' }, el('span', {}, 'Find an operation'), words),
        count,
      ),
      tags.map((tag) =>
        el(
          'section',
          { class: 'block' },
          el('h2', {}, tag),
          operations.filter((o) => o.tag === tag).map((o) => o.element),
        ),
      ),
    ),
  );
  return {};
}
