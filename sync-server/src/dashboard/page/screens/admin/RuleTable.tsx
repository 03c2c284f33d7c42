import { useApp } from '../../app.ts';
import { writeCsv } from '../../parts/csv.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Badge, Empty, RefusalNotice, useOrder } from '../../parts/parts.tsx';
import type { NewRule, Rule } from '../../people-types.ts';
import { saveFile } from '../../platform.ts';
import type { Words } from '../../words/words.ts';
import { stateOf, tellPrice, tellValidity, tellWhen, tellWhom, toSend } from './rule-words.ts';

/** What is needed to put other rules in the place of those that were read. */
export interface RulesToSave {
  rules: readonly Rule[];
  basedOn: number[];
  again: () => void;
}

export function useRulesOrder(save: RulesToSave, rules: () => readonly NewRule[], onDone: () => void) {
  const { api, cinema } = useApp();
  return useOrder(
    (key) => api.changePriceRules(cinema.id, key, { rules: toSend(rules()), basedOn: save.basedOn }),
    onDone,
  );
}

interface RuleTableProps {
  save: RulesToSave;
  /** Its place in the list. */
  applies: number | null;
  onEdit: (at: number) => void;
  onEnd: (at: number) => void;
}

export function RuleTable({ save, applies, onEdit, onEnd }: RuleTableProps) {
  const { words, cinema } = useApp();
  return (
    <section aria-label={words.t('rules.title')}>
      <div className="section-head">
        <h2>{words.t('rules.title')}</h2>
        <p className="muted">{words.t('rules.lead')}</p>
        {save.rules.length > 0 && (
          <button type="button" className="button small" onClick={() => saveRules(words, save.rules, cinema.currency)}>
            <Icon name="save" />
            {words.t('csv')}
          </button>
        )}
      </div>
      {save.rules.length === 0 ? (
        <Empty title={words.t('rules.none')}>{words.t('rules.none.more')}</Empty>
      ) : (
        <div className="table-frame">
          <table data-testid="rules">
            <thead>
              <tr>
                {(['order', 'name', 'price', 'when', 'whom', 'valid', 'actions'] as const).map((column) => (
                  <th key={column} scope="col">
                    {words.t(`rules.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {save.rules.map((rule, at) => (
                <RuleRow key={rule.id} {...{ save, rule, at, applies, onEdit, onEnd }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function RuleRow({ save, rule, at, applies, onEdit, onEnd }: RuleTableProps & { rule: Rule; at: number }) {
  const { words, cinema, tell } = useApp();
  const state = stateOf(rule, cinema.today);
  const moved = () => {
    const above = save.rules[at - 1];
    return above ? [...save.rules.slice(0, at - 1), rule, above, ...save.rules.slice(at + 1)] : save.rules;
  };
  const order = useRulesOrder(save, moved, () => {
    tell(words.t('rules.moved'));
    save.again();
  });
  return (
    <tr className={state === 'ended' ? 'is-over' : undefined} data-testid={`rule-${at}`}>
      <td className="order">
        <span>{at + 1}</span>
        {at > 0 && (
          <button
            type="button"
            className="round small"
            aria-label={words.t('rules.up', { name: rule.name })}
            disabled={order.isSending}
            onClick={order.send}
          >
            ↑
          </button>
        )}
        {order.refusal && <RefusalNotice refusal={order.refusal} again={save.again} />}
      </td>
      <td>
        <b>{rule.name}</b> {applies === at && <Badge tone="good">{words.t('rules.state.shown')}</Badge>}
      </td>
      <td>{tellPrice(words, rule, cinema.currency)}</td>
      <td>{tellWhen(words, rule)}</td>
      <td>{tellWhom(words, rule)}</td>
      <td>
        {state !== 'now' && (
          <Badge tone={state === 'ended' ? 'quiet' : 'warn'}>{words.t(`rules.state.${state}`)}</Badge>
        )}{' '}
        {tellValidity(words, rule)}
      </td>
      <td className="nowrap">
        <span className="row-actions">
          <button type="button" className="link" onClick={() => onEdit(at)}>
            {words.t('rules.edit')}
          </button>
          <button type="button" className="link danger" onClick={() => onEnd(at)} data-testid={`end-${at}`}>
            {words.t('rules.end')}
          </button>
        </span>
      </td>
    </tr>
  );
}

function saveRules(words: Words, rules: readonly Rule[], currency: string): void {
  const lines = rules.map((rule, at) => [
    at + 1,
    rule.name,
    tellPrice(words, rule, currency),
    tellWhen(words, rule),
    tellWhom(words, rule),
    rule.fromDate ?? '',
    rule.toDate ?? '',
  ]);
  saveFile('price-rules.csv', writeCsv([['order', 'name', 'price', 'when', 'for whom', 'from', 'until'], ...lines]));
}
