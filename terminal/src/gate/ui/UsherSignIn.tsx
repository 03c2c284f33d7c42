import { Icon } from '../../ui-kit/Icon.tsx';
import { SignIn } from '../../ui-kit/SignIn.tsx';
import { useWords } from '../../ui-kit/words.ts';
import type { GateActions } from './gate-actions.ts';
import type { GateEvent, GateState } from './gate-state.ts';
import { useGateWords } from './gate-words.ts';

interface Props {
  state: GateState;
  actions: GateActions;
  dispatch: (event: GateEvent) => void;
}

/** Who stands at the door this evening; ushers are offered first. */
export function UsherSignIn({ state: { gate, staff, pinRefusal }, actions, dispatch }: Props) {
  const { t } = useGateWords();
  const words = useWords();
  const ushersFirst = [...staff].sort((a, b) => Number(b.role === 'usher') - Number(a.role === 'usher'));
  const detail = pinRefusal && ('waitMs' in pinRefusal ? Math.ceil(pinRefusal.waitMs / 1000) : triesLeft(pinRefusal));
  return (
    <section className="gate-idle" data-testid="sign-in">
      <div className="gate-sign-in">
        <SignIn
          // A locked gate asks for the PIN of whoever locked it.
          key={gate?.signedIn?.staffId ?? 0}
          title={t('gate.who')}
          staff={ushersFirst}
          signedIn={gate?.signedIn ?? null}
          typed={false}
          notice={
            <div aria-live="polite">
              {pinRefusal && (
                <p className="gate-notice" data-testid="notice">
                  <Icon name="info" />
                  <span>{words.t(`till.no.${pinRefusal.reason}`, { detail: String(detail) })}</span>
                </p>
              )}
            </div>
          }
          onChoose={() => dispatch({ type: 'pin-refused', refusal: null })}
          onPin={actions.signIn}
        />
        {!gate?.mustSignIn && !gate?.signedIn && (
          <button
            type="button"
            className="button quiet"
            data-testid="without"
            onClick={() => dispatch({ type: 'signing-in', on: false })}
          >
            {t('gate.without')}
          </button>
        )}
      </div>
    </section>
  );
}

const triesLeft = (refusal: NonNullable<GateState['pinRefusal']>) => ('triesLeft' in refusal ? refusal.triesLeft : '');
