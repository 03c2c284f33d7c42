import { useState } from 'react';
import type { Refusal } from '../api.ts';
import type { WalletTicket } from '../api-types.ts';
import { useApp } from '../app.ts';
import { Icon } from '../parts/Icon.tsx';
import { GoodNotice, RefusalNotice, Sheet } from '../parts/parts.tsx';

/** Its token stands behind the `#`: no server and no proxy on the way gets to see it. */
const linkOf = (token: string) => `${location.origin}${location.pathname}#/accept/${token}`;

export function PassSheet({
  ticket,
  onClose,
  onChanged,
}: {
  ticket: WalletTicket;
  onClose: () => void;
  onChanged: () => Promise<void>;
}) {
  const { api, words } = useApp();
  const [link, setLink] = useState<{ url: string; untilMs: number } | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const make = async () => {
    const answer = await api.passOn(ticket);
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) setLink({ url: linkOf(answer.body.token), untilMs: answer.body.expiresAtMs });
    setSaid(null);
    await onChanged();
  };
  const withdraw = async () => {
    const answer = await api.withdrawPass(ticket);
    setRefusal(answer.ok ? null : answer.refusal);
    setLink(null);
    setSaid(answer.ok ? words.t('ticket.pass-withdrawn') : null);
    await onChanged();
  };
  const untilMs = link?.untilMs ?? ticket.linkUntilMs;
  return (
    <Sheet title={words.t('ticket.pass-title', { label: ticket.label })} onClose={onClose}>
      <p>{words.t('ticket.pass-why')}</p>
      {said && <GoodNotice>{said}</GoodNotice>}
      {refusal && <RefusalNotice refusal={refusal} />}
      {link ? (
        <>
          <output className="link">{link.url}</output>
          <button
            type="button"
            className="main"
            onClick={() =>
              void navigator.clipboard.writeText(link.url).then(() => setSaid(words.t('ticket.pass-copied')))
            }
          >
            {words.t('ticket.pass-copy')}
          </button>
          {'share' in navigator && (
            <button
              type="button"
              className="second"
              onClick={() => void navigator.share({ title: ticket.title, url: link.url }).catch(() => undefined)}
            >
              <Icon name="share" /> {words.t('ticket.pass-share')}
            </button>
          )}
        </>
      ) : (
        <button type="button" className="main" onClick={() => void make()}>
          {words.t('ticket.pass-make')}
        </button>
      )}
      {untilMs && !said?.includes(words.t('ticket.pass-withdrawn')) && (
        <>
          <p className="small">{words.t('ticket.pass-open', { time: words.dayAndTime(untilMs) })}</p>
          <button type="button" className="plain wide" onClick={() => void withdraw()}>
            {words.t('ticket.pass-withdraw')}
          </button>
        </>
      )}
    </Sheet>
  );
}
