/**
 * What the simulator must notice. Each mutation is a small patch beside this file, of a mistake that somebody could make, or
 * has made in a product of this kind. Where two guards back each other up, the patch removes both.
 */
import type { FaultName } from '../weather.ts';

export interface Mutation {
  /** Of its patch. */
  name: string;
  /** Under which the mistake shows; drawn from the seed where none are given. */
  faults?: Partial<Record<FaultName, number>>;
  steps?: number;
  terminals?: number;
  /** The search is given up after so many: then the mistake went unnoticed. */
  seedsMax?: number;
}

export const mutations: readonly Mutation[] = [
  { name: 'a-right-that-expires-by-time', faults: { partition: 1 } },
  { name: 'a-guard-read-on-another-row', faults: { break: 1, delay: 1, 'half-open': 1 } },
  { name: 'ack-before-commit', faults: { 'database-before': 1 } },
  { name: 'a-journal-entry-outside-the-sales-transaction', faults: { 'terminal-crash': 1, 'crash-in-transaction': 1 } },
  { name: 'grants-used-before-they-are-durable', faults: { 'database-before': 1, delay: 1 } },
  { name: 'a-snapshot-applied-over-own-unsent-entries', faults: { partition: 1, 'far-behind': 1 } },
  { name: 'a-repeated-push-applied-twice', faults: { duplicate: 1 } },
  { name: 'instance-2-applying-a-later-batch-first', faults: { reorder: 1, 'torn-batch': 1, partition: 1 } },
  { name: 'a-return-answered-outside-the-journal', faults: { drop: 0.5 } },
  { name: 'a-ticket-refunded-by-a-non-holder', faults: { partition: 0.5 } },
  { name: 'expiry-of-a-hold-in-paying', faults: { 'payment-lost': 1, 'clock-jump': 1 } },
  { name: 'quarantine-released-after-the-first-recovered-batch', faults: { break: 1, 'torn-batch': 1, partition: 1 } },
  { name: 'a-new-operation-id-on-retry', faults: { 'terminal-crash': 1, 'payment-lost': 1 } },
  { name: 'a-cursor-without-the-change-id', faults: { 'lost-commit': 1, partition: 0.5 }, steps: 2000, seedsMax: 140 },
  { name: 'capture-before-paying', faults: { 'payment-lost': 0.5 } },
  { name: 'a-charge-before-its-reference-is-saved', faults: { 'payment-lost': 0.5 } },
  { name: 'a-card-refund-beside-the-desk', faults: { 'payment-lost': 0.5 } },
  { name: 'a-voucher-asked-for-and-forgotten', faults: { drop: 0.5 } },
  { name: 'a-version-that-counts-something-else-than-hand-outs', faults: { drop: 0.2 } },
];
