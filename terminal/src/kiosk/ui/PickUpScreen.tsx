import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { NoticePanel } from './NoticePanel.tsx';
import { codeKeys, codeLength } from './pick-up-state.ts';
import { ScreenTitle } from './ScreenTitle.tsx';
import type { ScreenProps } from './screen-props.ts';
import { useCodeKeys } from './use-code-keys.ts';

export function PickUpScreen({ state, actions, dispatch }: ScreenProps) {
  const { t } = useWords();
  const { code, refusal } = state.pickUp;
  const whole = code.length === codeLength;
  const find = () => {
    if (whole) actions.findPickUp(code);
  };
  useCodeKeys({
    onText: (text) => dispatch({ type: 'pick-up-typed', text }),
    onDelete: () => dispatch({ type: 'pick-up-deleted', all: false }),
    onClear: () => dispatch({ type: 'pick-up-deleted', all: true }),
    onEnter: find,
    onScan: actions.findPickUp,
  });
  return (
    <main className="screen pick-up-screen" data-testid="pick-up">
      <div className="scroll pick-up-scroll">
        <div className="pick-up-words">
          <ScreenTitle>{t('pick-up.title')}</ScreenTitle>
          <p className="pick-up-sub">{t('pick-up.sub')}</p>
          <NoticePanel notice={state.notice} dispatch={dispatch} />
          <CodeBoxes code={code} />
          <div className="pick-up-refusal" role="status" aria-live="polite">
            {refusal && (
              <p data-testid="pick-up-refusal" data-kind={refusal}>
                <Icon name="info" />
                <span>{t(`pick-up.refused.${refusal}`)}</span>
              </p>
            )}
          </div>
        </div>
        <div className="keypad">
          {codeKeys.map((row) => (
            <div key={row} className="keypad-row">
              {[...row].map((letter) => (
                <Key key={letter} name={letter} onPress={() => dispatch({ type: 'pick-up-typed', text: letter })} />
              ))}
            </div>
          ))}
        </div>
      </div>
      <footer className="actions pick-up-actions">
        <button
          type="button"
          className="button"
          data-testid="code-clear"
          disabled={code === ''}
          onMouseDown={keepFocus}
          onClick={() => dispatch({ type: 'pick-up-deleted', all: true })}
        >
          {t('pick-up.clear')}
        </button>
        <button
          type="button"
          className="button"
          data-testid="code-delete"
          disabled={code === ''}
          onMouseDown={keepFocus}
          onClick={() => dispatch({ type: 'pick-up-deleted', all: false })}
        >
          {t('pick-up.delete')}
        </button>
        <button
          type="button"
          className="button primary"
          data-testid="code-find"
          data-working={state.working}
          disabled={!whole || state.working}
          onClick={find}
        >
          {t('pick-up.find')}
          <Icon name="forward" />
        </button>
      </footer>
    </main>
  );
}

/** A key that was touched must not be pressed once more by a scanner's Enter. */
const keepFocus = (event: React.MouseEvent) => event.preventDefault();

/** Read out as a whole; the boxes are for the eye. */
function CodeBoxes({ code }: { code: string }) {
  const { t } = useWords();
  const places = Array.from({ length: codeLength }, (_, at) => code[at] ?? '');
  return (
    <p className="code-line" data-testid="code" translate="no">
      <span className="unseen" aria-live="polite">
        {t('pick-up.code')} {[...code].join(' ')}
      </span>
      {places.map((letter, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the boxes are places, always the same eight
        <b key={at} aria-hidden="true" data-next={at === code.length} data-gap={at === codeLength / 2}>
          {letter}
        </b>
      ))}
    </p>
  );
}

function Key({ name, onPress }: { name: string; onPress: () => void }) {
  return (
    <button type="button" className="button key" data-testid={`key-${name}`} onMouseDown={keepFocus} onClick={onPress}>
      {name}
    </button>
  );
}
