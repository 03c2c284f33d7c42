/**
 * Answers of reads, ready to be sent, kept in memory while nothing has changed that they were made from. A route says by
 * its `version` what that is now; an answer of another version is made anew, once for all who ask for it at that moment.
 */
import { sha256Hex } from './keys.ts';

export interface ReadyAnswer {
  body: Buffer;
  etag: string;
}

/** An answer that depends on more than its version tells: sent again only while `isTrue`. */
export class AnswerWhile<A> {
  readonly answer: A;
  readonly isTrue: () => boolean;
  constructor(answer: A, isTrue: () => boolean) {
    this.answer = answer;
    this.isTrue = isTrue;
  }
}

export interface Made {
  text: string;
  isTrue?: () => boolean;
}

export interface KeptAnswers {
  /** `key` names the request, whole. What `make` answers in place of text, such as a refusal, is passed on and not kept. */
  get<R>(key: string, version: string, make: () => Promise<Made | R>): Promise<ReadyAnswer | R>;
}

interface Entry {
  version: string;
  ready: Promise<(ReadyAnswer & { isTrue?: (() => boolean) | undefined }) | null>;
  bytes: number;
}

/** What keeping an answer takes beside its text, about. */
const overheadDefault = 1024;
/** Of all routes together. The pages of a programme are a few kilobytes each, a seat map is about forty. */
const bytesMaxDefault = 32 * 1024 * 1024;

export const toReady = (text: string): ReadyAnswer => ({
  body: Buffer.from(text),
  etag: `"${sha256Hex(text).slice(0, 32)}"`,
});

const isMade = (made: unknown): made is Made =>
  typeof made === 'object' && made !== null && 'text' in made && typeof made.text === 'string';

export function makeKeptAnswers({
  bytesMax = bytesMaxDefault,
  overheadBytes = overheadDefault,
}: {
  bytesMax?: number;
  overheadBytes?: number;
} = {}): KeptAnswers {
  /** What was used last is last. */
  const entries = new Map<string, Entry>();
  let bytes = 0;

  function forget(key: string, entry: Entry): void {
    // Another one may have taken its place meanwhile.
    if (entries.get(key) !== entry) return;
    entries.delete(key);
    bytes -= entry.bytes;
  }
  function touch(key: string, entry: Entry): void {
    if (entries.get(key) !== entry) return;
    entries.delete(key);
    entries.set(key, entry);
  }
  function count(key: string, entry: Entry, size: number): void {
    if (entries.get(key) !== entry) return;
    entry.bytes += size;
    bytes += size;
    for (const [oldest, other] of entries) {
      if (bytes <= bytesMax) return;
      forget(oldest, other);
    }
  }
  async function makeEntry<R>(key: string, version: string, make: () => Promise<Made | R>): Promise<ReadyAnswer | R> {
    const earlier = entries.get(key);
    if (earlier) forget(key, earlier);
    const making = make();
    const ready = making.then(
      (made) => (isMade(made) ? { ...toReady(made.text), isTrue: made.isTrue } : null),
      // Whoever made it hears of what went wrong; those who waited for it try themselves.
      () => null,
    );
    const entry: Entry = { version, ready, bytes: 0 };
    entries.set(key, entry);
    const answer = await ready;
    if (answer === null) {
      forget(key, entry);
      return (await making) as R;
    }
    count(key, entry, answer.body.length + key.length + overheadBytes);
    return answer;
  }

  return {
    async get(key, version, make) {
      for (let entry = entries.get(key); entry?.version === version; entry = entries.get(key)) {
        const kept = await entry.ready;
        if (kept !== null && kept.isTrue?.() !== false) {
          touch(key, entry);
          return kept;
        }
        forget(key, entry);
      }
      return makeEntry(key, version, make);
    },
  };
}
