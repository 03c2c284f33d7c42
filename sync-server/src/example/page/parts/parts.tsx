/** Small things that several screens show. */
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { Refusal } from '../api.ts';
import { useApp } from '../app.ts';
import { go } from '../route.ts';
import { drawQr } from './draw-qr.ts';
import { Icon } from './Icon.tsx';

/** The head of a screen that one comes back from. */
export function BackBar({ title, to, children }: { title: string; to: string; children?: ReactNode }) {
  const { words } = useApp();
  return (
    <header className="back-bar">
      <button type="button" className="round" aria-label={words.t('nav.back')} onClick={() => go(to)}>
        <Icon name="back" />
      </button>
      <h1>{title}</h1>
      {children}
    </header>
  );
}

/** What went wrong, in words; `values` are what its words ask for. */
export function RefusalNotice({
  refusal,
  values,
  again,
  children,
}: {
  refusal: Refusal;
  values?: Readonly<Record<string, string | number>>;
  again?: () => void;
  children?: ReactNode;
}) {
  const { words } = useApp();
  const notice = useRef<HTMLDivElement>(null);
  // Whoever is told no must not have to look for why.
  useEffect(() => {
    notice.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={notice} className="notice bad" role="alert">
      <Icon name={refusal.status === 0 ? 'offline' : 'alert'} />
      <div>
        <p>{words.refusal(refusal, values)}</p>
        {refusal.requestId && refusal.status >= 500 && (
          <p className="small">{words.t('error.requestId', { id: refusal.requestId })}</p>
        )}
        {children}
        {again && (
          <button type="button" className="plain" onClick={again}>
            {words.t('try-again')}
          </button>
        )}
      </div>
    </div>
  );
}

export function GoodNotice({ children }: { children: ReactNode }) {
  return (
    <div className="notice good" role="status">
      <Icon name="check" />
      <div>{children}</div>
    </div>
  );
}

export function Waiting() {
  const { words } = useApp();
  return (
    <div className="waiting" role="status">
      <span className="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span className="unseen">{words.t('loading')}</span>
    </div>
  );
}

export function Empty({ icon, children }: { icon: Parameters<typeof Icon>[0]['name']; children: ReactNode }) {
  return (
    <div className="empty">
      <span className="empty-sign">
        <Icon name={icon} />
      </span>
      {children}
    </div>
  );
}

interface FieldProps {
  label: string;
  hint?: string;
  value: string;
  onValue: (value: string) => void;
  type?: 'text' | 'tel' | 'password';
  autoComplete?: string;
  inputMode?: 'numeric' | 'tel' | 'text';
  minLength?: number;
  maxLength?: number;
}

export function Field({ label, hint, value, onValue, type = 'text', ...rest }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={value}
        required
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onValue(event.target.value)}
        {...rest}
      />
      {hint && (
        <p id={`${id}-hint`} className="small">
          {hint}
        </p>
      )}
    </div>
  );
}

/** A panel from below; Escape and a tap beside it close it. */
export function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { words } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, by the dialog itself.
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className="sheet-inside">
        <header>
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="round" aria-label={words.t('nav.close')} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

export function Poster({ url, className = '' }: { url: string; className?: string }) {
  // The title stands beside it, so it says nothing to those who can't see it.
  return (
    <img className={`poster ${className}`} src={url} alt="" width="600" height="900" loading="lazy" decoding="async" />
  );
}

/** The code of a ticket, drawn here: dark on white whatever the theme, with the border that scanners need. */
export function Qr({ code, label }: { code: string; label: string }) {
  const { side, path } = drawQr(code);
  return (
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path fill="#fff" d={`M0 0h${side}v${side}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}

/** Whole seconds until `endsAtMs` of this page's own clock, never below 0. */
export function useSecondsLeft(endsAtMs: number): number {
  const left = () => Math.max(0, Math.ceil((endsAtMs - performance.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    const look = () => setSeconds(Math.max(0, Math.ceil((endsAtMs - performance.now()) / 1000)));
    look();
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [endsAtMs]);
  return seconds;
}
