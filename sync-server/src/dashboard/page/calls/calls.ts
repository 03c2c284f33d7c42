/** What the server's API answers, and what the calls of each section are made of. */
export interface Refusal {
  /** Stable; `no-answer` where nobody answered. */
  code: string;
  /** 0 where nobody answered. */
  status: number;
  /** To quote to whoever runs the server. */
  requestId: string | null;
}
export type Answer<B> = { ok: true; body: B } | { ok: false; refusal: Refusal };

/** What the calls of a section are made of. An order keeps its `key` when it is sent again. */
export interface Calls {
  get<B>(path: string, query?: Record<string, string | null | undefined>): Promise<Answer<B>>;
  order<B>(path: string, key: string, body?: unknown): Promise<Answer<B>>;
  /** `POST`: what only reads, and has too much to say for an address. */
  change<B>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body: unknown, key?: string): Promise<Answer<B>>;
  /** However long it takes. */
  file(path: string): Promise<Answer<Blob>>;
}
