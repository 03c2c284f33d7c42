/** The page alone, on a stand-in for its core that can be put into any mood: for looking at every screen there is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoppingFault } from '@marquee/shared/errors';
import { startProgram } from './program.ts';

export interface PageMood {
  /** Back to how it began, before the rest is changed. */
  clear?: true;
  payMs?: number;
  printMs?: number;
  nextPay?: 'card-declined' | 'payment-unsettled' | 'never';
  nextChoice?: 'single-seat-left' | 'seat-taken';
  printerStuck?: boolean;
  stopped?: number[];
  terminal?: {
    link?: 'online' | 'offline';
    outOfService?: StoppingFault | null;
    idleWarningMs?: number;
    idleResetMs?: number;
  };
}

export interface PageCore {
  url: string;
  isIn(mood: PageMood): Promise<void>;
  close(): Promise<void>;
}

export async function startPageCore(): Promise<PageCore> {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-page-'));
  const program = await startProgram({
    name: 'stand-in core',
    file: 'terminal/src/kiosk/ui/testing/fake-core.ts',
    env: { PORT: '0', STDIN_CLOSES: '1' },
    log: join(folder, 'core.log'),
  });
  const { url } = program.readyLine;
  return {
    url,
    async isIn(mood) {
      const answer = await fetch(`${url}control`, { method: 'POST', body: JSON.stringify(mood) });
      if (!answer.ok) throw new Error(`the stand-in core answered ${answer.status}`);
    },
    async close() {
      await program.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
