// What persons said of a fact, apart from what was extracted: the reviews so far,
// and a form for another.

import { hasKey, list, post, useKey } from './api.js';
import { el, say, select } from './dom.js';
import * as format from './format.js';

const AUTHOR = 'callfacts.author';
const VERDICTS = [
  ['REVIEW_VERDICT_ACCEPTED', 'Accept', 'It says what was said.'],
  ['REVIEW_VERDICT_REJECTED', 'Reject', 'It is no fact, or one that was not said.'],
  ['REVIEW_VERDICT_CORRECTED', 'Correct', 'It should be different.'],
];
const CHOICES = {
  measure: ['MEASURE_', ['VALUE', 'GROWTH', 'CHANGE', 'SHARE']],
  status: ['FACT_STATUS_', ['ACTUAL', 'GUIDANCE', 'TARGET', 'HYPOTHETICAL']],
  comparison: ['COMPARISON_', ['SEQUENTIAL', 'YEAR_OVER_YEAR', 'OTHER']],
  basis: ['BASIS_', ['GAAP', 'NON_GAAP']],
};

/** verdictWord is the verdict of a review in a word. */
export function verdictWord(verdict) {
  return format.enumerated(verdict, 'REVIEW_VERDICT_');
}

// corrected is the fields of a correction in words.
function corrected(correction, labels) {
  const { concept, measure, status, comparison, basis, value, period, dimensions } = correction;
  return [
    concept && format.conceptLabel(labels, concept),
    measure && format.enumerated(measure, 'MEASURE_'),
    value && format.quantity(value),
    period && format.period(period.label),
    status && format.enumerated(status, 'FACT_STATUS_'),
    comparison && format.enumerated(comparison, 'COMPARISON_'),
    basis && format.basis({ basis }),
    dimensions && dimensions.map((d) => d.member).join(', '),
  ]
    .filter(Boolean)
    .join(', ');
}

function reviewItem(review, labels) {
  return el(
    'li',
    {},
    el('b', { class: `verdict ${verdictWord(review.verdict)}` }, verdictWord(review.verdict)),
    review.correction && [' to ', el('b', {}, corrected(review.correction, labels))],
    el('span', { class: 'quiet' }, ` by ${review.author}, ${format.day(review.createTime)}`),
    review.reason && el('p', {}, review.reason),
  );
}

// Correction is the fields that should be different, which begin as extracted.
class Correction {
  constructor(fact, labels) {
    this.fact = fact;
    const names = el(
      'datalist',
      { id: 'concepts' },
      [...labels].map(([id, label]) => el('option', { value: id }, label)),
    );
    this.inputs = {
      concept: this.text('Concept', fact.concept, 'concepts'),
      low: this.text('From', fact.value?.low),
      high: this.text('To', fact.value?.high),
      unit: this.text('Unit', fact.value?.unit),
      period: this.text('Period', fact.period?.label, undefined, 'such as 2023Q1'),
    };
    this.chosen = {};
    const choices = Object.entries(CHOICES).map(([field, [prefix, values]]) => {
      this.chosen[field] = fact[field] ?? '';
      return select(
        field[0].toUpperCase() + field.slice(1),
        [
          ...(fact[field] ? [] : [['', 'not said']]),
          ...values.map((v) => [prefix + v, (format[field] ?? String)({ [field]: prefix + v }) || 'value']),
        ],
        this.chosen[field],
        (v) => {
          this.chosen[field] = v;
        },
      );
    });
    this.element = el(
      'div',
      { class: 'correction fields', hidden: true },
      names,
      Object.values(this.inputs).map((input) => input.parentElement),
      choices,
    );
  }

  text(title, value = '', options = undefined, placeholder = undefined) {
    const input = el('input', { value, list: options, placeholder, maxlength: 100, spellcheck: 'false' });
    el('label', { class: 'field' }, el('span', {}, title), input);
    return input;
  }

  /** value is the fields that differ from the fact's. */
  value() {
    const { fact, inputs } = this;
    const out = {};
    const [concept, low, high, unit, period] = ['concept', 'low', 'high', 'unit', 'period'].map((k) =>
      inputs[k].value.trim(),
    );
    if (concept !== fact.concept) out.concept = concept;
    const was = fact.value ?? {};
    if (low !== (was.low ?? '') || high !== (was.high ?? '') || unit !== (was.unit ?? ''))
      out.value = { ...was, low, high, unit };
    if (period !== (fact.period?.label ?? '')) out.period = { label: period };
    for (const [field, value] of Object.entries(this.chosen))
      if (value && value !== fact[field]) out[field] = value;
    return out;
  }
}

