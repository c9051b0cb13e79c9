// The buttons that hand the user a file of facts, as the server writes it.

import { save } from './api.js';
import { el, say } from './dom.js';

const FORMATS = [
  ['CSV', 'EXPORT_FORMAT_CSV'],
  ['JSON Lines', 'EXPORT_FORMAT_JSON_LINES'],
  ['Parquet', 'EXPORT_FORMAT_PARQUET'],
  ['xBRL-JSON', 'EXPORT_FORMAT_XBRL_JSON'],
];

/** exportButtons export the facts of a transcript, by its name; `-` stands for any. */
export function exportButtons(transcript) {
  return FORMATS.map(([title, format]) => {
    const button = el('button', { type: 'button', title: 'Export all facts', onclick: () => run() }, title);
    const run = async () => {
      button.disabled = true;
      try {
        await save(`/v1/${transcript}/facts:export`, { format });
      } catch (e) {
        say(e.message);
        button.title = e.message;
      } finally {
        button.disabled = false;
      }
    };
    return button;
  });
}
