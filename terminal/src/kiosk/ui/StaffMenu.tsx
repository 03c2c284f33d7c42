import { formatFault } from '@marquee/shared/errors';
import type { MenuAct, MenuView, TerminalView } from '../../calls.ts';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { Dialog } from '../../ui-kit/Dialog.tsx';
import { SignIn } from '../../ui-kit/SignIn.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { type MenuNotice, type StaffMenuNow, useStaffMenu } from './use-staff-menu.ts';

interface Props {
  bridge: Bridge;
  terminal: TerminalView;
  onClose: () => void;
  /** Loads the page anew. */
  onRestart: () => void;
}

/** For staff, over whatever the kiosk shows: a PIN first, then how this kiosk is and what can be done about it. */
export function StaffMenu({ bridge, terminal, onClose, onRestart }: Props) {
  const { t } = useWords();
  const now = useStaffMenu(bridge, onClose);
  const { menu, staff } = now;
  const notice = <NoticeLine notice={now.notice} />;
  return (
    <Dialog title={t('staff.title')} onClose={onClose} testId="staff-menu">
      <div className="staff-menu" data-open={menu !== null}>
        {menu ? (
          <>
            <p className="muted">{t('staff.signed', { name: menu.staffName })}</p>
            {notice}
            <Status menu={menu} terminal={terminal} />
            <Acts now={now} menu={menu} onRestart={onRestart} />
          </>
        ) : (
          staff && (
            <SignIn
              title={t('staff.who')}
              staff={staff}
              signedIn={null}
              notice={notice}
              onChoose={now.forgetNotice}
              onPin={now.enter}
            />
          )
        )}
        <button type="button" className="button quiet" data-testid="staff-close" onClick={onClose}>
          {t('staff.close')}
        </button>
      </div>
    </Dialog>
  );
}

/** Always there, so that a screen reader hears what appears in it. */
function NoticeLine({ notice }: { notice: MenuNotice | null }) {
  const { t } = useWords();
  const say = () => {
    switch (notice?.kind) {
      case undefined:
        return '';
      case 'done':
        return t(`staff.done.${notice.act}`);
      case 'refused':
        return t(`staff.no.${notice.reason}`, { detail: notice.detail });
      case 'fault':
        return t('notice.fault', { detail: notice.detail });
    }
  };
  return (
    <p className="staff-notice" role="status" data-testid="staff-notice" data-kind={notice?.kind}>
      {say()}
    </p>
  );
}

function Status({ menu, terminal }: { menu: MenuView; terminal: TerminalView }) {
  const { t, money, time } = useWords();
  const state = (code: MenuView['printer']) => (code === null ? t('staff.fine') : formatFault(code));
  const { today, lastSale, slips } = menu;
  const rows: [string, string, string, boolean?][] = [
    ['link', t('staff.link'), t(`staff.link.${terminal.link}`), terminal.link === 'offline'],
    ['unsent', t('staff.unsent'), String(terminal.unsent)],
    ['sellable', t('staff.sellable'), String(terminal.sellableOffline)],
    ['printer', t('staff.printer'), state(menu.printer), menu.printer !== null],
    ['slips', t('staff.slips'), t('staff.slips-count', slips), slips.failed > 0],
    ['reader', t('staff.reader'), state(menu.reader), menu.reader !== null],
    ['stored', t('staff.stored'), String(menu.storedCharges)],
    ['faults', t('staff.faults'), terminal.faults.map(({ code }) => formatFault(code)).join(' ') || t('staff.none')],
    ['today', t('staff.today'), t('staff.today-count', { ...today, money: money(today.totalMinor) })],
    ['last', t('staff.last'), lastSale ? `${lastSale.orderKey}, ${time(lastSale.soldAtMs)}` : t('staff.none')],
    ['version', t('staff.version'), t('staff.version-of', { version: menu.version, terminal: terminal.terminal })],
  ];
  return (
    <dl className="staff-status">
      {rows.map(([name, label, value, isBad = false]) => (
        <div key={name} data-bad={isBad}>
          <dt>{label}</dt>
          <dd data-testid={`staff-${name}`}>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Acts({ now, menu, onRestart }: { now: StaffMenuNow; menu: MenuView; onRestart: () => void }) {
  const { t } = useWords();
  const acts: MenuAct[] = [
    'print-test-page',
    'print-failed',
    'reprint-last',
    menu.takenOut ? 'put-back' : ('take-out' as const),
  ];
  return (
    <div className="staff-acts">
      {acts.map((act) => (
        <button
          key={act}
          type="button"
          className={act === 'put-back' ? 'button primary' : 'button'}
          data-testid={`staff-act-${act}`}
          aria-disabled={now.busy}
          onClick={() => !now.busy && void now.act(act)}
        >
          {t(`staff.act.${act}`)}
        </button>
      ))}
      <button type="button" className="button" data-testid="staff-restart" onClick={onRestart}>
        {t('staff.restart')}
      </button>
    </div>
  );
}
