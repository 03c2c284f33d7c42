import { type FormEvent, useState } from 'react';
import { useWords } from '../../ui-kit/words.ts';
import { AmountField, TextField } from './fields.tsx';
import { NoticeBar } from './NoticeBar.tsx';
import type { TillProps } from './till-props.ts';

export function OpenShiftScreen(props: TillProps & { onLater: () => void }) {
  const { actions, dispatch, state, onLater } = props;
  const { t } = useWords();
  const [drawer, setDrawer] = useState('A');
  const [floatMinor, setFloatMinor] = useState<number | null>(null);
  const open = async (event: FormEvent) => {
    event.preventDefault();
    if (floatMinor === null || drawer.trim() === '') return;
    const answer = await actions.askOrSay('open-shift', { drawer: drawer.trim(), floatMinor });
    if (answer) dispatch({ type: 'shift-told', shift: answer.shift });
  };
  return (
    <main className="till-gate" data-testid="open-shift">
      <form className="till-card" onSubmit={(event) => void open(event)}>
        <h1>{t('till.open-title')}</h1>
        <p className="muted">
          {state.signedIn?.name}. {t('till.open-sub')}
        </p>
        <NoticeBar {...props} />
        <TextField label={t('till.drawer')} value={drawer} max={20} onChange={setDrawer} testId="drawer" />
        <AmountField label={t('till.float')} onAmount={setFloatMinor} testId="float" autoFocus />
        <button type="submit" className="button primary" data-testid="open" disabled={floatMinor === null}>
          {t('till.open')}
        </button>
        <div className="till-row">
          <button type="button" className="button quiet" data-testid="open-later" onClick={onLater}>
            {t('till.open-later')}
          </button>
          <button type="button" className="button quiet" onClick={actions.signOut}>
            {t('till.sign-out')}
          </button>
        </div>
      </form>
    </main>
  );
}
