import { useApp, useLoaded } from '../../app.ts';
import type { ListedShift, ShiftDetail } from '../../money-types.ts';
import { Dialog, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { nowMs } from '../../platform.ts';
import { shiftsTable, type ZLine, zParts } from './figures.ts';
import { SaveCsv } from './money-parts.tsx';

/** A report in the layout in which a till prints it. */
export function ShiftDialog({ listed, onClose }: { listed: ListedShift; onClose: () => void }) {
  const { api, words, cinema } = useApp();
  const { terminal, seq } = listed;
  const found = useLoaded(`shift ${terminal} ${seq}`, () => api.shift(terminal, seq));
  const name = `T${terminal}-${seq}`;
  const kind = words.t(listed.state === 'open' ? 'z.x' : 'z.z');
  return (
    <Dialog title={words.t('z.title', { kind, shift: name })} isWide onClose={onClose}>
      {found.state === 'loading' && <Loading rows={10} />}
      {found.state === 'refused' && <RefusalNotice refusal={found.refusal} again={found.again} />}
      {found.state === 'here' && (
        <>
          <Report detail={found.body} />
          <div className="order-bar">
            <SaveCsv
              name={`shift-${name}`}
              rows={() => shiftsTable([found.body.shift], found.body.shift.sums.currency, cinema.timeZone)}
            />
          </div>
        </>
      )}
    </Dialog>
  );
}

function Report({ detail: { shift, here, movements } }: { detail: ShiftDetail }) {
  const { words, cinema } = useApp();
  const { currency } = shift.sums;
  const parts = zParts(shift.sums, shift.countedMinor);
  const arrived = zParts(here, shift.countedMinor).flatMap(({ lines }) => lines);
  const show = ({ minor, count }: ZLine) =>
    minor === undefined ? words.number(count ?? 0) : words.money(minor, currency);
  const said = parts.flatMap(({ lines }) => lines);
  const different = said.filter((line) => {
    const other = arrived.find(({ word, isPart }) => word === line.word && isPart === line.isPart);
    return !line.isPart && other !== undefined && show(other) !== show(line);
  });
  const row = (name: string, value: string) => (
    <p className="z-line">
      <span>{name}</span>
      <span>{value}</span>
    </p>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it with the arrow keys.
    <section className="z" tabIndex={0} aria-label={words.t(shift.state === 'open' ? 'z.x' : 'z.z')} data-testid="z">
      {shift.state === 'open' && shift.lastSeenMs !== null && (
        <p className="notice warn">{words.t('z.so-far', { ago: words.ago(shift.lastSeenMs, nowMs()) })}</p>
      )}
      <div className="z-part">
        {row(words.t('shifts.date'), words.day(shift.businessDate))}
        {row(words.t('shifts.till'), `${shift.terminalName} · ${shift.drawer}`)}
        {row(words.t('shifts.staff'), shift.staffName ?? words.t('persons.unknown', { n: shift.staffId }))}
        {row(words.t('z.opened'), words.dayAndTime(shift.openedAtMs, cinema.timeZone))}
        {shift.closedAtMs !== null && row(words.t('z.closed'), words.dayAndTime(shift.closedAtMs, cinema.timeZone))}
        {shift.approvedBy && row(words.t('shifts.approved'), shift.approvedBy)}
      </div>
      {different.length > 0 && (
        <div className="z-part z-differs">
          <h3>{words.t('z.differs')}</h3>
          {different.map((line) => {
            const other = arrived.find(({ word }) => word === line.word);
            const both = `${words.t('z.report')} ${show(line)} · ${words.t('z.here')} ${other ? show(other) : '–'}`;
            return <div key={line.word}>{row(words.t(line.word), both)}</div>;
          })}
        </div>
      )}
      {parts.map((part) => (
        <div className="z-part" key={part.word}>
          <h3>{words.t(part.word)}</h3>
          {part.lines.length === 0 && <p className="money-note">{words.t('z.nothing')}</p>}
          {part.lines.map((line, index) => (
            <p
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a report stay where they are.
              key={index}
              className={`z-line${line.isSum ? ' is-sum' : ''}${line.isPart ? ' is-part' : ''}`}
              data-testid={line.isPart ? undefined : line.word}
            >
              <span>{words.t(line.word)}</span>
              <span>{show(line)}</span>
            </p>
          ))}
        </div>
      ))}
      {shift.unsent !== null && shift.unsent > 0 && (
        <div className="z-part">
          <h3>{words.t('z.unsent')}</h3>
          {row(words.t('z.unsent.note'), words.t('shifts.unsent.closed', { n: words.number(shift.unsent) }))}
        </div>
      )}
      {movements.length > 0 && (
        <div className="z-part">
          <h3>{words.t('z.moved')}</h3>
          {movements.map((moved, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are only added to.
            <div key={index}>
              {row(
                [
                  words.time(moved.atMs, cinema.timeZone),
                  words.t(`moved.${moved.kind}`),
                  moved.staffName,
                  moved.reason,
                  moved.approvedBy && words.t('z.approved', { name: moved.approvedBy }),
                ]
                  .filter(Boolean)
                  .join(' · '),
                words.money(moved.amountMinor, currency),
              )}
            </div>
          ))}
        </div>
      )}
    </section>
  );
}
