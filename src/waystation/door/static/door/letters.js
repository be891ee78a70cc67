// The mailbox opened in the browser: the words stay here; the server gets an address and gives sealed answers.
import { chooser, receive } from './files.js';
import * as seal from './seal.js';

const root = document.getElementById('letters'), { code, words, card, epoch, accept, heads, most, mostFiles } = root.dataset;
const text = key => document.getElementById('texts').content.querySelector(`[data-key=${key}]`).textContent;
const make = (tag, props = {}, ...inside) => { const node = Object.assign(document.createElement(tag), props); node.append(...inside); return node };
const post = (path, fields) => fetch(`/${code}/${path}`, { method: 'POST', body: new URLSearchParams(fields) });
const ago = gap => { const [key, n] = gap < 60 ? ['min', gap] : gap < 2880 ? ['h', gap / 60] : ['days', gap / 1440]; return text(key).replace('{n}', Math.floor(n)) };

if (await seal.able()) {
  const form = root.querySelector('form'), error = document.getElementById('error'), open = document.getElementById('open');
  document.getElementById('unsealed').hidden = true;
  document.getElementById('sealed').hidden = false;
  const wrong = sentence => { error.textContent = sentence; error.hidden = false; error.focus() };

  const read = said => { try { const answer = JSON.parse(said); if (typeof answer.text === 'string') return answer } catch { /* of before there were files */ } return { text: said } };
  const saver = (attached, address) => {
    const save = async event => {
      event.target.disabled = true;
      try {
        const url = URL.createObjectURL(await receive(attached, address, code));
        make('a', { href: url, download: attached.name }).click();
        setTimeout(() => URL.revokeObjectURL(url), 60000);
      } catch (problem) { wrong(text(problem.status === undefined && navigator.onLine ? 'altered' : 'failed')) }
      event.target.disabled = false;
    };
    return make('p', { className: 'acts' }, make('button', { type: 'button', className: 'quiet', onclick: save }, text('save') + ' ', make('bdi', {}, attached.name), ` (${Math.ceil(attached.size / 1024)} KB)`));
  };

  const show = async (receipt, box, list) => {
    const key = await seal.answerKey(receipt), address = await seal.address(receipt);
    const answers = await Promise.all(box.answers.toReversed().map(async ([at, sealed]) => {
      let said; try { said = read(await seal.openAnswer(key, seal.unbase64(sealed))) } catch { said = { text: text('broken') } }
      const body = make('p', { dir: 'auto' }), files = (said.files ?? []).map(attached => saver(attached, address)); body.innerText = said.text ?? '';
      return make('article', {}, make('p', { className: 'soft' }, ago(box.now - at)), body, ...files, ...(files.length ? [make('p', { className: 'help' }, text('stays'))] : []));
    }));
    const visit = make('div', { className: 'note' });
    if (box.before) visit.append(make('p', {}, `${text('before')} ${ago(box.now - box.before)}. ${text('told')} `, make('strong', {}, await seal.visitWords(receipt, box.visit - 1, list)), `. ${text('mismatch')}`));
    else visit.append(make('p', {}, text('first')));
    visit.append(make('p', {}, text('remember') + ' ', make('strong', {}, await seal.visitWords(receipt, box.visit, list))), make('p', {}, text('lapse')));
    const area = make('textarea', { rows: 5, dir: 'auto', ariaLabel: text('write') }), state = make('p', { role: 'status' });
    const files = chooser({ text, make, accept, heads: JSON.parse(heads), most: Number(most), mostFiles: Number(mostFiles) });
    let sealed, inside; // kept, so that a letter whose answer was lost is sent again as it was and arrives once
    const send = async event => {
      if (!area.value.trim() && !files.any) return area.focus();
      event.target.disabled = true;
      try {
        const attached = await files.send(receipt, address, code);
        const letter = { language: code, text: area.value.trim(), files: attached.map(({ id, ...file }) => file) };
        if (inside !== (inside = JSON.stringify(letter))) sealed = await seal.sealLetter(seal.unhex(card), seal.unhex(epoch), letter);
        await seal.sendSealed(`/${code}/letters/write`, sealed, { address, files: attached.map(file => file.id).join(' ') }, () => { state.textContent = text('works') });
        area.value = inside = ''; files.clear(); error.hidden = true; state.textContent = text('sent');
      } catch (problem) { if (typeof problem !== 'string') wrong(text('failed')) } // what is wrong with a file is said beside it
      event.target.disabled = false;
    };
    let sure = false;
    const forget = async event => {
      if (!sure) { sure = true; event.target.className = 'danger'; return state.textContent = text('sure') }
      try { if (!(await post('letters/forget', { address })).ok) throw 0; open.replaceChildren(make('p', {}, text('gone'))) } catch { wrong(text('failed')) }
    };
    open.replaceChildren(visit, ...(answers.length ? answers : [make('p', {}, text('none'))]),
      ...(box.written.length ? [make('p', { className: 'soft' }, `${text('yours')} ${box.written.map(at => ago(box.now - at)).join(', ')}`)] : []),
      make('h2', {}, text('write')), area, ...files.nodes, make('p', { className: 'acts' }, make('button', { type: 'button', onclick: send }, text('send')), make('button', { type: 'button', className: 'quiet', onclick: forget }, text('forget'))), state);
    open.hidden = false; form.hidden = true; error.hidden = true;
  };

  form.addEventListener('submit', async event => {
    event.preventDefault();
    try {
      const value = form.elements.receipt.value; // one list is enough, and on a slow network one must be
      const list = await seal.wordList(/\p{Script=Cyrillic}/u.test(value) ? 'ru' : /\p{L}/u.test(value) ? 'en' : words);
      const found = seal.typed(value, [list]);
      if (found.unknown) return wrong(`${text('unknown')} (${found.unknown[0]})`);
      if (found.number === undefined) return wrong(text('receipt'));
      const answer = await post('letters', { address: await seal.address(found.number) });
      if (!answer.ok) throw answer;
      await show(found.number, await answer.json(), list);
    } catch { wrong(text('failed')) }
  });
}
