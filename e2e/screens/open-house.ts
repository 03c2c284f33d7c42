/** The cinema of one file of tests: opened before its first test, closed after its last. */
import { test } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from '../fakes/box-office.ts';
import type { Kiosk } from '../fakes/kiosk.ts';
import { findShow, type Show } from '../fakes/show.ts';
import type { TcpProxy } from '../fakes/tcp-proxy.ts';

export interface House {
  office: BoxOffice;
  kiosks: Kiosk[];
  /** The kiosks' cables, in the same order. */
  cables: TcpProxy[];
  show: Show;
}

/**
 * Each kiosk has its settings; the answer is called in a test, when all is open. `prepare` runs once the server is open and
 * before the kiosks are.
 */
export function openHouse(
  kiosks: readonly Record<string, string>[] = [{}],
  prepare: (office: BoxOffice) => void = () => undefined,
): () => House {
  let house: House | undefined;
  let office: BoxOffice | undefined;
  test.beforeAll(async () => {
    test.setTimeout(120_000);
    office = await openBoxOffice({ kiosks: kiosks.length });
    prepare(office);
    const { addKiosk } = office;
    // Side by side: so both are there when the first seats are handed out.
    const opened = await Promise.all(kiosks.map((env) => addKiosk({ env })));
    const all = opened.map(({ kiosk }) => kiosk);
    house = { office, kiosks: all, cables: opened.map(({ cable }) => cable), show: await findShow(all) };
  });
  test.afterAll(() => office?.close());
  return () => {
    if (!house) throw new Error('the house is open only in tests');
    return house;
  };
}

/** For a file that tests a single kiosk. */
export function onlyKiosk({ kiosks }: House): Kiosk {
  const [kiosk] = kiosks;
  if (!kiosk) throw new Error('this house has a kiosk');
  return kiosk;
}
