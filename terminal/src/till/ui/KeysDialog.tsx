import { useWords } from '../../ui-kit/words.ts';
import { TillDialog } from './TillDialog.tsx';
import type { TillProps } from './till-props.ts';

export function KeysDialog(props: TillProps) {
  const { t } = useWords();
  const keys: [string, string][] = [
    ['↑ ↓', t('till.key.shows')],
    ['1 … 9', t('till.key.count')],
    ['+ −', t('till.key.seat')],
    ['C U E', t('till.key.class')],
    ['M', t('till.key.map')],
    ['F1', t('till.cash')],
    ['F2', t('till.card')],
    ['F3', t('till.mixed')],
    ['F4', t('till.park')],
    ['F5', t('till.recall')],
    ['F6', t('till.sales')],
    ['F8', t('till.shift')],
    ['F9', t('till.lock')],
    ['F10', t('till.pick-up')],
    ['Del', t('till.key.clear')],
    ['Esc', t('till.key.escape')],
    ['?', t('till.keys')],
  ];
  return (
    <TillDialog
      {...props}
      title={t('till.keys')}
      size="wide"
      testId="keys-dialog"
      onClose={() => props.actions.open(null)}
    >
      <dl className="till-keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </TillDialog>
  );
}
