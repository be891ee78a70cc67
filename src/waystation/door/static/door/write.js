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
  const fill = answers => fieldsets.forEach(f => f.querySelectorAll('textarea,input').forEach(i => { const given = answers[i.name] ?? ''; if (i.type === 'radio') i.checked = i.value === given; else i.value = given }));
  const answers = () => Object.fromEntries(fieldsets.map(f => [...f.querySelectorAll('textarea,input[type=text],input:checked')].map(i => [i.name, i.value.trim()])[0]).filter(a => a?.[1]));
  let receipt = seal.newReceipt(), resumed = false; // resumed: gone on with a saved letter, whose words were typed then
  const list = seal.wordList(words), resume = document.getElementById('going-on');
  resume.remove();

  const question = (n, changing) => show(make('p', { className: 'soft' }, `${n + 1} / ${fieldsets.length}`), fieldsets[n],
    acts(button('on', () => next(n, changing)), ...(n && !changing ? [button('back', () => question(n - 1), true)] : []), button('save', save, true)),
    ...(n || resumed ? [] : [make('p', {}, Object.assign(button('resume', goOn), { className: 'link' }))]));
  const next = (n, changing) => {
    const options = fieldsets[n].querySelector('input[type=radio]');
    if (!n && options && !fieldsets[n].querySelector(':checked')) return wrong('choose');
    !changing && n + 1 < fieldsets.length ? question(n + 1) : summary();
  };
  const summary = () => show(make('h1', {}, text('right')), make('dl', {}, ...fieldsets.map((f, n) => {
    const chosen = f.querySelector(':checked')?.closest('label').innerText ?? f.querySelector('textarea,input[type=text]')?.value;
    return make('div', {}, make('dt', {}, f.querySelector('h1').textContent), make('dd', {}, make('bdi', {}, chosen?.trim() || text('none')), Object.assign(button('change', () => question(n, true)), { className: 'link' })));
  })), acts(button('on', () => shown(send)), button('save', save, true)));
  const save = () => resumed ? keep() : shown(keep);
  const keep = async () => {
    try {
      await seal.sendSealed(`/${code}/write/save`, await seal.sealDraft(await seal.draftKey(receipt), answers()), { address: await seal.address(receipt) }, works);
    } catch { return wrong('failed') }
    show(make('h1', { tabIndex: -1 }, text('kept')), make('p', {}, text('later')));
  };
  const goOn = () => {
    const box = make('textarea', { rows: 3, autocomplete: 'off', autocapitalize: 'none', spellcheck: false, ariaLabel: text('yours') });
    const open = async () => {
      const found = seal.typed(box.value, [await seal.wordList(/\p{Script=Cyrillic}/u.test(box.value) ? 'ru' : /\p{L}/u.test(box.value) ? 'en' : words)]).number;
      if (found === undefined) return wrong('nothing');
      let sealed;
      try {
        const answer = await fetch(`/${code}/write/saved`, { method: 'POST', body: new URLSearchParams({ address: await seal.address(found) }) });
        if (!answer.ok) throw answer;
        sealed = (await answer.json()).draft;
      } catch { return wrong('failed') }
      try { fill(await seal.openDraft(await seal.draftKey(found), seal.unbase64(sealed))) } catch { return wrong('nothing') }
      receipt = found; resumed = true;
      const first = fieldsets.findIndex(f => ![...f.querySelectorAll('textarea,input[type=text],input:checked')].some(i => i.value.trim()));
      first < 0 ? summary() : question(first);
    };
    show(make('h1', {}, text('resume')), make('p', { className: 'help' }, text('yours')), box, acts(button('on', open), button('back', () => question(0), true)));
  };
  const works = () => { error.textContent = text('works'); error.hidden = false };
  const shown = async act => {
    const inWords = seal.inWords(receipt, await list);
    show(make('h1', {}, text('words')), make('p', {}, text('only')), make('p', { className: 'words', lang: words }, inWords),
      make('details', {}, make('summary', {}, text('number')), make('p', { className: 'words' }, seal.inDigits(receipt))), acts(button('have', () => again(act))));
  };
  const again = async act => {
    const box = make('textarea', { rows: 3, autocomplete: 'off', autocapitalize: 'none', spellcheck: false, ariaLabel: text('type') });
    const typed = async () => seal.typed(box.value, [await list]).number === receipt ? act() : wrong('wrong');
    show(make('h1', {}, text('type')), make('p', { className: 'help' }, text('once')), box, acts(button(act === keep ? 'save' : 'send', typed), button('again', () => shown(act), true)));
  };
  let sealed, inside; // kept, so that a letter whose answer was lost is sent again as it was and arrives once
  const send = async () => {
    const letter = { language: code, answers: answers(), key: seal.base64(await seal.answerKey(receipt)) };
    if (inside !== (inside = JSON.stringify(letter))) sealed = await seal.sealLetter(seal.unhex(card), seal.unhex(epoch), letter);
    try { await seal.sendSealed(`/${code}/write/send`, sealed, { address: await seal.address(receipt) }, works) } catch { return wrong('failed') }
    show(make('h1', { tabIndex: -1 }, text('sent')), make('p', {}, text('next')));
  };
  form.addEventListener('submit', event => event.preventDefault());
  question(0);
}
