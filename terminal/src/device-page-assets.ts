/** What the device page loads: as text here, so that a bundled core has them too. */
export const devicePageStyle = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
body { margin: 0; background: light-dark(#e6e3de, #1c1a18); }
header { position: sticky; top: 0; display: flex; flex-wrap: wrap; gap: 0.5rem 2.5rem; align-items: flex-start;
  padding: 0.8rem 1.2rem; background: light-dark(#f7f5f1, #292623); box-shadow: 0 1px 6px #0004; }
h1 { font-size: 1.1rem; margin: 0.2rem 0; }
h2 { font-size: 0.85rem; margin: 0; text-transform: uppercase; letter-spacing: 0.06em; }
section p { margin: 0.25rem 0; }
[data-state='bad'] { color: light-dark(#a3162a, #ff8f9b); font-weight: 600; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.35rem; }
button { font: inherit; padding: 0.3rem 0.7rem; border: 1px solid light-dark(#8d867d, #6f6962); border-radius: 0.4rem;
  background: light-dark(#fff, #35312d); color: inherit; cursor: pointer; }
button:hover { background: light-dark(#efe9df, #443f3a); }
button[aria-pressed='true'] { outline: 2px solid light-dark(#1f5fbf, #8ab8ff); }
#drawer-box { width: 7rem; height: 2.6rem; border: 2px solid light-dark(#8d867d, #6f6962); border-radius: 0.3rem;
  background: light-dark(#cfc9c0, #3a3632); position: relative; }
#drawer-box i { position: absolute; inset: 40% 6% auto; height: 48%; border-radius: 0.2rem; background: light-dark(#6f6962, #8d867d);
  transition: transform 0.25s; }
#drawer-box[data-open='true'] i { transform: translateY(85%); background: light-dark(#1f7a3d, #5fd08a); }
main { display: flex; flex-wrap: wrap; gap: 1rem; padding: 1.2rem; align-items: flex-start; }
figure { margin: 0; }
figure img { max-width: 22rem; display: block; }
figcaption { font-size: 0.8rem; padding: 0.2rem 0.4rem; opacity: 0.8; }
.empty { opacity: 0.7; }
`;

export const devicePageScript = `
const byId = (id) => document.getElementById(id);
let shown = '';

function say(element, text, bad) {
  if (!element) return;
  element.textContent = text;
  element.dataset.state = bad ? 'bad' : 'good';
}

function showPrinter(printer) {
  if (!printer.reachable) return say(byId('printer'), 'does not answer', true);
  const paper = { ok: 'paper in', low: 'paper is low', out: 'out of paper' }[printer.paper];
  const cover = printer.cover === 'open' ? ', cover open' : '';
  say(byId('printer'), paper + cover + (printer.error ? ', jammed' : ''), !printer.online);
}

function showReader(reader) {
  if (!reader) return;
  const { mode, bank, stored, lost } = reader;
  const words = [mode];
  if (bank === 'away') words.push('bank unreachable');
  if (stored > 0) words.push(stored + ' stored');
  if (lost > 0) words.push(lost + ' refused when sent on');
  say(byId('reader'), words.join(', '), mode !== 'approve' || bank === 'away');
  for (const button of document.querySelectorAll('button[data-url="/simulator/reader"]')) {
    button.setAttribute('aria-pressed', String(button.dataset.value === reader[button.dataset.field]));
  }
}

const drawerShownMs = 4000;
function showDrawer(openings) {
  const last = openings?.at(-1);
  if (!byId('drawer-box')) return;
  byId('drawer-box').dataset.open = String(last !== undefined && Date.now() - last.atMs < drawerShownMs);
  const at = last && new Date(last.atMs).toLocaleTimeString();
  say(byId('drawer'), last ? 'opened at ' + at + ' (pin ' + last.pin + '), ' + openings.length + ' times' : 'shut', false);
}

function showPapers(papers) {
  const key = papers.map((paper) => paper.file).join();
  if (key === shown && key !== '') return;
  shown = key;
  const figures = papers.map((paper) => {
    const figure = document.createElement('figure');
    const image = document.createElement('img');
    image.src = '/printer/papers/' + encodeURIComponent(paper.file);
    image.alt = paper.jobName;
    image.loading = 'lazy';
    const caption = document.createElement('figcaption');
    const at = paper.printedAtMs === null ? '' : ', ' + new Date(paper.printedAtMs).toLocaleTimeString();
    caption.textContent = paper.number + ': ' + paper.jobName + at;
    figure.append(image, caption);
    return figure;
  });
  const empty = document.createElement('p');
  empty.className = 'empty';
  empty.textContent = 'No paper has come out yet.';
  byId('papers').replaceChildren(...(figures.length > 0 ? figures : [empty]));
}

function show(state) {
  showPrinter(state.printer);
  showDrawer(state.drawer);
  showPapers(state.papers);
  showReader(state.reader);
}

async function ask(url, options) {
  try {
    const response = await fetch(url, options);
    if (response.ok) show(await response.json());
    else say(byId('printer'), await response.text(), true);
  } catch {
    say(byId('printer'), 'the terminal is not running', true);
  }
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-url]');
  if (!button) return;
  const body = JSON.stringify({ [button.dataset.field]: button.dataset.value });
  void ask(button.dataset.url, { method: 'POST', body });
});
void ask('/printer/state');
setInterval(() => void ask('/printer/state'), 1000);
`;
