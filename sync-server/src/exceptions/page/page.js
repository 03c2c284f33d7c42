/** The page of exceptions. All text goes in as text, never as markup: whatever a terminal has written stays words. */

const casesAtOnce = 20;
const answerMsMax = 15_000;

const list = document.getElementById('cases');
const told = document.getElementById('told');
const more = document.getElementById('more');
const by = document.getElementById('by');
const terminal = document.getElementById('terminal');
const tabs = [...document.querySelectorAll('[data-state]')];

let state = 'open';
let next = null;
/** Counts the loads: an answer to an older question is not shown. */
let asked = 0;

const refusals = {
  'exception-unknown': 'This case is not there any more. Load the page again.',
  'settled-already': 'Somebody else has settled this case meanwhile. Load the page again.',
  'action-not-possible': 'This can’t be done for a case of this kind.',
  'nothing-to-apply': 'There is nothing that this version of the server could carry out. The case stays open.',
  'nothing-to-refund': 'These tickets are in a refund already, or were undone. The case stays open.',
};

/** `element('p.lead', 'text')`, with children after it. */
function element(name, ...children) {
  const [tag, ...classes] = name.split('.');
  const made = document.createElement(tag);
  made.className = classes.join(' ');
  made.append(...children.filter((child) => child !== null));
  return made;
}

async function ask(path, options = {}) {
  const response = await fetch(path, { ...options, signal: AbortSignal.timeout(answerMsMax) });
  const body = await response.json();
  if (response.ok || response.status === 409) return body;
  throw new Error(body.title ?? `The server answered ${response.status}.`);
}

/** What went wrong, in words that a person can do something with. */
const describe = (thrown) =>
  thrown instanceof TypeError || thrown.name === 'TimeoutError' ? 'The server does not answer.' : thrown.message;

const timeAt = (atMs, timeZone) =>
  new Intl.DateTimeFormat(undefined, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone ? { timeZone } : {}),
  }).format(atMs);

async function load({ after = null } = {}) {
  asked += 1;
  const mine = asked;
  const query = new URLSearchParams({ state, limit: String(casesAtOnce) });
  if (/^[1-9]\d*$/.test(terminal.value.trim())) query.set('terminal', terminal.value.trim());
  if (after) query.set('cursor', after);
  if (!after) tell('Loading…');
  more.disabled = true;
  try {
    const page = await ask(`/api/v1/exceptions?${query}`);
    if (mine !== asked) return;
    if (!after) list.replaceChildren();
    list.append(...page.exceptions.map(showCase));
    next = page.next;
    more.hidden = next === null;
    tell('');
    if (list.children.length === 0) list.append(showEmpty());
  } catch (thrown) {
    if (mine === asked) tellWrong(describe(thrown), () => load({ after }));
  }
  more.disabled = false;
}

function tell(text) {
  told.className = 'told';
  told.replaceChildren(text);
}

function tellWrong(text, again) {
  const button = element('button.button', 'Try again');
  button.type = 'button';
  button.addEventListener('click', again);
  told.className = 'told is-wrong';
  told.replaceChildren(text, button);
}

function showEmpty() {
  const filtered = terminal.value.trim() !== '';
  const words =
    state === 'settled'
      ? ['Nothing has been settled yet', 'What you settle is kept here, with your name and note.']
      : filtered
        ? ['Nothing to settle for this terminal', 'Clear the field above to see all terminals.']
        : ['Nothing to settle', 'Terminals and server agree about everything that has arrived.'];
  return element('li.empty', element('strong', words[0]), words[1]);
}

function showCase(found) {
  const item = element(
    'li.case',
    element('h2', found.title),
    showWhere(found),
    element('p.meaning', found.meaning),
    element('div.sides', ...found.sides.map(showSide)),
    element('details', element('summary', 'As it is stored'), element('pre', JSON.stringify(found.detail, null, 2))),
  );
  item.append(found.settled ? showSettled(found.settled) : showForm(found, item));
  return item;
}

