import { Dialog } from '../../ui-kit/Dialog.tsx';
import { useWords } from '../../ui-kit/words.ts';

export function IdleDialog({
  secondsLeft,
  onStay,
  onLeave,
}: {
  secondsLeft: number;
  onStay: () => void;
  onLeave: () => void;
}) {
  const { t } = useWords();
  return (
    <Dialog title={t('idle.title')} onClose={onStay} testId="idle-dialog">
      <p className="idle-seconds" aria-hidden="true">
        {secondsLeft}
      </p>
      <p className="dialog-text">{t('idle.sub', { count: secondsLeft })}</p>
      <div className="dialog-buttons">
        <button type="button" className="button primary" data-testid="more-time" onClick={onStay}>
          {t('idle.more')}
        </button>
        <button type="button" className="button" data-testid="idle-leave" onClick={onLeave}>
          {t('header.restart')}
        </button>
      </div>
    </Dialog>
  );
}

export function LeaveDialog({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const { t } = useWords();
  return (
    <Dialog title={t('leave.title')} onClose={onStay} testId="leave-dialog">
      <p className="dialog-text">{t('leave.sub')}</p>
      <div className="dialog-buttons">
        <button type="button" className="button primary" data-testid="leave-stay" onClick={onStay}>
          {t('leave.stay')}
        </button>
        <button type="button" className="button" data-testid="leave-yes" onClick={onLeave}>
          {t('leave.yes')}
        </button>
      </div>
    </Dialog>
  );
}

interface SingleSeatDialogProps {
  labels: string;
  count: number;
  onMove: () => void;
  onKeep: () => void;
  onClose: () => void;
}

/** The single-seat rule, as a request with its reason; a guest who insists has their way. */
export function SingleSeatDialog({ labels, count, onMove, onKeep, onClose }: SingleSeatDialogProps) {
  const { t } = useWords();
  return (
    <Dialog title={t('single.title')} onClose={onClose} testId="single-seat-dialog">
      <p className="dialog-text">{t('single.sub', { labels, count })}</p>
      <div className="dialog-buttons">
        <button type="button" className="button primary" data-testid="single-seat-move" onClick={onMove}>
          {t('single.move')}
        </button>
        <button type="button" className="button" data-testid="single-seat-keep" onClick={onKeep}>
          {t('single.keep')}
        </button>
        <button type="button" className="button quiet" data-testid="single-seat-close" onClick={onClose}>
          {t('single.close')}
        </button>
      </div>
    </Dialog>
  );
}
