import { Icon } from '../../ui-kit/Icon.tsx';

interface StepperProps {
  count: number;
  /** `adult` makes `adult-minus`, `adult-count` and `adult-plus`. */
  testId: string;
  fewer: string;
  more: string;
  canMore: boolean;
  onChange: (by: 1 | -1) => void;
}

export function Stepper({ count, testId, fewer, more, canMore, onChange }: StepperProps) {
  return (
    <span className="till-stepper">
      <button
        type="button"
        className="button square"
        aria-label={fewer}
        disabled={count === 0}
        data-testid={`${testId}-minus`}
        onClick={() => onChange(-1)}
      >
        <Icon name="minus" />
      </button>
      <output data-testid={`${testId}-count`}>{count}</output>
      <button
        type="button"
        className="button square"
        aria-label={more}
        disabled={!canMore}
        data-testid={`${testId}-plus`}
        onClick={() => onChange(1)}
      >
        <Icon name="plus" />
      </button>
    </span>
  );
}
