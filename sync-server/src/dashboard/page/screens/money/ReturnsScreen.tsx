import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import type { MadeReturn, ReturnDraft, ReturnKind } from '../../money-types.ts';
import { Badge, Count, Empty, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { store } from '../../platform.ts';
import { shiftDay } from '../../route.ts';
import { weekOf } from './days.ts';
import { returnTable } from './figures.ts';
import { Heads, Money, SaveCsv, TableFrame } from './money-parts.tsx';
import { DraftDialog, MadeDialog } from './ReturnDialogs.tsx';
import { useWeekStart, WeekStartPicker } from './span.tsx';

const kinds = ['day', 'week'] as const;

export function ReturnsScreen() {
  const { api, words, cinema, day } = useApp();
  const [kind, setKind] = useState<ReturnKind>(() => (store.read('return kind') === 'week' ? 'week' : 'day'));
  const [weekStart, setWeekStart] = useWeekStart();
  const from = kind === 'day' ? day : weekOf(day, weekStart);
  const asked = `returns ${cinema.id} ${kind} ${from}`;
  const found = useLoaded(asked, () => api.returnDrafts(cinema.id, { kind, from }));
  const kept = useLoaded(`kept ${cinema.id}`, () => api.returns(cinema.id));
  const [draft, setDraft] = useState<ReturnDraft | null>(null);
  const [made, setMade] = useState<number | null>(null);
  const pick = (picked: ReturnKind) => {
    store.write('return kind', picked);
    setKind(picked);
  };
  return (
    <>
      <div className="head money-head">
        <h1>{words.t('money.returns')}</h1>
        <div className="span-picker">
          <fieldset className="tabs" aria-label={words.t('returns.kind')}>
            {kinds.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={each === kind}
                data-testid={`kind-${each}`}
                onClick={() => pick(each)}
              >
                {words.t(`returns.${each}`)}
              </button>
            ))}
          </fieldset>
          {kind === 'week' && (
            <span className="span-days">
              {words.t('span.of', { from: words.day(from), to: words.day(shiftDay(from, 6)) })}
            </span>
          )}
        </div>
        {kind === 'week' && <WeekStartPicker weekStart={weekStart} onPick={setWeekStart} />}
        {found.state === 'here' && found.body.drafts.length > 0 && (
          <SaveCsv name={`returns-${kind}-${from}`} rows={() => allLines(found.body.drafts, found.body.currency)} />
        )}
      </div>
      <p className="money-note">{words.t('returns.lead')}</p>
      {found.state === 'loading' && <Loading rows={6} />}
      {found.state === 'refused' && <RefusalNotice refusal={found.refusal} again={found.again} />}
      {found.state === 'here' &&
        (found.body.drafts.length === 0 ? (
          <Empty title={words.t('returns.empty')}>{words.t('returns.empty.more')}</Empty>
        ) : (
          <Drafts drafts={found.body.drafts} currency={found.body.currency} onOpen={setDraft} />
        ))}
      <div className="sub-head">
        <h2>{words.t('returns.kept')}</h2>
      </div>
      {kept.state === 'refused' && <RefusalNotice refusal={kept.refusal} again={kept.again} />}
      {kept.state === 'here' &&
        (kept.body.returns.length === 0 ? (
          <p className="money-note">{words.t('returns.kept.empty')}</p>
        ) : (
          <Kept
            returns={kept.body.returns}
            next={kept.body.next}
            onOpen={setMade}
            onMore={async (cursor) => {
              const answer = await api.returns(cinema.id, cursor);
              if (!answer.ok) return;
              const { returns, next } = answer.body;
              kept.change((body) => ({ returns: [...body.returns, ...returns], next }));
            }}
          />
        ))}
      {draft && found.state === 'here' && (
        <DraftDialog
          draft={draft}
          currency={found.body.currency}
          period={{ kind, from }}
          onClose={() => setDraft(null)}
          onMade={() => {
            setDraft(null);
            found.again();
            kept.again();
          }}
          onOpenMade={(id) => {
            setDraft(null);
            setMade(id);
          }}
        />
      )}
      {made !== null && <MadeDialog id={made} onClose={() => setMade(null)} />}
    </>
  );
}

