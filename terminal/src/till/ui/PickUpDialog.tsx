import { formatFault } from '@marquee/shared/errors';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { PickUpPrinting, PickUpView } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { TextField } from './fields.tsx';
import { TillDialog } from './TillDialog.tsx';
import type { TillProps } from './till-props.ts';

/** Longer than any ticket's text. */
const textMax = 200;

/** A phone's booking, by its code or a scan of any of its tickets: what it is, its papers, and how far they are. */
export function PickUpDialog(props: TillProps) {
  const { actions, state } = props;
  const { t } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const [text, setText] = useState(state.search.text);
  const [found, setFound] = useState<PickUpView | null>(null);
  const [printing, setPrinting] = usePrinting(props);
  const [busy, setBusy] = useState(false);
  const asked = useRef(0);
  // The focus stays here, so that the next scan can't press a button, and takes the place of this one.
  const awaitNext = () => form.current?.querySelector('input')?.select();
  // Whoever types or scans faster than the answers come is told of the last code.
  const find = () => {
    if (text.trim() === '' || busy) return;
    asked.current += 1;
    const mine = asked.current;
    setPrinting(null);
    setFound(null);
    void actions.findPickUp(text).then((answer) => {
      if (mine !== asked.current) return;
      setFound(answer);
      awaitNext();
    });
  };
  // What was scanned is looked for at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only as the dialog opens
  useEffect(find, []);
  const print = async () => {
    if (!found || busy || isUnderWay(printing)) return;
    setBusy(true);
    const answer = await actions.printPickUp(found.order);
    setPrinting(answer);
    if (!answer) setFound(null);
    setBusy(false);
    awaitNext();
  };
  const printByKey = ({ key }: KeyboardEvent) => {
    if (key === 'F10') void print();
  };
  return (
    <TillDialog
      {...props}
      title={t('till.pick-up')}
      size="wide"
      testId="pick-up-dialog"
      onClose={() => actions.open(null)}
    >
      <form
        ref={form}
        className="till-form"
        onSubmit={(event) => {
          event.preventDefault();
          find();
        }}
        onKeyDown={printByKey}
      >
        <div className="till-pick-up-code">
          <TextField
            label={t('till.pick-up-code')}
            value={text}
            max={textMax}
            onChange={setText}
            testId="pick-up-code"
            autoFocus
          />
          <button type="submit" className="button" data-testid="pick-up-find" disabled={text.trim() === '' || busy}>
            {t('till.pick-up-find')} <kbd>Enter</kbd>
          </button>
        </div>
        {found ? (
          <Booking {...props} found={found} printing={printing} busy={busy} onPrint={() => void print()} />
        ) : (
          <p className="muted">{t('till.pick-up-hint')}</p>
        )}
      </form>
    </TillDialog>
  );
}

const isUnderWay = (printing: PickUpPrinting | null): boolean =>
  printing?.tickets.some(({ print }) => print !== 'printed') ?? false;

/** Asked again whenever the core says that something at this terminal is different. */
function usePrinting({ state, actions }: TillProps) {
  const [printing, setPrinting] = useState<PickUpPrinting | null>(null);
  const { terminal } = state;
  const entrySeq = printing?.entrySeq;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the terminal is told anew with each paper
  useEffect(() => {
    if (entrySeq === undefined) return;
    void actions.ask('see-pick-up', { entrySeq }).then((answer) => {
      if (answer?.printing) setPrinting((now) => (now?.entrySeq === entrySeq ? answer.printing : now));
    });
  }, [actions, entrySeq, terminal]);
  return [printing, setPrinting] as const;
}

interface BookingProps extends TillProps {
  found: PickUpView;
  printing: PickUpPrinting | null;
  busy: boolean;
  onPrint: () => void;
}
function Booking({ state, found, printing, busy, onPrint }: BookingProps) {
  const { t, time, date } = useWords();
  const printer = state.terminal?.faults.find((fault) => fault.code.startsWith('printer'));
  const states = new Map(printing?.tickets.map(({ line, print }) => [line, print]));
  const isDone = printing !== null && !isUnderWay(printing);
  const before = found.printed + (printing ? 1 : 0);
  return (
    <section className="till-pick-up" data-testid="pick-up-found">
      <header>
        <strong>{found.filmTitle}</strong>
        <time>{time(found.startsAtMs)}</time>
        <span className="muted">
          {date(found.startsAtMs)} · {found.venueName} · {found.display} · <b translate="no">{found.orderKey}</b>
        </span>
      </header>
      <ul className="till-pick-up-tickets">
        {found.tickets.map(({ line, seatLabel, ticketClass }) => {
          const print = states.get(line);
          return (
            <li key={line} data-testid={`pick-up-ticket-${line}`} data-print={print}>
              <b>{seatLabel ?? t('seating.free')}</b> {t(`class.${ticketClass}`)}
              {print && <small>{t(`print.${print}`)}</small>}
            </li>
          );
        })}
      </ul>
      <p className="till-pick-up-said" role="status">
        {printing ? (
          <span data-testid="pick-up-progress" data-good={isDone}>
            {isDone && <Icon name="check" />}
            {isDone
              ? t('till.printed')
              : printer
                ? t('till.pick-up-printer', { code: formatFault(printer.code) })
                : t('till.pick-up-printing')}
          </span>
        ) : (
          before > 0 && (
            <span data-testid="pick-up-copy" data-warns>
              <Icon name="info" />
              {t('till.pick-up-copies', { count: before })}
            </span>
          )
        )}
      </p>
      <button
        type="button"
        className={before > 0 ? 'button' : 'button primary'}
        data-testid="pick-up-print"
        disabled={busy || isUnderWay(printing)}
        onClick={onPrint}
      >
        <Icon name="printer" />
        {t(before > 0 ? 'till.pick-up-again' : 'till.pick-up-print', { count: found.tickets.length })} <kbd>F10</kbd>
      </button>
    </section>
  );
}
