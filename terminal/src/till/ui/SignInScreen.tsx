import { SignIn } from '../../ui-kit/SignIn.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { NoticeBar } from './NoticeBar.tsx';
import type { TillProps } from './till-props.ts';

/** Before anything is sold: ushers have no drawer, so the till doesn't offer their names. */
export function SignInScreen(props: TillProps) {
  const { state, actions, dispatch } = props;
  const { t } = useWords();
  const signIn = async (staffId: number, pin: string) => {
    const answer = await actions.askOrSay('sign-in', { staffId, pin });
    if (!answer) return void actions.refreshStaff();
    dispatch({ type: 'signed-in', signedIn: answer.signedIn });
    void actions.refreshShift();
  };
  return (
    <main className="till-gate" data-testid="sign-in">
      <div className="till-card">
        <SignIn
          title={t('till.who')}
          staff={(state.staff ?? []).filter((person) => person.role !== 'usher')}
          signedIn={state.signedIn}
          notice={<NoticeBar {...props} />}
          onChoose={() => dispatch({ type: 'noticed', notice: null })}
          onPin={signIn}
        />
      </div>
    </main>
  );
}