function showWhere({ terminal: machine, seq, screening, seat, raisedAtMs }) {
  const parts = [];
  if (machine)
    parts.push(element('b', machine.name ? `Terminal ${machine.id} (${machine.name})` : `Terminal ${machine.id}`));
  if (seq !== null) parts.push(element('span', `entry ${seq}`));
  if (screening) {
    const { id, title, venue, startsAtMs, timeZone } = screening;
    const show = title ? [title, venue, timeAt(startsAtMs, timeZone)].join(', ') : `screening ${id}`;
    parts.push(element('span', show));
  }
  if (seat) parts.push(element('b', seat.label ? `seat ${seat.label}` : `seat number ${seat.id}`));
  const time = element('time', `seen ${timeAt(raisedAtMs)}`);
  time.dateTime = new Date(raisedAtMs).toISOString();
  return element('p.where', ...parts, time);
}

function showSide({ who, lines }) {
  return element('section.side', element('h3', who), element('ul', ...lines.map((line) => element('li', line))));
}

function showSettled({ atMs, by: person, note }) {
  return element('p.outcome', element('b', 'Settled'), ` by ${person}, ${timeAt(atMs)}: ${note}`);
}

function showForm(found, item) {
  const note = element('textarea');
  note.maxLength = 1000;
  note.placeholder = 'What you found, and what was agreed';
  const wrong = element('p.wrong');
  wrong.setAttribute('role', 'alert');
  const buttons = found.actions.map(({ id, label }, index) => {
    const button = element(index === 0 ? 'button.button.primary' : 'button.button', label);
    button.type = 'button';
    button.addEventListener('click', () => settle({ found, item, note, wrong, action: id, buttons }));
    return button;
  });
  const actions = found.actions.map(({ effect }, index) => element('div.action', buttons[index], element('p', effect)));
  return element(
    'div.settle',
    element('label.field', element('span', 'Note'), note),
    wrong,
    element('div.actions', ...actions),
  );
}

/** By what was asked: the same order sent twice has the same number, and is carried out once. */
const operationIds = new Map();

function operationIdOf(order) {
  const key = JSON.stringify(order);
  const known =
    operationIds.get(key) ??
    [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  operationIds.set(key, known);
  return known;
}

async function settle({ found, item, note, wrong, action, buttons }) {
  const order = { id: found.id, action, note: note.value.trim(), by: by.value.trim() };
  wrong.textContent = '';
  if (order.by === '')
    return askFor(by, wrong, 'Write your name at the top of the page first: it is kept with the case.');
  if (order.note === '') return askFor(note, wrong, 'Write a note first: it is kept with the case.');
  for (const button of buttons) button.disabled = true;
  try {
    const { id, ...body } = order;
    const answer = await ask(`/api/v1/exceptions/${encodeURIComponent(id)}/settle`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...body, operationId: operationIdOf(order) }),
    });
    if (answer.ok) {
      item.querySelector('.settle').replaceWith(showSettled({ atMs: answer.atMs, by: order.by, note: order.note }));
      return;
    }
    wrong.textContent = refusals[answer.reason] ?? answer.reason;
  } catch (thrown) {
    wrong.textContent = `${describe(thrown)} It is safe to press the same button again.`;
  }
  for (const button of buttons) button.disabled = false;
}

function askFor(field, wrong, words) {
  wrong.textContent = words;
  field.focus();
}

for (const tab of tabs) {
  tab.addEventListener('click', () => {
    state = tab.dataset.state;
    list.replaceChildren();
    more.hidden = true;
    for (const each of tabs) each.setAttribute('aria-pressed', String(each === tab));
    void load();
  });
}
terminal.addEventListener('change', () => void load());
more.addEventListener('click', () => void load({ after: next }));
by.value = localStorage.getItem('marquee-by') ?? '';
by.addEventListener('change', () => localStorage.setItem('marquee-by', by.value.trim()));
void load();
