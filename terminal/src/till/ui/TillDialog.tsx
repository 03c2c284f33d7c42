import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import { NoticeBar } from './NoticeBar.tsx';
import type { TillProps } from './till-props.ts';

interface TillDialogProps extends TillProps {
  title: string;
  size?: 'narrow' | 'wide' | 'broad' | 'drawer';
  onClose: () => void;
  testId: string;
  children: ReactNode;
}

/**
 * A dialog over the page, with its own place for notices: the page's is behind it. It is not a native modal one, which makes
 * the browser judge the style of every seat again before it shows anything: see use-behind.ts.
 */
export function TillDialog({ title, size = 'narrow', onClose, testId, children, ...props }: TillDialogProps) {
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element?.open) element?.show();
    // It would give the focus to its first button, which closes it: a space typed into a name would do that.
    element?.querySelector<HTMLElement>('input:not([type="checkbox"])')?.focus();
    return () => element?.close();
  }, []);
  return (
    <div className="till-shade">
      <dialog
        ref={dialog}
        className="till-dialog"
        data-size={size}
        aria-modal
        // Escape is a `cancel` of it, as it is of a modal one.
        {...{ closedby: 'closerequest' }}
        aria-labelledby={titleId}
        data-testid={testId}
        onCancel={(event) => {
          event.preventDefault();
          onClose();
        }}
      >
        <div className="till-dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="button small square" aria-label={t('till.close')} onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        <NoticeBar {...props} />
        {children}
      </dialog>
    </div>
  );
}
