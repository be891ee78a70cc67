// Reach out with sealing in the browser: the same questions, one at a time; nothing leaves before it is sealed.
import { chooser } from './files.js';
import * as seal from './seal.js';

const root = document.getElementById('write'), { code, words, card, epoch, accept, heads, most, mostFiles } = root.dataset;
const text = key => document.querySelector(`#texts`).content.querySelector(`[data-key=${key}]`).textContent;
const make = (tag, props = {}, ...inside) => { const node = Object.assign(document.createElement(tag), props); node.append(...inside); return node };
const button = (label, act, quiet) => make('button', { type: 'button', className: quiet ? 'quiet' : '', onclick: act }, text(label));
const acts = (...buttons) => make('p', { className: 'acts' }, ...buttons);

if (await seal.able()) {
  const questions = [...document.getElementById('all').content.querySelectorAll('fieldset')];
  const files = chooser({ text, make, accept, heads: JSON.parse(heads), most: Number(most), mostFiles: Number(mostFiles) });
  const filing = make('fieldset', {}, make('legend', {}, make('h1', {}, text('want'))), make('p', { className: 'help' }, text('why')), ...files.nodes);
  const steps = [...questions, filing], FILES = questions.length;
  const form = root.querySelector('form'), error = make('p', { className: 'error', role: 'alert', tabIndex: -1, hidden: true });
  document.getElementById('unsealed').hidden = true;
  document.getElementById('sealed').hidden = false;
  form.before(error);
  const wrong = key => { error.textContent = text(key); error.hidden = false; error.focus() };
  const show = (...nodes) => { error.hidden = true; form.replaceChildren(...nodes); (form.querySelector('input,textarea') ?? form.querySelector('h1'))?.focus(); scrollTo(0, 0) };
  const fill = answers => questions.forEach(f => f.querySelectorAll('textarea,input').forEach(i => { const given = answers[i.name] ?? ''; if (i.type === 'radio') i.checked = i.value === given; else i.value = given }));
  const answers = () => Object.fromEntries(questions.map(f => [...f.querySelectorAll('textarea,input[type=text],input:checked')].map(i => [i.name, i.value.trim()])[0]).filter(a => a?.[1]));
  let receipt = seal.newReceipt(), resumed = false; // resumed: gone on with a saved letter, whose words were typed then
  const list = seal.wordList(words), resume = document.getElementById('going-on');
  resume.remove();

  const question = (n, changing) => {
    if (n === FILES) filing.append(files.list, files.state); // they stand elsewhere while they are sent
    show(make('p', { className: 'soft' }, `${n + 1} / ${steps.length}`), steps[n],
      acts(button('on', () => next(n, changing)), ...(n && !changing ? [button('back', () => question(n - 1), true)] : []), button('save', save, true)),
      ...(n || resumed ? [] : [make('p', {}, Object.assign(button('resume', goOn), { className: 'link' }))]));
  };
  const next = (n, changing) => {
    const options = steps[n].querySelector('input[type=radio]');
    if (!n && options && !steps[n].querySelector(':checked')) return wrong('choose');
    !changing && n + 1 < steps.length ? question(n + 1) : summary();
  };
  const summary = () => show(make('h1', {}, text('right')), make('dl', {}, ...steps.map((f, n) => {
    const chosen = n === FILES ? files.names.join(', ') || text('nofiles') : f.querySelector(':checked')?.closest('label').innerText ?? f.querySelector('textarea,input[type=text]')?.value;
    return make('div', {}, make('dt', {}, f.querySelector('h1').textContent), make('dd', {}, make('bdi', {}, chosen?.trim() || text('none')), Object.assign(button('change', () => question(n, true)), { className: 'link' })));
  })), acts(button('on', () => shown(send)), button('save', save, true)));
  const save = () => resumed ? keep() : shown(keep);
  const keep = async () => {
    try {
      const address = await seal.address(receipt), attached = await uploaded(address), draft = answers();
      if (attached.length) draft.files = JSON.stringify(attached.map(told));
      await seal.sendSealed(`/${code}/write/save`, await seal.sealDraft(await seal.draftKey(receipt), draft), { address }, works);
    } catch (problem) { return typeof problem === 'string' || wrong('failed') } // what is wrong with a file is said beside it
    show(make('h1', { tabIndex: -1 }, text('kept')), make('p', {}, text('later')), ...(files.any ? [make('p', {}, text('day'))] : []));
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
      let draft;
      try { draft = await seal.openDraft(await seal.draftKey(found), seal.unbase64(sealed)) } catch { return wrong('nothing') }
      const { files: enclosed, ...said } = draft, attached = JSON.parse(enclosed || '[]');
      let all;
      try { all = await files.restore(attached, await seal.address(found), code) } catch { return wrong('failed') }
      fill(said);
      receipt = found; resumed = true;
      if (!all) { question(FILES); return wrong('lapsed') }
      const first = questions.findIndex(f => ![...f.querySelectorAll('textarea,input[type=text],input:checked')].some(i => i.value.trim()));
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
    const typed = async event => {
      if (seal.typed(box.value, [await list]).number !== receipt) return wrong('wrong');
      event.target.disabled = true;
      await act();
      event.target.disabled = false;
    };
    show(make('h1', {}, text('type')), make('p', { className: 'help' }, text('once')), box, acts(button(act === keep ? 'save' : 'send', typed), button('again', () => shown(act), true)));
  };
  const told = ({ id, ...file }) => file; // what a letter says of a file
  const uploaded = address => { if (files.any) form.append(files.list, files.state); return files.send(receipt, address, code) };
  let sealed, inside; // kept, so that a letter whose answer was lost is sent again as it was and arrives once
  const send = async () => {
    try {
      const address = await seal.address(receipt), attached = await uploaded(address);
      const letter = { language: code, answers: answers(), key: seal.base64(await seal.answerKey(receipt)), files: attached.map(told) };
      if (inside !== (inside = JSON.stringify(letter))) sealed = await seal.sealLetter(seal.unhex(card), seal.unhex(epoch), letter);
      await seal.sendSealed(`/${code}/write/send`, sealed, { address, files: attached.map(file => file.id).join(' ') }, works);
    } catch (problem) {
      if (problem.status === 409) files.again(); // some lapsed while this page stood open
      return typeof problem === 'string' || wrong(problem.status === 409 ? 'lapsed' : 'failed');
    }
    show(make('h1', { tabIndex: -1 }, text('sent')), make('p', {}, text('next')));
  };
  form.addEventListener('submit', event => event.preventDefault());
  question(0);
}
