import { Icon } from '../../ui-kit/Icon.tsx';
import { GateIcon } from './GateIcon.tsx';
import type { GateActions } from './gate-actions.ts';
import type { GateEvent, GateState } from './gate-state.ts';
import { gateLanguages, useGateWords } from './gate-words.ts';

interface Props {
  state: GateState;
  actions: GateActions | null;
  dispatch: (event: GateEvent) => void;
  nowMs: number;
}

export function GateHeader({ state, actions, dispatch, nowMs }: Props) {
  const { t, time } = useGateWords();
  const { terminal, gate, muted, theme, language, camera } = state;
  const online = gate?.online ?? terminal?.link === 'online';
  const other = gateLanguages.find(({ code }) => code !== language);
  return (
    <header className="gate-header">
      <span className="gate-name">
        <strong>{terminal?.cinemaName}</strong>
        <span className="muted">{terminal && t('gate.title', { terminal: terminal.terminal })}</span>
      </span>
      {terminal && <time className="gate-clock">{time(nowMs)}</time>}
      {actions && gate && <Usher state={state} actions={actions} dispatch={dispatch} />}
      <span className="gate-tools">
        <button
          type="button"
          className="button gate-tool"
          data-testid="camera"
          aria-pressed={camera}
          onClick={() => dispatch({ type: 'camera', on: !camera })}
        >
          <GateIcon name="camera" />
          <span>{t(camera ? 'gate.camera-off' : 'gate.camera')}</span>
        </button>
        <button
          type="button"
          className="button gate-tool square"
          data-testid="mute"
          data-muted={muted}
          aria-label={t(muted ? 'gate.unmute' : 'gate.mute')}
          onClick={() => dispatch({ type: 'muted', muted: !muted })}
        >
          <GateIcon name={muted ? 'muted' : 'sound'} />
        </button>
        <button
          type="button"
          className="button gate-tool square"
          data-testid="theme"
          aria-label={t('gate.theme')}
          onClick={() => dispatch({ type: 'theme', theme: theme === 'dark' ? 'light' : 'dark' })}
        >
          <Icon name={theme === 'dark' ? 'light' : 'contrast'} />
        </button>
        {other && (
          <button
            type="button"
            className="button gate-tool"
            data-testid="language"
            lang={other.locale}
            onClick={() => dispatch({ type: 'language', language: other.code })}
          >
            {other.name}
          </button>
        )}
      </span>
      {terminal?.drillEndsAtMs != null && (
        <span className="gate-link" role="status" data-testid="drill" data-online={false}>
          {t('gate.drill', { time: time(terminal.drillEndsAtMs) })}
        </span>
      )}
      {terminal && (
        <span className="gate-link" role="status" data-testid="link" data-online={online}>
          {state.link === 'lost' ? t('gate.core-lost') : t(online ? 'gate.link.online' : 'gate.link.offline')}
        </span>
      )}
    </header>
  );
}

/** Who stands here, and how they leave. */
function Usher({ state: { gate }, actions, dispatch }: { actions: GateActions } & Pick<Props, 'state' | 'dispatch'>) {
  const { t } = useGateWords();
  const signedIn = gate?.signedIn;
  if (!signedIn && gate?.mustSignIn) return null;
  return (
    <span className="gate-who" data-testid="who">
      {signedIn && <b>{signedIn.name}</b>}
      {!signedIn && (
        <button
          type="button"
          className="button gate-tool"
          data-testid="open-sign-in"
          onClick={() => dispatch({ type: 'signing-in', on: true })}
        >
          {t('gate.sign-in')}
        </button>
      )}
      {signedIn && !signedIn.locked && (
        <button type="button" className="button gate-tool" data-testid="lock" onClick={actions.lock}>
          {t('gate.lock')}
        </button>
      )}
      {signedIn?.locked && (
        <button type="button" className="button gate-tool" data-testid="sign-out" onClick={actions.signOut}>
          {t('gate.sign-out')}
        </button>
      )}
    </span>
  );
}