// form is one review in the making; `done(review)` is called when it is kept.
function form(fact, labels, done) {
  const correction = new Correction(fact, labels);
  const trouble = el('p', { class: 'refused', role: 'alert' });
  const reason = el('textarea', { rows: 2, maxlength: 2000 });
  const author = el('input', { value: localStorage.getItem(AUTHOR) ?? '', required: true, maxlength: 200, autocomplete: 'name' });
  const key = el('input', { type: 'password', autocomplete: 'off' });
  const keyField = el('label', { class: 'field', hidden: true }, el('span', {}, 'API key'), key);
  const button = el('button', { type: 'submit', class: 'primary' }, 'Keep the review');
  let verdict = '';
  const choices = VERDICTS.map(([value, word, meaning]) =>
    el(
      'label',
      { title: meaning },
      el('input', {
        type: 'radio',
        name: 'verdict',
        value,
        required: true,
        onchange: () => {
          verdict = value;
          correction.element.hidden = value !== 'REVIEW_VERDICT_CORRECTED';
          reason.required = value !== 'REVIEW_VERDICT_ACCEPTED';
        },
      }),
      ' ',
      word,
    ),
  );
  const send = async (event) => {
    event.preventDefault();
    trouble.textContent = '';
    if (key.value.trim()) useKey(key.value.trim());
    const body = { verdict, author: author.value.trim(), reason: reason.value.trim() };
    if (verdict === 'REVIEW_VERDICT_CORRECTED') body.correction = correction.value();
    button.disabled = true;
    try {
      const review = await post(`/v1/${fact.name}:review`, body);
      localStorage.setItem(AUTHOR, body.author);
      done(review);
    } catch (e) {
      const barred = e.status === 401 || e.status === 403;
      trouble.textContent =
        barred && hasKey() ? `${e.message} A key that may review is needed.` : e.message;
      if (barred) keyField.hidden = false;
    } finally {
      button.disabled = false;
    }
  };
  return el(
    'form',
    { class: 'review-form', onsubmit: send },
    el('fieldset', { class: 'verdicts' }, el('legend', { class: 'hidden' }, 'What you think of it'), choices),
    correction.element,
    el('label', { class: 'field wide' }, el('span', {}, 'Why'), reason),
    el('div', { class: 'row' }, el('label', { class: 'field' }, el('span', {}, 'Your name'), author), keyField, button),
    trouble,
  );
}

/** reviews draws what persons said of a fact; `changed(verdict)` is called for another. */
export function reviews(fact, { labels, signal, changed }) {
  const said = el('ol', { class: 'reviews' });
  const count = el('span', { class: 'quiet' }, fact.verdict ? verdictWord(fact.verdict) : '');
  const load = async () => {
    try {
      const { items } = await list(`/v1/${fact.name}/reviews`, 'reviews', {}, signal, 100);
      said.replaceChildren(
        ...(items.length ? items.map((r) => reviewItem(r, labels)) : [el('li', { class: 'quiet' }, 'Nobody has reviewed this fact.')]),
      );
    } catch (e) {
      if (!signal.aborted) said.replaceChildren(el('li', { class: 'refused' }, e.message));
    }
  };
  const summary = el('summary', {}, 'Review ', count);
  // Escape leaves the form, which keeps what is written in it.
  const leave = (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    details.open = false;
    summary.focus();
  };
  const place = el('div', { onkeydown: leave });
  const begin = () =>
    place.replaceChildren(
      form(fact, labels, (review) => {
        count.textContent = verdictWord(review.verdict);
        say('The review is kept.');
        changed(review.verdict);
        begin();
        load();
      }),
    );
  const details = el(
    'details',
    {
      class: 'review',
      ontoggle: () => {
        if (!details.open || place.childElementCount) return;
        begin();
        load();
      },
    },
    summary,
    el('p', { class: 'quiet' }, 'Reviews stand beside the fact, whose fields stay as they were extracted.'),
    said,
    place,
  );
  return details;
}
