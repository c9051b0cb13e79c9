// A table that is wider than its place: buttons that go to what lies on either
// side, which show that there is something.

import { el } from './dom.js';

/**
 * sideways puts a table into a region that scrolls: {region, tools}. The tools
 * are a button for either side, by name, and hidden where all of the table is seen.
 */
export function sideways(table, label, [before, after]) {
  const button = (words, way) => {
    const move = () => region.scrollBy({ left: way * (region.clientWidth - table.rows[0].cells[0].offsetWidth) });
    return el('button', { type: 'button', onclick: move }, words);
  };
  const buttons = [button(`← ${before}`, -1), button(`${after} →`, 1)];
  const tools = el('span', { class: 'tools' }, buttons);
  const settle = () => {
    const room = region.scrollWidth - region.clientWidth;
    tools.hidden = room < 2;
    buttons[0].setAttribute('aria-disabled', region.scrollLeft < 1);
    buttons[1].setAttribute('aria-disabled', region.scrollLeft > room - 1);
  };
  const region = el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label, onscroll: settle },
    table,
  );
  new ResizeObserver(settle).observe(region);
  return { region, tools };
}
