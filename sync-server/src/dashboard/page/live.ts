/** Hears of what has changed: never the thing itself, only what to ask for again. */
import { useEffect, useRef, useState } from 'react';
import { io } from 'socket.io-client';
import type { Api } from './api.ts';

export interface LiveNews {
  /** These screenings of the day. */
  screenings?: (ids: readonly number[]) => void;
  programme?: () => void;
  /** What they say of themselves. */
  terminals?: () => void;
  /** One can be reached now, or can't. */
  reach?: () => void;
  outages?: () => void;
  exceptions?: () => void;
  /** These long actions have gone on, or are over. */
  longActions?: (ids: readonly string[]) => void;
  /** The link is back: anything may have changed meanwhile. */
  returned?: () => void;
}
export type LiveState = 'connecting' | 'live' | 'lost';

/** Follows a day of a cinema while the screen is shown. */
export function useLive(api: Api, place: { cinemaId: number; day: string } | null, news: LiveNews): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const told = useRef(news);
  told.current = news;
  const cinemaId = place?.cinemaId ?? 0;
  const day = place?.day ?? '';
  useEffect(() => {
    if (cinemaId === 0) return;
    const socket = io({ path: '/dashboard-live/', auth: (give) => give({ token: api.token() }) });
    let hasFollowed = false;
    const follow = () =>
      socket.emit('follow', { cinemaId, day }, (answer: { ok: boolean }) => {
        setState(answer.ok ? 'live' : 'lost');
        if (answer.ok && hasFollowed) told.current.returned?.();
        hasFollowed ||= answer.ok;
      });
    socket.on('connect', follow);
    socket.on('screenings', ({ ids }: { ids: number[] }) => told.current.screenings?.(ids));
    socket.on('programme', () => told.current.programme?.());
    socket.on('terminals', () => told.current.terminals?.());
    socket.on('reach', () => told.current.reach?.());
    socket.on('outages', () => told.current.outages?.());
    socket.on('exceptions', () => told.current.exceptions?.());
    socket.on('long-actions', ({ ids }: { ids: string[] }) => told.current.longActions?.(ids));
    const renew = () => {
      setState('lost');
      // Any answer renews a token that has run out; the socket then shows the new one.
      if (!socket.active) void api.overview().then((answer) => answer.ok && socket.connect());
    };
    socket.on('disconnect', renew);
    socket.on('connect_error', renew);
    return () => {
      socket.removeAllListeners();
      socket.disconnect();
    };
  }, [api, cinemaId, day]);
  return state;
}
