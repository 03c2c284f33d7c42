import type { Terminal, TerminalStatus } from '../../api-types.ts';
import { type App, useApp, useLoaded, useNews } from '../../app.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Dialog, Empty, Loading, RefusalNotice, useOrder } from '../../parts/parts.tsx';
import { nowMs, saveFile } from '../../platform.ts';
import { Alarms } from './alarms.tsx';
import { sayLength } from './say-length.ts';

export function DetailsDialog({ terminal, onClose }: { terminal: Terminal; onClose: () => void }) {
  const app = useApp();
  const { words } = app;
  const { status } = terminal;
  return (
    <Dialog title={words.t('details.title', { name: terminal.name })} isWide onClose={onClose}>
      <div data-testid="details">
        {terminal.alarms.length > 0 && <Alarms alarms={terminal.alarms} />}
        {status === null && <p>{words.t('details.silent')}</p>}
        {status?.isOld && (
          <p className="told-old">{words.t('details.old', { ago: words.ago(status.atMs, nowMs()) })}</p>
        )}
        {status && (
          <dl className="facts">
            {listFacts(terminal, status, app).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <Bundles terminal={terminal} />
    </Dialog>
  );
}

function listFacts(
  terminal: Terminal,
  status: TerminalStatus,
  { words, cinema }: Pick<App, 'words' | 'cinema'>,
): [name: string, value: string][] {
  const { clock, slips, oldestUnsentAtMs, diskFreeBytes } = status;
  const works = (fault: string | null) => fault ?? words.t('device.ok');
  const device = (found: { fault: string | null } | null) => (found ? works(found.fault) : words.t('device.none'));
  const n = words.number;
  return [
    [words.t('details.service'), status.outOfService ?? words.t('device.yes')],
    [
      words.t('details.journal'),
      words.t('details.journal.value', { all: n(status.lastSeq), unsent: n(status.unsent) }),
    ],
    [words.t('details.oldest'), oldestUnsentAtMs === null ? '–' : words.instant(oldestUnsentAtMs, cinema.timeZone)],
    [words.t('details.holding'), n(status.holding)],
    [words.t('details.paper'), words.t(`paper.${status.paper}`)],
    [words.t('details.printer'), status.paper === 'none' ? words.t('device.none') : works(status.printer)],
    [words.t('details.slips'), words.t('details.slips.value', { waiting: n(slips.waiting), failed: n(slips.failed) })],
    [words.t('details.reader'), works(status.reader)],
    [words.t('details.stored'), n(status.storedCharges)],
    [words.t('details.drawer'), device(status.drawer)],
    [words.t('details.scanner'), device(status.scanner)],
    [words.t('details.disk'), diskFreeBytes === null ? '–' : `${n(Math.round(diskFreeBytes / 1e8) / 10)} GB`],
    [words.t('details.clock'), clock ? sayClock(clock, words) : '–'],
    [words.t('details.refused'), n(status.refusedOffline)],
    [words.t('details.version'), terminal.appVersion ?? '–'],
  ];
}

function sayClock({ driftMs, roundTripMs }: NonNullable<TerminalStatus['clock']>, words: App['words']): string {
  // Nearer than that nobody can tell; half a second is nobody's business.
  const withinMs = Math.max(roundTripMs, 1);
  if (Math.abs(driftMs) <= Math.max(withinMs, 500))
    return words.t('details.clock.right', { within: words.number(Math.max(withinMs, Math.abs(driftMs))) });
  const length = sayLength(Math.abs(driftMs), words);
  return words.t(driftMs > 0 ? 'details.clock.ahead' : 'details.clock.behind', { length });
}

function Bundles({ terminal }: { terminal: Terminal }) {
  const { api, words, cinema, tell } = useApp();
  const found = useLoaded(`bundles ${terminal.terminal}`, () => api.bundles(terminal.terminal));
  useNews({ terminals: found.again, outages: found.again, returned: found.again });
  const order = useOrder(
    (key) => api.askBundle(terminal.terminal, key),
    () => {
      tell(words.t('bundle.asked'));
      found.again();
    },
  );
  const save = async (id: string) => {
    const answer = await api.bundle(id);
    if (answer.ok && answer.body.text !== null)
      saveFile(`support-${terminal.terminal}-${id.slice(0, 8)}.json`, answer.body.text, 'application/json');
  };
  return (
    <section className="bundles">
      <h3>{words.t('bundle.title')}</h3>
      <p>{words.t('bundle.lead')}</p>
      {order.refusal && <RefusalNotice refusal={order.refusal} />}
      <button type="button" className="button" disabled={order.isSending} data-testid="ask-bundle" onClick={order.send}>
        {words.t('bundle.ask')}
      </button>
      {found.state === 'loading' && <Loading rows={2} />}
      {found.state === 'refused' && <RefusalNotice refusal={found.refusal} again={found.again} />}
      {found.state === 'here' && found.body.bundles.length === 0 && <Empty title={words.t('bundle.none')} />}
      {found.state === 'here' && found.body.bundles.length > 0 && (
        <ul className="bundle-list">
          {found.body.bundles.map((bundle) => (
            <li key={bundle.id} data-testid="bundle" data-state={bundle.state}>
              <span>
                <b>{words.instant(bundle.askedAtMs, cinema.timeZone)}</b>{' '}
                {words.t('bundle.by', { who: bundle.by.replace(/ \(user \d+\)$/, '') })}
              </span>
              <span className={bundle.state === 'never-came' ? 'warn' : 'none'}>
                {words.t(`bundle.${bundle.state}`, { kb: words.number(Math.ceil((bundle.bytes ?? 0) / 1000)) })}
              </span>
              {bundle.state === 'here' && (
                <button type="button" className="button small" onClick={() => void save(bundle.id)}>
                  <Icon name="save" />
                  {words.t('bundle.save')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
