import type { BasketLine, BasketView } from '../../calls.ts';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { NoticePanel } from './NoticePanel.tsx';
import { ScreenTitle } from './ScreenTitle.tsx';
import { ShowStrip } from './ShowStrip.tsx';
import type { ScreenProps } from './screen-props.ts';
import { chosenScreening, findFilm, isFreeSeating } from './show-facts.ts';

export function PayScreen({ state, actions, dispatch }: ScreenProps) {
  const { t, money } = useWords();
  const { basket, terminal } = state;
  const tenders = terminal?.tenders ?? [];
  if (!basket) return null;
  const film = findFilm(state.films, state.movieId);
  const free = isFreeSeating(chosenScreening(state));
  return (
    <main className="screen pay-screen">
      {film && <img className="film-backdrop" src={film.posterUrl} alt="" />}
      <div className="scroll pay-scroll">
        <ScreenTitle>{t('pay.title')}</ScreenTitle>
        <NoticePanel notice={state.notice} dispatch={dispatch} />
        <article className="stub">
          <ShowStrip state={state} />
          <SeatTags basket={basket} free={free} />
          <PriceList basket={basket} />
        </article>
      </div>
      <footer className="actions pay-actions">
        <p className="pay-choose">
          {tenders.length === 0 ? t('pay.none') : t('pay.choose')}
          <strong data-testid="pay-amount">{money(basket.totalMinor)}</strong>
        </p>
        {tenders.includes('card') ? (
          <button
            type="button"
            className="button primary tender"
            data-testid="pay-card"
            onClick={() => actions.pay('card')}
          >
            <Icon name="card" />
            <span>
              <strong>{t('pay.card')}</strong>
              <small>{t('pay.card-sub')}</small>
            </span>
          </button>
        ) : (
          tenders.length > 0 && <p className="tender-missing">{t('pay.no-card')}</p>
        )}
        {tenders.includes('cash') && (
          <button type="button" className="button tender" data-testid="pay-cash" onClick={() => actions.pay('cash')}>
            <Icon name="cash" />
            <span>
              <strong>{t('pay.cash')}</strong>
              <small>{t('pay.cash-sub')}</small>
            </span>
          </button>
        )}
      </footer>
    </main>
  );
}

function SeatTags({ basket, free }: { basket: BasketView; free: boolean }) {
  const { t } = useWords();
  if (free)
    return (
      <p className="stub-seats" data-testid="free-seating">
        <span className="seat-tags">
          <b>{t('seating.free')}</b>
        </span>
        <span className="label">{t('seating.free-sub')}</span>
      </p>
    );
  return (
    <p className="stub-seats">
      <span className="label">{t('seats.yours', { count: basket.lines.length })}</span>
      <span className="seat-tags">
        {basket.lines.map((line) => (
          <b key={line.seatId}>{line.seatLabel}</b>
        ))}
      </span>
    </p>
  );
}

interface PriceLine {
  key: string;
  line: BasketLine;
  count: number;
}

/** Equal tickets on one line, as on a receipt. */
function groupLines(lines: readonly BasketLine[]): PriceLine[] {
  const groups = new Map<string, PriceLine>();
  for (const line of lines) {
    const key = `${line.ticketClass} ${line.seatKind} ${line.priceMinor}`;
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { key, line, count: 1 });
  }
  return [...groups.values()];
}

function PriceList({ basket }: { basket: BasketView }) {
  const { t, money } = useWords();
  return (
    <table className="prices">
      <tbody>
        {groupLines(basket.lines).map(({ key, line, count }) => (
          <tr key={key}>
            <th scope="row">
              <span className="times">{count} ×</span> {t(`class.${line.ticketClass}`)}
              {line.seatKind !== 'standard' && <small>{t(`seat.kind.${line.seatKind}`)}</small>}
            </th>
            <td>{money(line.priceMinor * count)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="prices-total">
          <th scope="row">{t('pay.total')}</th>
          <td data-testid="total">{money(basket.totalMinor)}</td>
        </tr>
        <tr className="prices-tax">
          <td colSpan={2}>{t('pay.tax', { tax: money(basket.taxMinor) })}</td>
        </tr>
      </tfoot>
    </table>
  );
}
