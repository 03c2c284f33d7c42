import { useApp, useLoaded } from '../../app.ts';
import type { ReturnDraft, ReturnKind, ReturnLine, ReturnSums } from '../../money-types.ts';
import { Dialog, Loading, OrderBar, RefusalNotice, useOrder } from '../../parts/parts.tsx';
import { returnTable } from './figures.ts';
import { Heads, Money, SaveCsv, TableFrame } from './money-parts.tsx';

interface DraftDialogProps {
  draft: ReturnDraft;
  currency: string;
  period: { kind: ReturnKind; from: string };
  onClose: () => void;
  onMade: () => void;
  onOpenMade: (id: number) => void;
}

export function DraftDialog({ draft, currency, period, onClose, onMade, onOpenMade }: DraftDialogProps) {
  const { api, words, cinema, tell } = useApp();
  const { title, movieId, madeId, lines } = draft;
  const order = useOrder(
    (key) => api.makeReturn(cinema.id, key, { ...period, movieId }),
    () => {
      tell(words.t('returns.done'));
      onMade();
    },
  );
  return (
    <Dialog title={words.t('returns.of', { film: title })} isWide onClose={onClose}>
      {madeId !== null && (
        <p>
          <button type="button" className="link" onClick={() => onOpenMade(madeId)}>
            {words.t('returns.no', { n: madeId })}
          </button>{' '}
          {lines.length > 0 && words.t('returns.since')}
        </p>
      )}
      {(madeId === null || lines.length > 0) && <Lines lines={lines} sums={draft} currency={currency} />}
      {madeId === null && (
        <>
          <p>{words.t(draft.isOver ? 'returns.make.lead' : 'refusal.return-too-early')}</p>
          <OrderBar order={order} label={words.t('returns.make')} onClose={onClose} isReady={draft.isOver} />
        </>
      )}
    </Dialog>
  );
}

export function MadeDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const { api, words, cinema } = useApp();
  const found = useLoaded(`return ${id}`, () => api.madeReturn(id));
  const made = found.state === 'here' ? found.body.made : null;
  return (
    <Dialog
      title={made ? `${words.t('returns.no', { n: id })}: ${made.title}` : words.t('returns.no', { n: id })}
      isWide
      onClose={onClose}
    >
      {found.state === 'loading' && <Loading rows={5} />}
      {found.state === 'refused' && <RefusalNotice refusal={found.refusal} again={found.again} />}
      {found.state === 'here' && made && (
        <>
          <p>
            {words.t(`returns.${made.kind}`)}{' '}
            {made.from === made.to
              ? words.day(made.from)
              : words.t('span.of', { from: words.day(made.from), to: words.day(made.to) })}{' '}
            · {made.madeBy.replace(/ \(user \d+\)$/, '')} · {words.dayAndTime(made.madeAtMs, cinema.timeZone)}
          </p>
          <Lines lines={found.body.lines} sums={made} currency={made.currency} />
          <div className="order-bar">
            <SaveCsv name={`return-${id}`} rows={() => returnTable(made.title, found.body.lines, made.currency)} />
          </div>
        </>
      )}
    </Dialog>
  );
}

function Lines({ lines, sums, currency }: { lines: readonly ReturnLine[]; sums: ReturnSums; currency: string }) {
  const { words } = useApp();
  const amounts = (row: ReturnSums) => (
    <>
      <td className="number">{words.number(row.seats)}</td>
      {(['grossMinor', 'taxMinor', 'netMinor'] as const).map((name) => (
        <td key={name} className="number">
          <Money minor={row[name]} currency={currency} />
        </td>
      ))}
    </>
  );
  return (
    <TableFrame label={words.t('money.returns')} testId="return-lines">
      <Heads
        names={[
          [words.t('returns.date'), false],
          [words.t('returns.class'), false],
          [words.t('returns.price'), true],
          [words.t('returns.seats'), true],
          [words.t('returns.gross'), true],
          [words.t('returns.tax'), true],
          [words.t('returns.net'), true],
        ]}
      />
      <tbody>
        {lines.length === 0 && (
          <tr>
            <td colSpan={7}>{words.t('returns.nothing')}</td>
          </tr>
        )}
        {lines.map((line) => (
          <tr
            key={`${line.showDate} ${line.ticketClass} ${line.priceMinor}`}
            className={line.ofReturn === null ? '' : 'is-adjustment'}
          >
            <td>
              {words.day(line.showDate)}
              {line.ofReturn !== null && <small>{words.t('returns.adjusts-of', { n: line.ofReturn })}</small>}
            </td>
            <td>{words.named('class', line.ticketClass)}</td>
            <td className="number">{words.money(line.priceMinor, currency)}</td>
            {amounts(line)}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{words.t('takings.total')}</th>
          <td />
          <td />
          {amounts(sums)}
        </tr>
      </tfoot>
    </TableFrame>
  );
}
