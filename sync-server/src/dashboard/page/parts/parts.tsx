/** Small things that several screens show. */
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { Answer, Refusal } from '../api.ts';
import { useWords } from '../app.ts';
import { makeKey } from '../platform.ts';
import { Icon } from './Icon.tsx';

/** What went wrong, in words. */
export function RefusalNotice({ refusal, again, lead }: { refusal: Refusal; again?: () => void; lead?: string }) {
  const words = useWords();
  return (
    <div className="notice bad" role="alert">
      <Icon name="alert" />
      <p>
        {lead && `${lead} `}
        {words.refusal(refusal)}
        {refusal.requestId && refusal.status >= 500 && <small> {words.t('error.id', { id: refusal.requestId })}</small>}
      </p>
      {again && (
        <button type="button" className="button" onClick={again}>
          {words.t('try-again')}
        </button>
      )}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children && <p>{children}</p>}
    </div>
  );
}

/** Grey bars of the shape of what comes. */
export function Loading({ rows = 8 }: { rows?: number }) {
  const words = useWords();
  return (
    <div className="loading" role="status" aria-label={words.t('loading')}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
        <span key={row} />
      ))}
    </div>
  );
}

export function Badge({ tone, children }: { tone: 'good' | 'warn' | 'bad' | 'quiet'; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}

/** A number of a table: nothing to see where it is nothing. */
export function Count({ value, tone = '' }: { value: number; tone?: 'warn' | 'bad' | '' }) {
  const words = useWords();
  if (value === 0) return <span className="none">–</span>;
  return <span className={tone}>{words.number(value)}</span>;
}

export function Figure({
  name,
  value,
  note,
  tone = '',
}: {
  name: string;
  value: string;
  note?: string;
  tone?: string;
}) {
  return (
    <div className={`figure ${tone}`}>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        {note && <small>{note}</small>}
      </dd>
    </div>
  );
}

export function Dialog({
  title,
  isWide = false,
  onClose,
  children,
}: {
  title: string;
  isWide?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const words = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className={isWide ? 'dialog wide' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="round" aria-label={words.t('close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}

export interface Order<B> {
  isSending: boolean;
  refusal: Refusal | null;
  send(): void;
  done: B | null;
}

/** An order with a key of its own: sent again after a lost answer it is the same order; once carried out, the next is another. */
export function useOrder<B>(ask: (key: string) => Promise<Answer<B>>, onDone: (body: B) => void): Order<B> {
  const [key, setKey] = useState(makeKey);
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [done, setDone] = useState<B | null>(null);
  const send = () => {
    setSending(true);
    setRefusal(null);
    void ask(key).then((answer) => {
      setSending(false);
      if (!answer.ok) return setRefusal(answer.refusal);
      setKey(makeKey());
      setDone(answer.body);
      onDone(answer.body);
    });
  };
  return { isSending, refusal, send, done };
}

/** The foot of a dialog that orders something: the way back, and the order. */
export function OrderBar<B>({
  order,
  label,
  backLabel,
  onClose,
  isReady = true,
  isDanger = false,
}: {
  order: Order<B>;
  label: string;
  /** Where it leads back to something else than what was before the dialog. */
  backLabel?: string;
  onClose: () => void;
  isReady?: boolean;
  isDanger?: boolean;
}) {
  const words = useWords();
  return (
    <>
      {order.refusal && <RefusalNotice refusal={order.refusal} />}
      <footer className="order-bar">
        <button type="button" className="button" onClick={onClose}>
          {backLabel ?? words.t('cancel')}
        </button>
        <button
          type="button"
          className={`button ${isDanger ? 'danger' : 'primary'}`}
          disabled={!isReady || order.isSending}
          onClick={order.send}
          data-testid="order"
        >
          {label}
        </button>
      </footer>
    </>
  );
}

export function Field({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: string;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <small>{hint}</small>}
    </div>
  );
}

/** A list that scrolls where it is long: by keyboard as well. */
export function ScrollList({ label, testId, children }: { label: string; testId?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it with the arrow keys.
    <ul className="plain-list" tabIndex={0} aria-label={label} data-testid={testId}>
      {children}
    </ul>
  );
}
