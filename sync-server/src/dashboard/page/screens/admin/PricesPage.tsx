import '../../looks/people.css';
import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Loading, RefusalNotice } from '../../parts/parts.tsx';
import type { PriceCell } from '../../people-types.ts';
import { EndRuleDialog } from './EndRuleDialog.tsx';
import { PriceListDialog } from './PriceListDialog.tsx';
import { type Asked, PricePreview, useShow } from './PricePreview.tsx';
import { RuleDialog } from './RuleDialog.tsx';
import { RuleTable } from './RuleTable.tsx';
import { inOrder } from './rule-words.ts';

type Asking = { what: 'list' } | { what: 'rule'; at: number | null } | { what: 'end'; at: number } | null;

/** The price list, the rules in the order in which they apply, and what anybody would pay. */
export function PricesPage() {
  const { api, words, cinema } = useApp();
  const list = useLoaded(`prices ${cinema.id}`, () => api.prices(cinema.id));
  const kept = useLoaded(`rules ${cinema.id}`, () => api.priceRules(cinema.id));
  const [asking, setAsking] = useState<Asking>(null);
  const [chosen, setChosen] = useState<PriceCell | null>(null);
  const show = useShow();
  if (list.state === 'refused') return <RefusalNotice refusal={list.refusal} again={list.again} />;
  if (kept.state === 'refused') return <RefusalNotice refusal={kept.refusal} again={kept.again} />;
  if (list.state === 'loading' || kept.state === 'loading') return <Loading />;
  const rules = inOrder(kept.body.rules);
  const asked: Asked = { list: list.body, rules, show };
  const save = {
    basedOn: kept.body.rules.map(({ id }) => id),
    rules,
    again: kept.again,
  };
  const close = () => {
    setAsking(null);
    kept.again();
  };
  return (
    <>
      <div className="head">
        <h1>{words.t('prices.title')}</h1>
        <button type="button" className="button" data-testid="edit-list" onClick={() => setAsking({ what: 'list' })}>
          {words.t('prices.list.edit')}
        </button>
        <button
          type="button"
          className="button primary"
          data-testid="new-rule"
          onClick={() => setAsking({ what: 'rule', at: null })}
        >
          <Icon name="plus" />
          {words.t('rules.new')}
        </button>
      </div>
      <PricePreview asked={asked} chosen={chosen} onChoose={setChosen} />
      <RuleTable
        save={save}
        applies={chosen?.rule ?? null}
        onEdit={(at) => setAsking({ what: 'rule', at })}
        onEnd={(at) => setAsking({ what: 'end', at })}
      />
      <p className="note">{words.t('prices.when')}</p>
      {asking?.what === 'list' && (
        <PriceListDialog
          list={list.body}
          onClose={() => setAsking(null)}
          onDone={() => {
            setAsking(null);
            list.again();
          }}
        />
      )}
      {asking?.what === 'rule' && <RuleDialog save={save} at={asking.at} asked={asked} onClose={close} />}
      {asking?.what === 'end' && <EndRuleDialog save={save} at={asking.at} onClose={close} />}
    </>
  );
}
