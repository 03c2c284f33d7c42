import { useState } from 'react';
import type { Terminal } from '../api-types.ts';
import { useApp } from '../app.ts';
import { Dialog, Field, OrderBar, useOrder } from '../parts/parts.tsx';

interface TerminalDialogProps {
  terminal: Terminal;
  onClose: () => void;
  onDone: () => void;
}

export function RenameDialog({ terminal, onClose, onDone }: TerminalDialogProps) {
  const { api, words, tell } = useApp();
  const [name, setName] = useState(terminal.name);
  const order = useOrder(
    () => api.rename(terminal.terminal, name.trim()),
    () => {
      tell(words.t('rename.done'));
      onDone();
    },
  );
  return (
    <Dialog title={words.t('rename.title', { name: terminal.name })} onClose={onClose}>
      <Field label={words.t('terminals.name')}>
        {(id) => (
          <input
            id={id}
            maxLength={60}
            value={name}
            data-testid="name"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <OrderBar order={order} label={words.t('rename.go')} onClose={onClose} isReady={name.trim() !== ''} />
    </Dialog>
  );
}

export function RecallDialog({ terminal, onClose, onDone }: TerminalDialogProps) {
  const { api, words, tell } = useApp();
  const order = useOrder(
    (key) => api.recall(terminal.terminal, key),
    ({ asked }) => {
      tell(words.t('recall.done', { n: words.number(asked) }));
      onDone();
    },
  );
  return (
    <Dialog title={words.t('recall.title', { name: terminal.name })} onClose={onClose}>
      <p>{words.t('recall.lead', { n: words.number(terminal.holding) })}</p>
      <OrderBar order={order} label={words.t('recall.go')} onClose={onClose} />
    </Dialog>
  );
}
