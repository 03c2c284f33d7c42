import { useWords } from '../../ui-kit/words.ts';
import { listComps } from './basket-facts.ts';
import { RemoveButton } from './fields.tsx';
import type { TillProps } from './till-props.ts';

/** Whose prices these are, and which seats cost nothing: both can be taken back. */
export function BasketExtras({ state, actions }: TillProps) {
  const { t } = useWords();
  const { basket } = state;
  if (!basket) return null;
  const comps = listComps(basket);
  const { memberNumber } = basket;
  /** The others stay given away. */
  const keepOthers = (reason: string) => {
    const [other] = comps.filter((each) => each.reason !== reason);
    const seatIds = basket.lines
      .filter((line) => line.comp !== null && line.comp !== reason)
      .map((line) => line.seatId);
    void actions.setComps({ seatIds, reason: other?.reason ?? reason });
  };
  if (comps.length === 0 && memberNumber === null) return null;
  return (
    <ul className="till-lines">
      {comps.map(({ reason, seats }) => (
        <li key={reason} data-testid="comp">
          <span className="till-line-name">
            <span>
              <b className="till-tag">{t('till.comp')}</b> {seats.join(', ')}
            </span>
            <small className="muted">{reason}</small>
          </span>
          <RemoveButton
            label={t('till.comps-undo', { seats: seats.join(', ') })}
            testId="undo-comps"
            onPress={() => keepOthers(reason)}
          />
        </li>
      ))}
      {memberNumber !== null && (
        <li data-testid="member">
          <span className="till-line-name">{t('till.member-of', { number: memberNumber })}</span>
          <RemoveButton
            label={t('till.member-drop', { number: memberNumber })}
            testId="drop-member"
            onPress={() => void actions.setMember(null)}
          />
        </li>
      )}
    </ul>
  );
}
