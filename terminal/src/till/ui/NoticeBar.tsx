import { formatFault } from '@marquee/shared/errors';
import { Icon } from '../../ui-kit/Icon.tsx';
import { useWords, type Words } from '../../ui-kit/words.ts';
import type { TillProps } from './till-props.ts';
import type { Notice } from './till-state.ts';

function sayNotice(notice: Notice, { t }: Words): string {
  switch (notice.kind) {
    case 'refusal':
      return t(`till.no.${notice.reason}`, { detail: notice.detail });
    case 'fault':
      return t('till.fault', { code: formatFault(notice.code) });
    case 'scan':
      return t(`till.scan.${notice.miss}`, { detail: notice.detail });
    case 'done':
      return t(`till.done.${notice.what}`, { detail: notice.detail });
  }
}

export function NoticeBar({ state, dispatch }: TillProps) {
  const words = useWords();
  const { notice } = state;
  return (
    <div aria-live="polite">
      {notice && (
        <p className="till-notice" data-kind={notice.kind} data-testid="notice">
          <Icon name={notice.kind === 'done' ? 'check' : 'info'} />
          <span>{sayNotice(notice, words)}</span>
          <button
            type="button"
            className="notice-close"
            aria-label={words.t('till.close')}
            onClick={() => dispatch({ type: 'noticed', notice: null })}
          >
            <Icon name="close" />
          </button>
        </p>
      )}
    </div>
  );
}
