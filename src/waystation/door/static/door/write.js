// Reach out with sealing in the browser: the same questions, one at a time; nothing leaves before it is sealed.
import * as seal from './seal.js';

const root = document.getElementById('write'), { code, words, card, epoch } = root.dataset;
const text = key => document.querySelector(`#texts`).content.querySelector(`[data-key=${key}]`).textContent;
const make = (tag, props = {}, ...inside) => { const node = Object.assign(document.createElement(tag), props); node.append(...inside); return node };
const button = (label, act, quiet) => make('button', { type: 'button', className: quiet ? 'quiet' : '', onclick: act }, text(label));
const acts = (...buttons) => make('p', { className: 'acts' }, ...buttons);

if (await seal.able()) {
  const fieldsets = [...document.getElementById('all').content.querySelectorAll('fieldset')];
  const form = root.querySelector('form'), error = make('p', { className: 'error', role: 'alert', tabIndex: -1, hidden: true });
  document.getElementById('unsealed').hidden = true;
  document.getElementById('sealed').hidden = false;
  form.before(error);
  const wrong = key => { error.textContent = text(key); error.hidden = false; error.focus() };
  const show = (...nodes) => { error.hidden = true; form.replaceChildren(...nodes); (form.querySelector('input,textarea') ?? form.querySelector('h1'))?.focus(); scrollTo(0, 0) };
  const answers = () => Object.fromEntries(fieldsets.map(f => [...f.querySelectorAll('textarea,input[type=text],input:checked')].map(i => [i.name, i.value.trim()])[0]).filter(a => a?.[1]));
  const receipt = seal.newReceipt(), list = seal.wordList(words);

  const question = (n, changing) => show(make('p', { className: 'soft' }, `${n + 1} / ${fieldsets.length}`), fieldsets[n],
    acts(button('on', () => next(n, changing)), ...(n && !changing ? [button('back', () => question(n - 1), true)] : [])));
  const next = (n, changing) => {
    const options = fieldsets[n].querySelector('input[type=radio]');
    if (!n && options && !fieldsets[n].querySelector(':checked')) return wrong('choose');
    !changing && n + 1 < fieldsets.length ? question(n + 1) : summary();
  };
  const summary = () => show(make('h1', {}, text('right')), make('dl', {}, ...fieldsets.map((f, n) => {
    const chosen = f.querySelector(':checked')?.closest('label').innerText ?? f.querySelector('textarea,input[type=text]')?.value;
    return make('div', {}, make('dt', {}, f.querySelector('h1').textContent), make('dd', {}, make('bdi', {}, chosen?.trim() || text('none')), Object.assign(button('change', () => question(n, true)), { className: 'link' })));
  })), acts(button('on', shown)));
  const shown = async () => {
    const inWords = seal.inWords(receipt, await list);
    show(make('h1', {}, text('words')), make('p', {}, text('only')), make('p', { className: 'words', lang: words }, inWords),
      make('details', {}, make('summary', {}, text('number')), make('p', { className: 'words' }, seal.inDigits(receipt))), acts(button('have', again)));
  };
  const again = async () => {
    const box = make('textarea', { rows: 3, autocomplete: 'off', autocapitalize: 'none', spellcheck: false, ariaLabel: text('type') });
    const send = async () => {
      if (seal.typed(box.value, [await list]).number !== receipt) return wrong('wrong');
      const letter = { language: code, answers: answers(), key: seal.base64(await seal.answerKey(receipt)) };
      const sealed = await seal.sealLetter(seal.unhex(card), seal.unhex(epoch), letter);
      try {
        const answer = await fetch(`/${code}/write/send`, { method: 'POST', body: new URLSearchParams({ address: await seal.address(receipt), sealed: seal.base64(sealed) }) });
        if (!answer.ok) throw answer;
      } catch { return wrong('failed') }
      show(make('h1', { tabIndex: -1 }, text('sent')), make('p', {}, text('next')));
    };
    show(make('h1', {}, text('type')), make('p', { className: 'help' }, text('once')), box, acts(button('send', send), button('again', shown, true)));
  };
  form.addEventListener('submit', event => event.preventDefault());
  question(0);
}
