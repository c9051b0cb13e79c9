// A chart of a measure over periods, drawn as SVG: bars for amounts, points for
// rates, bands for what was guided. Every mark is a link to its fact.

import { svg } from './dom.js';
import { number, numeric, period, quantity } from './format.js';

const HEIGHT = 300;
const LEFT = 64;
const BOTTOM = 28;
const TOP = 26;

// ticks are round values that cover a range, about five of them.
function ticks(low, high) {
  const rough = (high - low || Math.abs(high) || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((s) => s * power >= rough) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

const ends = (value) => [Number(value.low ?? value.high), Number(value.high ?? value.low)];

const told = (line, p) => (line.actuals.has(p) ? numeric(line.actuals.get(p).value) : 0);

// A Drawing knows where things are.
class Drawing {
  constructor({ periods, unit, lines }, { width, amounts, look }) {
    Object.assign(this, { periods, unit, lines, width, amounts, look });
    this.stacked = amounts && lines.length > 1;
    this.scale = ticks(...this.extent());
    this.step = (width - LEFT) / periods.length;
    this.bar = Math.min(56, this.step * 0.5);
    // Where there is no room for it, the words below tell the value.
    this.labelled = this.step > 54 && lines.length === 1;
  }

  // extent is the range of values: from zero for amounts, with some air for points.
  extent() {
    const values = this.lines.flatMap((l) => [
      ...[...l.actuals.values()].map(({ value }) => numeric(value)),
      ...[...l.guided.values()].flatMap(({ value }) => ends(value)),
    ]);
    if (this.stacked) values.push(...this.periods.map((p) => this.below(p, this.lines.length)));
    if (values.length === 0) return [0, 1];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    if (this.amounts) return [Math.min(0, low), Math.max(0, high)];
    const air = (high - low || Math.abs(high) || 1) * 0.15; // a single value has air too
    return [low - air, high + air];
  }

  // below is the height of a stack below its nth part.
  below(p, n) {
    return this.lines.slice(0, n).reduce((sum, l) => sum + told(l, p), 0);
  }

  x(i) {
    return LEFT + this.step * (i + 0.5);
  }

  y(v) {
    const [low, high] = [this.scale[0], this.scale.at(-1)];
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (v - low) / (high - low || 1));
  }

  link(mark, shape) {
    const words = `${period(mark.label)}: ${quantity(mark.value, mark.measure)}${mark.fact ? '' : ', computed'}`;
    const look = () => this.look(mark);
    return svg('a', { href: `/${mark.name}`, 'aria-label': words, onmouseenter: look, onfocus: look }, shape);
  }

  label(i, y, text) {
    return svg('text', { class: 'label', x: this.x(i), y, 'text-anchor': 'middle' }, text);
  }

  grid() {
    return this.scale.map((v) => [
      svg('line', {
        class: v === 0 ? 'zero' : 'grid',
        x1: LEFT,
        x2: this.width,
        y1: this.y(v),
        y2: this.y(v),
      }),
      svg(
        'text',
        { x: LEFT - 8, y: this.y(v) + 4, 'text-anchor': 'end' },
        number(plain(v), this.unit).replace(/ .*/, ''),
      ),
    ]);
  }

  // names is the periods on the axis, as many as there is room for, the last of all.
  names() {
    const every = Math.ceil((this.periods.length * 68) / (this.width - LEFT));
    const last = this.periods.length - 1;
    return this.periods.map(
      (p, i) =>
        (last - i) % every === 0 &&
        svg('text', { x: this.x(i), y: HEIGHT - 8, 'text-anchor': 'middle' }, period(p)),
    );
  }

  bands(line) {
    if (this.lines.length > 1) return [];
    const width = this.amounts ? this.bar + 16 : 28;
    return this.periods.map((p, i) => {
      const fact = line.guided.get(p);
      if (!fact) return undefined;
      const [from, to] = ends(fact.value).map((v) => this.y(v));
      const box = {
        x: this.x(i) - width / 2,
        width,
        y: Math.min(from, to) - 1.5,
        height: Math.abs(from - to) + 3,
      };
      return this.link({ ...fact, label: p, fact, others: [] }, svg('rect', { class: 'band', ...box }));
    });
  }

  bars(line, n) {
    return this.periods.map((p, i) => {
      const mark = line.actuals.get(p);
      if (!mark) return undefined;
      const base = this.stacked ? this.below(p, n) : 0;
      const [top, bottom] = [base, base + told(line, p)].map((v) => this.y(v)).sort((a, b) => a - b);
      const box = { x: this.x(i) - this.bar / 2, width: this.bar, y: top, height: Math.max(1, bottom - top) };
      const { high, low, precision } = mark.value;
      return [
        this.link(
          { ...mark, label: p },
          svg('rect', { class: this.stacked ? `stack s${n + 1}` : 'bar-mark', ...box }),
        ),
        this.labelled && this.label(i, top - 5, number(high ?? low, this.unit, { precision, bare: true })),
      ];
    });
  }

  points(line, n) {
    const at = this.periods.map(
      (p, i) =>
        line.actuals.has(p) && { x: this.x(i), y: this.y(told(line, p)), mark: line.actuals.get(p), p },
    );
    // The line breaks where nothing was said.
    const path = at
      .map((a, i) => a && `${at[i - 1] ? 'L' : 'M'}${a.x.toFixed(1)} ${a.y.toFixed(1)}`)
      .filter(Boolean)
      .join('');
    const circles = at.map(
      (a, i) =>
        a && [
          this.link(
            { ...a.mark, label: a.p },
            svg('circle', { class: a.mark.fact ? 'point' : 'point hollow', cx: a.x, cy: a.y, r: 5 }),
          ),
          this.labelled &&
            a.mark.fact &&
            this.label(i, a.y - 10, quantity(a.mark.value, a.mark.measure).replace(/ (a|pts).*/, '')),
        ],
    );
    return svg('g', { class: `line s${n + 1}` }, svg('path', { class: 'path', d: path }), circles);
  }
}

/**
 * chart draws a series. `amounts` are bars from zero, stacked where there are
 * parts; else points. `look(mark)` is called for what is pointed at.
 */
export function chart(series, { width, amounts, look, title }) {
  const drawing = new Drawing(series, { width, amounts, look });
  // What is smaller lies above.
  const marks = series.lines.map((line, n) =>
    amounts ? [drawing.bars(line, n), drawing.bands(line)] : [drawing.bands(line), drawing.points(line, n)],
  );
  const box = { viewBox: `0 0 ${width} ${HEIGHT}`, role: 'group', 'aria-label': title };
  return svg('svg', { class: 'chart', ...box }, drawing.grid(), drawing.names(), marks);
}

// plain writes a number of an axis without an exponent.
function plain(v) {
  return v.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 9 });
}
