import { Icon } from '../../ui-kit/Icon.tsx';
import { GateIcon } from './GateIcon.tsx';
import type { GateEvent, GateState } from './gate-state.ts';
import { gateLanguages, useGateWords } from './gate-words.ts';

interface Props {
  state: GateState;
  dispatch: (event: GateEvent) => void;
  nowMs: number;
}

export function GateHeader({ state, dispatch, nowMs }: Props) {
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
      {terminal && (
        <span className="gate-link" role="status" data-testid="link" data-online={online}>
          {state.link === 'lost' ? t('gate.core-lost') : t(online ? 'gate.link.online' : 'gate.link.offline')}
        </span>
      )}
    </header>
  );
}
