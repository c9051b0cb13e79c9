// Elements without HTML: what a transcript says reaches the document as text
// nodes and attributes only, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c !== undefined && c !== null && c !== false));
  return element;
}

/**
 * el makes an element. Properties are attributes, or listeners where the name
 * begins with `on`; those without a value are left out, as are such children.
 */
export function el(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** svg makes an element of a drawing. */
export function svg(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

/** say tells a screen reader what has happened. */
export function say(message) {
  document.getElementById('status').textContent = message;
}

/** thousands writes a whole number in groups. (toLocaleString loads its tables first, for longer than a page takes to draw.) */
export function thousands(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** counted is a number with its noun: `1 fact`, `1,204 facts`. */
export function counted(n, one, many = `${one}s`) {
  return `${thousands(n)} ${n === 1 ? one : many}`;
}

/** select makes a labelled choice; options are [value, text] pairs. */
export function select(label, options, value, onchange) {
  const box = el(
    'select',
    { onchange: () => onchange(box.value) },
    options.map(([v, text]) => el('option', { value: v, selected: v === value }, text)),
  );
  return el('label', { class: 'field' }, el('span', {}, label), box);
}

/** pause runs a function once, when it has not been asked for in a while. */
export function pause(milliseconds, f) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => f(...args), milliseconds);
  };
}

/** shown runs a function when what was drawn is on the screen. */
export function shown(f) {
  requestAnimationFrame(() => setTimeout(f));
}