const allLines = (drafts: readonly ReturnDraft[], currency: string) =>
  drafts.flatMap(({ title, lines }, index) => returnTable(title, lines, currency).slice(index === 0 ? 0 : 1));

function Drafts({
  drafts,
  currency,
  onOpen,
}: {
  drafts: readonly ReturnDraft[];
  currency: string;
  onOpen: (draft: ReturnDraft) => void;
}) {
  const { words } = useApp();
  return (
    <TableFrame label={words.t('money.returns')} testId="drafts">
      <Heads
        names={[
          [words.t('returns.film'), false],
          [words.t('returns.state'), false],
          [words.t('returns.screenings'), true],
          [words.t('returns.seats'), true],
          [words.t('returns.gross'), true],
          [words.t('returns.tax'), true],
          [words.t('returns.net'), true],
          [words.t('returns.adjusts'), true],
        ]}
      />
      <tbody>
        {drafts.map((draft) => (
          <tr key={draft.movieId}>
            <th scope="row">
              <button
                type="button"
                className="link"
                data-testid={`film-${draft.movieId}`}
                onClick={() => onOpen(draft)}
              >
                {draft.title}
              </button>
            </th>
            <td>
              <DraftState draft={draft} />
            </td>
            <td className="number">
              <Count value={draft.screenings} />
            </td>
            <td className="number">
              <Count value={draft.seats} />
            </td>
            {(['grossMinor', 'taxMinor', 'netMinor'] as const).map((name) => (
              <td key={name} className={name === 'grossMinor' ? 'number sum' : 'number'}>
                <Money minor={draft[name]} currency={currency} />
              </td>
            ))}
            <td className="number">
              <Count value={draft.lines.filter(({ ofReturn }) => ofReturn !== null).length} tone="warn" />
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

function DraftState({ draft }: { draft: ReturnDraft }) {
  const { words } = useApp();
  if (draft.madeId !== null && draft.lines.length > 0)
    return <Badge tone="warn">{words.t('returns.made.differs')}</Badge>;
  if (draft.madeId !== null) return <Badge tone="good">{words.t('returns.made')}</Badge>;
  return <Badge tone="quiet">{words.t(draft.isOver ? 'returns.open' : 'returns.selling')}</Badge>;
}

interface KeptProps {
  returns: readonly MadeReturn[];
  next: string | null;
  onOpen: (id: number) => void;
  onMore: (cursor: string) => Promise<void>;
}

function Kept({ returns, next, onOpen, onMore }: KeptProps) {
  const { words, cinema } = useApp();
  return (
    <>
      <TableFrame label={words.t('returns.kept')} testId="kept">
        <Heads
          names={[
            [words.t('returns.number'), false],
            [words.t('returns.film'), false],
            [words.t('returns.days'), false],
            [words.t('returns.seats'), true],
            [words.t('returns.gross'), true],
            [words.t('returns.net'), true],
            [words.t('returns.by'), false],
            [words.t('returns.at'), false],
          ]}
        />
        <tbody>
          {returns.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <button type="button" className="link" data-testid={`return-${row.id}`} onClick={() => onOpen(row.id)}>
                  {row.id}
                </button>
              </th>
              <td>{row.title}</td>
              <td>
                {row.from === row.to
                  ? words.day(row.from)
                  : words.t('span.of', { from: words.day(row.from), to: words.day(row.to) })}
              </td>
              <td className="number">
                <Count value={row.seats} />
              </td>
              <td className="number sum">
                <Money minor={row.grossMinor} currency={row.currency} />
              </td>
              <td className="number">
                <Money minor={row.netMinor} currency={row.currency} />
              </td>
              <td>{row.madeBy.replace(/ \(user \d+\)$/, '')}</td>
              <td>{words.dayAndTime(row.madeAtMs, cinema.timeZone)}</td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
      {next && (
        <button type="button" className="button more" onClick={() => void onMore(next)}>
          {words.t('more')}
        </button>
      )}
    </>
  );
}
