import { Icon, type IconName } from '../../ui-kit/Icon.tsx';

interface ButtonProps {
  word: string;
  /** The key that does the same. */
  hint: string;
  testId: string;
  disabled?: boolean;
  onPress: () => void;
}

/** A word over its key: four of them stand beside each other in the basket. */
export function Tool({ word, hint, testId, disabled = false, badge = 0, onPress }: ButtonProps & { badge?: number }) {
  return (
    <button type="button" className="button till-tool" data-testid={testId} disabled={disabled} onClick={onPress}>
      <span>{word}</span>
      {badge > 0 ? <b className="till-badge">{badge}</b> : null}
      <kbd>{hint}</kbd>
    </button>
  );
}

export function PayButton({ icon, word, hint, testId, disabled = false, onPress }: ButtonProps & { icon: IconName }) {
  return (
    <button type="button" className="button primary" data-testid={testId} disabled={disabled} onClick={onPress}>
      <Icon name={icon} />
      {word}
      <kbd>{hint}</kbd>
    </button>
  );
}
