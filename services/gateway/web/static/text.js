// A transcript's text and the spans into it. Spans are in bytes of UTF-8,
// JavaScript's strings in units of UTF-16: so the text is kept as the bytes, and
// a string is made of a span only where it is shown.

const encoder = new TextEncoder();
// A byte order mark within a text is part of it.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text is a string that is addressed by bytes of its UTF-8. */
export class Text {
  constructor(string) {
    this.bytes = encoder.encode(string);
  }

  get length() {
    return this.bytes.length;
  }

  /** bytesOf is how many bytes a part of the text has. */
  bytesOf(part) {
    return encoder.encode(part).length;
  }

  /** slice is the string between two positions in bytes. */
  slice(start, end) {
    return decoder.decode(this.bytes.subarray(start, end));
  }
}

/** span reads a span of the API, in which a start of 0 is left out. */
export function span(s) {
  return s && { start: s.start ?? 0, end: s.end ?? 0 };
}

/** fragment is the part of a URL that names a span. */
export function fragment(s) {
  return `#bytes=${s.start}-${s.end}`;
}

/** fromFragment is the span that such a part names, if it does. */
export function fromFragment(hash) {
  const found = /^#bytes=(\d{1,8})-(\d{1,8})$/.exec(hash);
  if (!found) return undefined;
  const [start, end] = [Number(found[1]), Number(found[2])];
  return start < end ? { start, end } : undefined;
}

/**
 * pieces cuts text[start, end) at the ends of marks, which are in order and do
 * not overlap: a list of {text, start, mark}, with no mark between marks.
 */
export function pieces(text, start, end, marks) {
  const out = [];
  let at = start;
  const add = (to, mark) => {
    if (to > at) out.push({ text: text.slice(at, to), start: at, mark });
    at = Math.max(at, to);
  };
  for (const mark of marks) {
    if (mark.end <= at || mark.start >= end) continue;
    add(Math.max(mark.start, start));
    add(Math.min(mark.end, end), mark);
  }
  add(end);
  return out;
}

// Documents whose longest lines are shorter than this were wrapped by their vendor.
const WRAPPED = 160;

/** lineWidth is how long the lines of a wrapped text are, 0 of one that is not wrapped. */
export function lineWidth(lines) {
  const lengths = lines.map((l) => l.length).sort((a, b) => a - b);
  const longest = lengths[Math.floor(lengths.length * 0.95)] ?? 0;
  return lengths.length > 20 && longest < WRAPPED ? longest : 0;
}

/**
 * paragraphBreaks is where a text's paragraphs end: {index, next} of each run of
 * white space between two. At an empty line always; at a new line unless the
 * sentence goes on, or the line is full, as those of `width` are.
 */
export function paragraphBreaks(string, width) {
  return [...string.matchAll(/\n\s*/g)]
    .map((found) => ({
      index: found.index,
      next: found.index + found[0].length,
      empty: found[0].indexOf('\n', 1) > 0,
    }))
    .filter(({ index, empty }) => {
      const line = string.slice(string.lastIndexOf('\n', index - 1) + 1, index).trimEnd();
      return empty || (/[.?!…:;"”’)\]]$/.test(line) && (width === 0 || line.length < 0.85 * width));
    });
}
