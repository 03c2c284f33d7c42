import { useState } from 'react';
import type { Refusal } from '../../api.ts';
import { useApp } from '../../app.ts';
import type { MadeByPattern, Pattern } from '../../calls/programme.ts';
import { Conflicts } from '../../parts/Conflicts.tsx';
import { Badge, OrderBar, RefusalNotice, useOrder } from '../../parts/parts.tsx';

interface PatternPreviewProps {
  pattern: Pattern | null;
  leaveOut: ReadonlySet<number>;
  onLeaveOut: (starts: ReadonlySet<number>) => void;
  onClose: () => void;
  onMade: () => void;
}

/** What would be made, each with what is against it; what is not wanted is left out. */
export function PatternPreview({ pattern, leaveOut, onLeaveOut, onClose, onMade }: PatternPreviewProps) {
  const { api, words, cinema, tell } = useApp();
  const [made, setMade] = useState<readonly MadeByPattern[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const look = async (without: ReadonlySet<number>) => {
    if (!pattern) return;
    const answer = await api.previewPattern(cinema.id, { ...pattern, leaveOut: [...without] });
    setRefusal(answer.ok ? null : answer.refusal);
    setMade(answer.ok ? answer.body.screenings : null);
  };
  const order = useOrder(
    (key) => api.makePattern(cinema.id, key, pattern as Pattern),
    ({ ids }) => {
      tell(words.t('plan.made', { n: words.number(ids.length) }));
      onMade();
      onClose();
    },
  );
  const leave = (next: ReadonlySet<number>) => {
    onLeaveOut(next);
    void look(next);
  };
  const toggle = (startsAtMs: number) => {
    const next = new Set(leaveOut);
    if (!next.delete(startsAtMs)) next.add(startsAtMs);
    leave(next);
  };
  if (made === null)
    return (
      <>
        {refusal && <RefusalNotice refusal={refusal} />}
        <footer className="order-bar">
          <button type="button" className="button" onClick={onClose}>
            {words.t('cancel')}
          </button>
          <button
            type="button"
            className="button primary"
            disabled={pattern === null}
            data-testid="preview"
            onClick={() => void look(leaveOut)}
          >
            {words.t('plan.preview')}
          </button>
        </footer>
      </>
    );
  const wanted = made.filter(({ isLeftOut }) => !isLeftOut);
  const wrong = wanted.filter(({ conflicts }) => conflicts.length > 0);
  return (
    <>
      <p data-testid="plan-counts">
        {words.t('plan.counts', { n: words.number(wanted.length), conflicts: words.number(wrong.length) })}
      </p>
      <ul className="plain-list planned" aria-label={words.t('plan.preview')}>
        {made.map((one) => (
          <li key={one.startsAtMs} data-testid="planned" className={one.isLeftOut ? 'is-left-out' : undefined}>
            <label className="check">
              <input type="checkbox" checked={!leaveOut.has(one.startsAtMs)} onChange={() => toggle(one.startsAtMs)} />
              {words.dayAndTime(one.startsAtMs, cinema.timeZone)} – {words.time(one.endsAtMs, cinema.timeZone)}
            </label>
            {one.conflicts.length > 0 ? (
              <Conflicts conflicts={one.conflicts} />
            ) : (
              !one.isLeftOut && <Badge tone="good">{words.t('plan.fits')}</Badge>
            )}
          </li>
        ))}
      </ul>
      {wrong.length > 0 && (
        <div className="in-conflict">
          <p className="warn">{words.t('plan.all-or-none')}</p>
          <button
            type="button"
            className="button small"
            data-testid="leave-out"
            onClick={() => leave(new Set([...leaveOut, ...wrong.map(({ startsAtMs }) => startsAtMs)]))}
          >
            {words.t('plan.leave-out')}
          </button>
        </div>
      )}
      <OrderBar
        order={order}
        label={words.t('plan.go', { n: words.number(wanted.length) })}
        onClose={onClose}
        isReady={wanted.length > 0 && wrong.length === 0}
      />
    </>
  );
}
