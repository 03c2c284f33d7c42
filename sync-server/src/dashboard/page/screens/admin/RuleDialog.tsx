import { useState } from 'react';
import { useApp } from '../../app.ts';
import { Dialog, Field, OrderBar } from '../../parts/parts.tsx';
import { displays, type NewRule, seatKinds, ticketClasses } from '../../people-types.ts';
import { digitsOf, writeAmount } from './amounts.ts';
import { Picks } from './Picks.tsx';
import type { Asked } from './PricePreview.tsx';
import { type RulesToSave, useRulesOrder } from './RuleTable.tsx';
import { type Draft, readDraft, toDraft } from './rule-draft.ts';
import { TriedRule } from './TriedRule.tsx';

const kinds = ['percent', 'fixed', 'less'] as const;
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

interface RuleDialogProps {
  save: RulesToSave;
  /** Its place in the list; null: a new one, behind all others. */
  at: number | null;
  asked: Asked;
  onClose: () => void;
}

export function RuleDialog({ save, at, asked, onClose }: RuleDialogProps) {
  const { words, cinema, tell } = useApp();
  const digits = digitsOf(cinema.currency);
  const before = at === null ? undefined : save.rules[at];
  const [draft, setDraft] = useState(() => toDraft(before, digits));
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const read = readDraft(draft, digits);
  const rulesWith = (rule: NewRule): NewRule[] =>
    at === null ? [...save.rules, rule] : save.rules.map((each, index) => (index === at ? rule : each));
  const order = useRulesOrder(
    save,
    () => ('rule' in read ? rulesWith(read.rule) : save.rules),
    () => {
      tell(words.t('rules.done'));
      onClose();
    },
  );
  const title = before ? words.t('rules.title.edit', { name: before.name }) : words.t('rules.title.new');
  const example = draft.kind === 'percent' ? '80' : writeAmount(850, digits);
  return (
    <Dialog title={title} isWide onClose={onClose}>
      <div className="field-row wide">
        <Field label={words.t('rules.name')}>
          {(id) => (
            <input
              id={id}
              maxLength={40}
              value={draft.name}
              data-testid="rule-name"
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={words.t('rules.price')}>
          {(id) => (
            <select
              id={id}
              value={draft.kind}
              data-testid="rule-kind"
              onChange={(event) => set({ kind: event.target.value as Draft['kind'] })}
            >
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {words.t(`rules.kind.${kind}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={`${words.t('rules.amount')} (${draft.kind === 'percent' ? '%' : cinema.currency})`}>
          {(id) => (
            <input
              id={id}
              className="short"
              inputMode="decimal"
              value={draft.amount}
              data-testid="rule-amount"
              onChange={(event) => set({ amount: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Picks
        label="rules.weekdays"
        hint="rules.weekdays.hint"
        all={weekdays}
        chosen={draft.weekdays}
        name={(day) => words.named('weekday', String(day))}
        onChange={(picked) => set({ weekdays: picked })}
      />
      <div className="field-row times">
        {(['fromTime', 'toTime'] as const).map((field) => (
          <Field key={field} label={words.t(field === 'fromTime' ? 'rules.from-time' : 'rules.to-time')}>
            {(id) => (
              <input
                id={id}
                placeholder={field === 'fromTime' ? '00:00' : '24:00'}
                value={draft[field]}
                data-testid={field}
                onChange={(event) => set({ [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
        {(['fromDate', 'toDate'] as const).map((field) => (
          <Field key={field} label={words.t(field === 'fromDate' ? 'rules.from-date' : 'rules.to-date')}>
            {(id) => (
              <input
                id={id}
                type="date"
                value={draft[field]}
                data-testid={field}
                onChange={(event) => set({ [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <Picks
        label="rules.classes"
        all={ticketClasses}
        chosen={draft.ticketClasses}
        name={(each) => words.named('class', each)}
        onChange={(picked) => set({ ticketClasses: picked })}
      />
      <Picks
        label="rules.seats"
        all={seatKinds}
        chosen={draft.seatKinds}
        name={(each) => words.named('kind', each)}
        onChange={(picked) => set({ seatKinds: picked })}
      />
      <Picks
        label="rules.displays"
        hint="rules.none-chosen"
        all={displays}
        chosen={draft.displays}
        name={(each) => each}
        onChange={(picked) => set({ displays: picked })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={draft.membersOnly}
          data-testid="members-only"
          onChange={(event) => set({ membersOnly: event.target.checked })}
        />
        {words.t('rules.members-only')}
      </label>
      {'fault' in read ? (
        <p className="muted" role="status">
          {words.t(read.fault, { example })}
        </p>
      ) : (
        <TriedRule asked={asked} rules={rulesWith(read.rule)} />
      )}
      <OrderBar order={order} label={words.t('rules.go')} onClose={onClose} isReady={'rule' in read} />
    </Dialog>
  );
}
