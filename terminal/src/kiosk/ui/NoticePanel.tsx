import { type FaultCode, formatFault } from '@marquee/shared/errors';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords } from '../../ui-kit/words.ts';
import type { Notice } from './kiosk-state.ts';
import type { KioskStore } from './kiosk-store.ts';

/** Always in the document, so that a screen reader hears what appears in it. */
export function NoticePanel({ notice, dispatch }: { notice: Notice | null; dispatch: KioskStore['dispatch'] }) {
  const { t } = useWords();
  const detail = notice?.kind === 'fault' ? formatFault(notice.detail as FaultCode) : (notice?.detail ?? '');
  return (
    <div className="notice-place" role="status" aria-live="polite">
      {notice && (
        <div className="notice" data-testid="notice" data-kind={notice.kind}>
          <Icon name="info" />
          <p>{t(`notice.${notice.kind}`, { detail })}</p>
          <button
            type="button"
            className="button small"
            data-testid="notice-close"
            onClick={() => dispatch({ type: 'notice-closed' })}
          >
            {t('notice.close')}
          </button>
        </div>
      )}
    </div>
  );
}
