import { useState } from 'react';
import { useApp } from '../../app.ts';
import { Dialog, OrderBar } from '../../parts/parts.tsx';
import { type RulesToSave, useRulesOrder } from './RuleTable.tsx';
import { stateOf } from './rule-words.ts';

const ways = ['today', 'now'] as const;

export function EndRuleDialog({ save, at, onClose }: { save: RulesToSave; at: number; onClose: () => void }) {
  const { words, cinema, tell } = useApp();
  const rule = save.rules[at];
  const name = rule?.name ?? '';
  // What has not begun, or is over, has no last day today.
  const open = rule && stateOf(rule, cinema.today) === 'now' ? ways : (['now'] as const);
  const [how, setHow] = useState<(typeof ways)[number]>(open[0]);
  const left = () =>
    how === 'now'
      ? save.rules.filter((_, index) => index !== at)
      : save.rules.map((rule, index) => (index === at ? { ...rule, toDate: cinema.today } : rule));
  const order = useRulesOrder(save, left, () => {
    tell(words.t('rules.ended'));
    onClose();
  });
  return (
    <Dialog title={words.t('rules.end.title', { name })} onClose={onClose}>
      <fieldset className="choices">
        <legend className="unseen">{words.t('rules.end.title', { name })}</legend>
        {open.map((each) => (
          <label key={each} className="choice">
            <input type="radio" name="how" checked={how === each} onChange={() => setHow(each)} />
            <span>
              <b>{words.t(`rules.end.${each}`)}</b>
              <small>{words.t(`rules.end.${each}.more`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <OrderBar order={order} label={words.t('rules.end.go')} onClose={onClose} isDanger />
    </Dialog>
  );
}
