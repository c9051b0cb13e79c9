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

function extent(lines, stacked, periods) {
  const values = lines.flatMap((l) => [
    ...[...l.actuals.values()].map(({ value }) => numeric(value)),
    ...[...l.guided.values()].flatMap(({ value }) => ends(value)),
  ]);
  if (stacked)
    values.push(
      ...periods.map((p) =>
        lines.reduce((sum, l) => sum + (l.actuals.has(p) ? numeric(l.actuals.get(p).value) : 0), 0),
      ),
    );
  return [Math.min(...values), Math.max(...values)];
}

/**
 * chart draws a series. `amounts` are bars from zero, stacked where there are
 * parts; else points. `look(fact, others)` is called for what is pointed at.
 */
export function chart({ periods, unit, lines }, { width, amounts, look, title }) {
  const stacked = amounts && lines.length > 1;
  let [low, high] = extent(lines, stacked, periods);
  if (amounts) [low, high] = [Math.min(0, low), Math.max(0, high)];
  else [low, high] = [low - (high - low) * 0.15, high + (high - low) * 0.15];
  const scale = ticks(low, high);
  [low, high] = [scale[0], scale.at(-1)];
  const y = (v) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (v - low) / (high - low || 1));
  const step = (width - LEFT) / periods.length;
  const x = (i) => LEFT + step * (i + 0.5);
  const bar = Math.min(56, step * 0.5);

  const link = (mark, shape) =>
    svg(
      'a',
      {
        href: `/${mark.name}`,
        'aria-label': `${period(mark.label)}: ${quantity(mark.value, mark.measure)}${mark.fact ? '' : ', computed'}`,
        onmouseenter: () => look(mark),
        onfocus: () => look(mark),
      },
      shape,
    );

  const grid = scale.map((v) => [
    svg('line', { class: v === 0 ? 'zero' : 'grid', x1: LEFT, x2: width, y1: y(v), y2: y(v) }),
    svg(
      'text',
      { x: LEFT - 8, y: y(v) + 4, 'text-anchor': 'end' },
      number(plain(v), unit).replace(/ .*/, ''),
    ),
  ]);
  const every = Math.ceil((periods.length * 68) / (width - LEFT));
  const names = periods.map(
    (p, i) =>
      (periods.length - 1 - i) % every === 0 &&
      svg('text', { x: x(i), y: HEIGHT - 8, 'text-anchor': 'middle' }, period(p)),
  );
  const drawn = lines.flatMap((line, n) => [amounts ? bars(line, n) : points(line, n), bands(line)]);

  function bands(line) {
    return periods.map((p, i) => {
      const fact = line.guided.get(p);
      if (!fact || lines.length > 1) return undefined;
      const [from, to] = ends(fact.value).map(y);
      const wide = amounts ? bar + 16 : 28;
      return link(
        { ...fact, label: p, fact, others: [] },
        svg('rect', {
          class: 'band',
          x: x(i) - wide / 2,
          width: wide,
          y: Math.min(from, to) - 1.5,
          height: Math.abs(from - to) + 3,
        }),
      );
    });
  }

  function bars(line, n) {
    return periods.map((p, i) => {
      const mark = line.actuals.get(p);
      if (!mark) return undefined;
      const v = numeric(mark.value);
      const base = stacked
        ? lines
            .slice(0, n)
            .reduce((sum, l) => sum + (l.actuals.has(p) ? numeric(l.actuals.get(p).value) : 0), 0)
        : 0;
      const [top, bottom] = [y(Math.max(base, base + v)), y(Math.min(base, base + v))];
      return [
        link(
          { ...mark, label: p },
          svg('rect', {
            class: stacked ? `stack s${n + 1}` : 'bar-mark',
            x: x(i) - bar / 2,
            width: bar,
            y: top,
            height: Math.max(1, bottom - top),
          }),
        ),
        !stacked &&
          step > 54 &&
          svg(
            'text',
            { class: 'label', x: x(i), y: top - 5, 'text-anchor': 'middle' },
            number(mark.value.high ?? mark.value.low, unit, { precision: mark.value.precision, bare: true }),
          ),
      ];
    });
  }

  function points(line, n) {
    const at = periods.map((p, i) =>
      line.actuals.has(p) ? [x(i), y(numeric(line.actuals.get(p).value)), p] : undefined,
    );
    // The line breaks where nothing was said.
    const path = at
      .map((point, i) => point && `${at[i - 1] ? 'L' : 'M'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`)
      .filter(Boolean)
      .join('');
    return svg(
      'g',
      { class: `line s${n + 1}` },
      svg('path', { class: 'path', d: path }),
      at.map((point) => {
        if (!point) return undefined;
        const [px, py, p] = point;
        const mark = line.actuals.get(p);
        return [
          link(
            { ...mark, label: p },
            svg('circle', { class: mark.fact ? 'point' : 'point hollow', cx: px, cy: py, r: 5 }),
          ),
          lines.length === 1 &&
            mark.fact &&
            step > 54 &&
            svg(
              'text',
              { class: 'label', x: px, y: py - 10, 'text-anchor': 'middle' },
              quantity(mark.value, mark.measure).replace(/ (a|pts).*/, ''),
            ),
        ];
      }),
    );
  }

  return svg(
    'svg',
    { class: 'chart', viewBox: `0 0 ${width} ${HEIGHT}`, role: 'group', 'aria-label': title },
    grid,
    names,
    drawn,
  );
}

// plain writes a number of an axis without an exponent.
function plain(v) {
  return v.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 9 });
}
